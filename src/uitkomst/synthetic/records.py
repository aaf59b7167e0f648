"""The records of one provider over one period, as text in the canonical fields, without a fault."""

from datetime import date
from functools import cache

import numpy as np

from uitkomst.standard.gemeenten import postcodebereiken
from uitkomst.standard.identificatie import BSN_ONBEKEND
from uitkomst.standard.recordindeling import recordindeling
from uitkomst.standard.verslagperiode import Verslagperiode
from uitkomst.synthetic.aannames import HULPVORMEN, MET_VERBLIJF, aannames
from uitkomst.synthetic.answers import answers, reasons
from uitkomst.synthetic.chance import Chance, Ids, Ints, chosen
from uitkomst.synthetic.course import Trajecten, courses, newcomers, place_of, places
from uitkomst.synthetic.provider import Region, SyntheticProvider

Text = list[str]
Columns = dict[str, Text]

# Letters of postcodes; without S the pairs that are not given out (SA, SD, SS) cannot come up.
LETTERS = "ABCDEGHJKLMNPRTVWXZ"


def records(region: Region, aanbieder: SyntheticProvider, periode: Verslagperiode) -> Columns:
    """All records that belong in the file of this period, oldest first; "" is an empty cell.

    What started, runs or ended in the period (protocol § 7.5); what ends later runs.
    """
    chance = region.chance
    trajecten = _in_period(chance, aanbieder, periode)
    ended = trajecten.einde <= _day(periode.laatste_dag)
    columns = {veld.naam: [""] * len(ended) for veld in recordindeling().velden}
    columns |= _identities(chance, aanbieder, trajecten)
    columns["geslacht"] = _picked(chance, "geslacht", trajecten.kind, aannames("geslacht")["kans"])
    columns["verwijzer"] = _verwijzers(chance, trajecten)
    columns["hulpvorm"] = np.array(HULPVORMEN)[trajecten.hulpvorm].tolist()
    crisis = np.array([aannames("crisis")["kans"][code] for code in HULPVORMEN])
    in_crisis = chance.uniform("crisis", trajecten.id) < crisis[trajecten.hulpvorm]
    columns["gestart_met_crisis"] = np.where(in_crisis, "01", "02").tolist()
    columns["datum_aanvang"] = _dates(trajecten.aanvang)
    columns["datum_einde"] = np.where(ended, _dates(trajecten.einde), "").tolist()
    reden = reasons(chance, trajecten)
    columns["reden_beeindiging"] = np.where(ended, reden, "").tolist()
    return columns | answers(chance, aanbieder, trajecten, ended, reden)


def bsns() -> Text:
    """The 9,091 official test numbers: 9999xxxxx that pass the 11-proef, and no others."""
    return _bsns()


@cache
def _bsns() -> Text:
    numbers = np.arange(999900006, 999999991)
    digits = numbers[:, None] // 10 ** np.arange(8, -1, -1) % 10
    passes = (digits * np.array([9, 8, 7, 6, 5, 4, 3, 2, -1])).sum(axis=1) % 11 == 0
    return [str(number) for number in numbers[passes]]


def _in_period(chance: Chance, aanbieder: SyntheticProvider, periode: Verslagperiode) -> Trajecten:
    kind, half = newcomers(chance, aanbieder.nummer, aanbieder.kinderen, periode)
    trajecten = courses(chance, kind, half, aanbieder.mix)
    first, last = _day(periode.eerste_dag), _day(periode.laatste_dag)
    trajecten = trajecten.where((trajecten.aanvang <= last) & (trajecten.einde >= first))
    return trajecten.where(np.lexsort((trajecten.id, trajecten.aanvang)))


def _identities(chance: Chance, aanbieder: SyntheticProvider, trajecten: Trajecten) -> Columns:
    """Number, birth date and address; the same for every traject of a child."""
    kind = trajecten.kind
    place = place_of(kind, places(aanbieder.kinderen))
    columns = {
        "geboortedatum": _dates(trajecten.geboorte),
        "postcode_of_gemeente": _addresses(chance, aanbieder, kind),
    }
    if aanbieder.clientnummers:
        form = ("C{:07d}", "JH-{}", "{}")[aanbieder.nummer % 3]
        return columns | {"clientnummer": [form.format(number) for number in place.tolist()]}
    pool = np.array(bsns())
    of_provider = np.arange(len(pool), dtype=np.uint64) + np.uint64(aanbieder.nummer * len(pool))
    bsn = pool[chance.order("bsn", of_provider)][place % len(pool)]
    rules = aannames("nummers")
    unknown = chance.uniform("bsn onbekend", kind) < rules["bsn_onbekend"]
    unknown &= aanbieder.omvang >= rules["bsn_onbekend_vanaf"]
    return columns | {"bsn": np.where(unknown, BSN_ONBEKEND, bsn).tolist()}


def _addresses(chance: Chance, aanbieder: SyntheticProvider, kind: Ids) -> Text:
    """A full postcode in one of the provider's municipalities; of some only the municipality."""
    where = chance.pick("gemeente", kind, aanbieder.gewichten)
    without = chance.uniform("zonder postcode", kind) < aannames("gemeenten")["zonder_postcode"]
    made = np.array(aanbieder.gemeenten, "U6")[where]
    letters = np.array(list(LETTERS))
    last = letters[(chance.uniform("letter", kind) * len(letters)).astype(int)]
    first = letters[(chance.uniform("letter 1", kind) * len(letters)).astype(int)]
    for at, code in enumerate(aanbieder.gemeenten):
        blocks = [np.arange(van, tot + 1) for van, tot, of in postcodebereiken() if of == code]
        here = (where == at) & ~without
        if blocks:
            digits = np.concatenate(blocks).astype("U4")
            drawn = digits[(chance.uniform("pc4", kind[here]) * len(digits)).astype(int)]
            made[here] = np.char.add(np.char.add(drawn, first[here]), last[here])
    return [str(address) for address in made]


def _verwijzers(chance: Chance, trajecten: Trajecten) -> Text:
    """By CBS's totals; hulpvorm 01 always has 06 (protocol § 3.2), stay leans to the GI."""
    started = aannames("hulpvormen")["begonnen"]
    total, met_verblijf = aannames("verwijzer")["begonnen"], aannames("verwijzer_verblijf")["kans"]
    stay = sum(started[code] for code in MET_VERBLIJF)
    left = [
        max(0.0, total[code] - stay * met_verblijf[code] - (code == "06") * started["01"])
        for code in total
    ]
    codes, uniform = np.array(list(total)), chance.uniform("verwijzer", trajecten.id)
    picked = codes[chosen(uniform, left)]
    with_stay = np.isin(trajecten.hulpvorm, [HULPVORMEN.index(code) for code in MET_VERBLIJF])
    picked[with_stay] = codes[chosen(uniform[with_stay], [met_verblijf[code] for code in total])]
    picked[trajecten.hulpvorm == HULPVORMEN.index("01")] = "06"
    return [str(code) for code in picked]


def _picked(chance: Chance, what: str, ids: Ids, kans: dict[str, float]) -> Text:
    codes = np.array(list(kans))
    return [str(code) for code in codes[chance.pick(what, ids, list(kans.values()))]]


def _dates(days: Ints) -> Text:
    """JJJJMMDD."""
    return [day.replace("-", "") for day in np.datetime_as_string(days.astype("datetime64[D]"))]


def _day(day: date) -> int:
    return (day - date(1970, 1, 1)).days
