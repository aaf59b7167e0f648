"""What the providers of one area offer: size, kind, help forms and municipalities."""

from dataclasses import dataclass

import numpy as np

from uitkomst.synthetic.aannames import HULPVORMEN, MET_VERBLIJF, aannames
from uitkomst.synthetic.chance import Chance, Floats, Ids, Ints, ids
from uitkomst.synthetic.pace import active_shares, fitted_records
from uitkomst.synthetic.sizes import sizes

FROM_WIJKTEAMS, FROM_GI = 10, 20
MICRO, MIDDEN = 0, 2


@dataclass(frozen=True)
class Offer:
    """A provider to be: `klasse` is its size class, `records` its mean records per hulpvorm."""

    nummer: int
    klasse: int
    omvang: int
    soort: str
    naamsoort: str
    gemeenten: tuple[str, ...]
    gewichten: tuple[float, ...]
    records: Floats


@dataclass(frozen=True)
class _Draft:
    klasse: int
    omvang: int
    soort: str
    naamsoort: str
    hulpvormen: tuple[str, ...]


def offers(
    chance: Chance, first: int, number: int, records: int, codes: tuple[str, ...]
) -> list[Offer]:
    """The providers of one area, numbered from `first`, in no order of size."""
    numbers = ids(*range(first, first + number))
    drafts = _drafts(chance, numbers, records)
    drafts = [drafts[place] for place in chance.order("volgorde", numbers)]
    leaning = np.array([[code in d.hulpvormen for code in HULPVORMEN] for d in drafts], float)
    each = numbers * np.uint64(16)
    for place in range(len(HULPVORMEN)):
        leaning[:, place] *= chance.between("neiging", each + np.uint64(place), 0.5, 1.5)
    table = fitted_records(leaning, np.array([draft.omvang for draft in drafts]))
    made = []
    for nummer, draft, row in zip(numbers.tolist(), drafts, table, strict=True):
        chosen, weights = _municipalities(chance, nummer, draft, codes)
        made.append(
            Offer(
                nummer, draft.klasse, draft.omvang, draft.soort, draft.naamsoort,
                chosen, weights, row,
            )
        )  # fmt: skip
    return made


def _drafts(chance: Chance, numbers: Ids, records: int) -> list[_Draft]:
    """Largest first: one that offers all, then the wijkteams, a GI in the middle, and the rest."""
    special = []
    if len(numbers) >= FROM_WIJKTEAMS:
        share = aannames("aanbod")["wijkteams"] * active_shares()[0]
        size = round(records * share)
        special.append(_Draft(MIDDEN, size, "instelling", "wijkteam", ("01",)))
        records -= size
    omvang, klasse = sizes(len(numbers) - len(special), records)
    drafts = [
        _draft(chance, number, *sized)
        for number, sized in zip(numbers, zip(klasse, omvang, strict=True), strict=False)
    ]
    drafts[0] = _Draft(int(klasse[0]), int(omvang[0]), "instelling", "instelling", HULPVORMEN)
    middle = np.flatnonzero(klasse == MIDDEN)
    if len(numbers) >= FROM_GI and len(middle):
        at = int(middle[0])
        drafts[at] = _Draft(MIDDEN, int(omvang[at]), "gi", "gi", tuple(aannames("aanbod")["gi"]))
    return drafts + special


def _draft(chance: Chance, number: np.uint64, klasse: Ints, omvang: Ints) -> _Draft:
    """An ordinary provider; who works alone offers no stay and no day care."""
    one, size = ids(int(number)), int(klasse)
    solo = size == MICRO and bool(chance.uniform("solo", one)[0] < aannames("omvang")["solo"])
    kinds = [
        kind
        for kind in aannames("aanbod")["soorten"]
        if not (solo and {"03", *MET_VERBLIJF} & set(kind["hulpvormen"]))
    ]
    kind = kinds[chance.pick("aanbod", one, [kind["kans"][size] for kind in kinds])[0]]
    naamsoort = "solo" if solo else "wijkteam" if kind["naam"] == "wijkteam" else "instelling"
    soort = "solo" if solo else "instelling"
    return _Draft(size, int(omvang), soort, naamsoort, tuple(kind["hulpvormen"]))


def _municipalities(
    chance: Chance, nummer: int, draft: _Draft, codes: tuple[str, ...]
) -> tuple[tuple[str, ...], tuple[float, ...]]:
    """Where it works, the home municipality first, with the weight of each."""
    rules = aannames("gemeenten")
    least, most = rules["aantal"][-1 if draft.naamsoort == "wijkteam" else draft.klasse]
    how_many = int(chance.between("hoeveel gemeenten", ids(nummer), least, most + 1)[0])
    each = ids(*(nummer * 10_000 + int(code) for code in codes))
    weights = np.array([rules["gewicht"][code] for code in codes], float)
    # Weighted drawing without putting back: the smallest of -log(u)/w come first.
    drawn = np.argsort(-np.log1p(-chance.uniform("gemeenten", each)) / weights)[:how_many]
    boost = np.where(np.arange(len(drawn)) == 0, rules["thuis"], 1.0)
    return tuple(codes[at] for at in drawn), tuple((weights[drawn] * boost).tolist())
