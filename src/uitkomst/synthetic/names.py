"""Names and numbers of organisations that do not exist."""

from uitkomst.synthetic.chance import Chance, Ids

BEGIN: tuple[str, ...] = (
    *("Alm", "Bor", "Cel", "Dal", "Elz", "Fen", "Gal", "Hol", "Ing", "Jor", "Kel", "Lin"),
    *("Mor", "Nor", "Orv", "Pel", "Quin", "Ros", "Sel", "Tor", "Ulm", "Vel", "Wen", "Zil"),
)
MIDDEN = ("a", "e", "i", "o", "er", "el", "in", "an")
EINDE: tuple[str, ...] = (
    *("veld", "brink", "horst", "mare", "dijk", "stroom"),
    *("kade", "sterre", "linde", "wende", "hage", "vliet"),
)
WORDS = len(BEGIN) * len(MIDDEN) * len(EINDE)

FORMS = {
    "solo": ("Praktijk {}", "{} Kindertherapie", "{} Orthopedagogiek"),
    "gi": ("Jeugdbescherming {}",),
    "wijkteam": ("Wijkteams {}",),
    "instelling": ("Stichting {}", "{} Jeugdhulp", "{} Jeugd en Gezin", "{} Jeugdzorg"),
}


def names(chance: Chance, soorten: list[str], ids: Ids) -> list[str]:
    """A name for each provider by its kind, all with another made-up word.

    `ids` are the numbers of the providers, from 1 up; from 2,304 on the words come back with a
    number.
    """
    forms = chance.uniform("naamvorm", ids)
    made = []
    for number, soort, form in zip(ids.tolist(), soorten, forms.tolist(), strict=True):
        choices = FORMS[soort]
        made.append(choices[int(form * len(choices))].format(_word(number)))
    return made


def _word(number: int) -> str:
    """Each number its own word; 1093 shares no factor with the number of words, so none repeats."""
    rounds, place = divmod(number * 1093, WORDS)
    place, einde = divmod(place, len(EINDE))
    begin, midden = divmod(place, len(MIDDEN))
    word = BEGIN[begin] + MIDDEN[midden] + EINDE[einde]
    return word if number < WORDS else f"{word} {rounds}"


def kvk(number: int) -> str:
    """Eight digits in the form of a KvK number; those in use do not begin with 00."""
    return f"00{number * 7919 % 10**6:06d}"


def agb(number: int) -> str:
    """Eight digits in the form of an AGB code; 00 is no kind of care provider."""
    return f"00{number * 6101 % 10**6:06d}"
