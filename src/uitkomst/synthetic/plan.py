"""Lay out a region: which providers there are, how large, for which help, and how they deliver."""

from collections.abc import Iterator, Sequence

import numpy as np

from uitkomst.standard.gemeenten import gemeente
from uitkomst.standard.verslagperiode import Verslagperiode
from uitkomst.synthetic import names
from uitkomst.synthetic.aannames import aannames
from uitkomst.synthetic.chance import Chance, ids
from uitkomst.synthetic.offers import Offer, offers
from uitkomst.synthetic.pace import newcomers_for
from uitkomst.synthetic.provider import Region, SyntheticProvider

PER_AANBIEDER = 30_000 / 180


def plan(
    seed: int,
    aanbieders: int = 180,
    records: int | None = None,
    periodes: Sequence[Verslagperiode] = (),
    gemeenten: Sequence[str] | None = None,
) -> Region:
    """A region of so many providers with together about so many records in each half-year.

    Without `records` providers have on average as many as in the full region of 30,000. The same
    seed and numbers give the same region, and a child's help does not depend on `periodes`: each
    period's files follow on those of the one before. Raises ValueError for a municipality that has
    no weight in the assumptions, or for no providers at all.
    """
    chance = Chance(seed)
    total = records if records is not None else round(aanbieders * PER_AANBIEDER)
    drawn: list[Offer] = []
    for codes, number, share in _areas(gemeenten, aanbieders, total):
        drawn += offers(chance, len(drawn) + 1, number, share, codes)
    numbers = ids(*range(1, len(drawn) + 1))
    called = names.names(chance, [offer.naamsoort for offer in drawn], numbers)
    made = (_provider(chance, offer, naam) for offer, naam in zip(drawn, called, strict=True))
    return Region(seed, tuple(periodes), tuple(made), chance)


def _areas(
    gemeenten: Sequence[str] | None, aanbieders: int, records: int
) -> Iterator[tuple[tuple[str, ...], int, int]]:
    """Per youth region: its municipalities, and its part of the providers and of the records."""
    weights = aannames("gemeenten")["gewicht"]
    codes = tuple(weights if gemeenten is None else gemeenten)
    if aanbieders < 1 or not codes or not set(codes) <= set(weights):
        raise ValueError("a region needs providers, and municipalities of the assumptions")
    areas: dict[str, tuple[str, ...]] = {}
    for code in codes:
        known = gemeente(code)
        area = known.jeugdregio if known else ""
        areas[area] = (*areas.get(area, ()), code)
    rules = aannames("gebieden")
    kept = dict(list(areas.items())[:aanbieders])
    numbers = _parts(aanbieders, [rules["aanbieders"][area] for area in kept])
    shares = _parts(max(records, aanbieders), [rules["records"][area] for area in kept])
    yield from zip(kept.values(), numbers, shares, strict=True)


def _parts(total: int, weights: list[int]) -> list[int]:
    """The total divided by weight in whole parts of at least 1."""
    edges = np.round(np.cumsum([0, *weights]) / sum(weights) * (total - len(weights)))
    return [int(part) + 1 for part in np.diff(edges)]


def _provider(chance: Chance, offer: Offer, naam: str) -> SyntheticProvider:
    """How this provider delivers, and how many children come to it."""
    one, rules = ids(offer.nummer), aannames("nummers")
    clientnummers = bool(
        offer.omvang >= rules["te_groot_voor_bsn"]
        or chance.uniform("clientnummers", one)[0] < rules["clientnummers"]
    )
    formaat = _formaat(chance, offer, clientnummers)
    doelen = offer.soort == "instelling" and formaat != "vast"
    doelen &= bool(chance.uniform("doelen", one)[0] < aannames("doelen")["aanbieders"])
    lang = offer.soort == "instelling" and chance.uniform("lang", one)[0] < _lang_share()
    mix, kinderen = newcomers_for(offer.records)
    return SyntheticProvider(
        sleutel=f"a{offer.nummer:03d}",
        naam=naam,
        soort=offer.soort,
        kvk=names.kvk(offer.nummer),
        agb=names.agb(offer.nummer),
        gemeenten=offer.gemeenten,
        formaat=formaat,
        indeling="vast" if formaat == "vast" else "lang" if lang else "breed",
        clientnummers=clientnummers,
        nummer=offer.nummer,
        omvang=offer.omvang,
        gewichten=offer.gewichten,
        mix=mix,
        kinderen=kinderen,
        doelen=doelen,
    )


def _formaat(chance: Chance, offer: Offer, clientnummers: bool) -> str:
    """A fixed-width file has no room for client numbers."""
    shares = {
        formaat: kans[offer.klasse]
        for formaat, kans in aannames("bestanden")["formaat"].items()
        if not (clientnummers and formaat == "vast")
    }
    picked = chance.pick("formaat", ids(offer.nummer), list(shares.values()))[0]
    return str(list(shares)[picked])


def _lang_share() -> float:
    return float(aannames("bestanden")["lang"])
