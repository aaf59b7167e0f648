"""A repair as a form: what each unknown value means, or how the dates are written."""

from collections.abc import Mapping
from dataclasses import dataclass

from uitkomst.services.aanlevering.views import Voorstel
from uitkomst.services.deciding.previews import Herstelkeuze, VoorstelOpen
from uitkomst.standard.codelijst import codelijst
from uitkomst.standard.recordindeling import recordindeling
from uitkomst.standard.voorstel import voorstelset

# What becomes of a row that a repair takes out, by the kind of the repair.
GOES = {
    "samen": "gaat op in een andere rij",
    "dubbel": "wordt weggelaten: gelijk aan een eerdere rij",
    "weg": "wordt weggelaten",
}
STAYS = "-"  # In a form: leave this value as it is.


@dataclass(frozen=True)
class Value:
    """One value that is not known: what stands there, how often, and the code chosen for it."""

    tekst: str
    aantal: int
    gekozen: str


def kind_of(voorstel: Voorstel) -> str:
    """Give the kind of a repair that takes rows out; "weg" for every other one."""
    declared = voorstelset().voorstel(voorstel.code)
    return declared.soort if declared and declared.soort in GOES else "weg"


def values_of(opened: VoorstelOpen, chosen: Herstelkeuze | None) -> list[Value]:
    """Give the values that are asked about, with what was chosen now or the last time."""
    before = dict(opened.vorige.waarden) if opened.vorige else {}
    now = dict(chosen.waarden) if chosen else before
    return [Value(tekst, aantal, now.get(tekst, STAYS)) for tekst, aantal in opened.waarden]


def options_of(opened: VoorstelOpen) -> list[tuple[str, str]]:
    """Give what can be chosen, in words."""
    voorstel = opened.voorstel
    if voorstel.vraagt == "vorm":
        titles = {vorm.code: vorm.titel for vorm in voorstelset().vormen}
        return [(code, titles.get(code, code)) for code in voorstel.keuzes]
    titles = code_titles(voorstel.kolom or "")
    named = [
        (code, f"{code} – {titles[code]}" if code in titles else code or "Maak de cel leeg")
        for code in voorstel.keuzes
    ]
    return [(STAYS, "Laat staan"), *named]


def code_titles(veld: str) -> dict[str, str]:
    """Give the titles of the codes that a field may hold; nothing for a field without codes."""
    found = next((each for each in recordindeling().velden if each.naam == veld), None)
    lijst = getattr(found, "codelijst", None)
    return {code.code: code.titel for code in codelijst(lijst).codes} if lijst else {}


def choice_of(code: str, kolom: str | None, form: Mapping[str, str]) -> Herstelkeuze | None:
    """Read the choice out of a posted form; None where nothing was chosen."""
    pairs = []
    for name, value in form.items():
        if name.startswith("waarde-"):
            chosen = form.get(f"code-{name.removeprefix('waarde-')}", STAYS)
            if chosen != STAYS:
                pairs.append((value, chosen))
    vorm = form.get("vorm", "")
    if not pairs and not vorm:
        return None
    return Herstelkeuze(code, kolom, tuple(pairs), vorm)
