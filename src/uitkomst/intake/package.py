"""What a page needs to check a file by itself: the same SQL, words and sentences, as data.

Made by the functions that check files here, so that a rule is written once. The page brings only
what is no data: how bytes become rows, and the order of the steps (docs/adr, the browser check).
"""

from dataclasses import asdict
from functools import cache
from itertools import combinations
from typing import Any

from uitkomst.intake.checking import rules
from uitkomst.intake.checking.normalise import CLEARLY_MORE
from uitkomst.intake.checking.normalise_sql import RANDEN, Shape, normalise_sql
from uitkomst.intake.checking.periods import FEWEST_ASTRAY, LEAST_ASTRAY
from uitkomst.intake.checking.records import merged_sql
from uitkomst.intake.checking.repair_columns import Column, columns_of
from uitkomst.intake.checking.surroundings import surroundings
from uitkomst.intake.findings import MAX_PLACES, Context
from uitkomst.intake.limits import LIMITS
from uitkomst.intake.package_reading import reading, recognising, refusals
from uitkomst.intake.recognise import BREED, LANG, Recognised
from uitkomst.standard.gemeenten import gemeenten, postcodebereiken
from uitkomst.standard.herstelregel import herstelset
from uitkomst.standard.indelingsprofiel import Indelingsprofiel, indelingsprofiel
from uitkomst.standard.regel import ERNST, Regel, regels, regelset
from uitkomst.standard.verslagperiode import Verslagperiode

YEARS = range(2000, 2100)
"""Every year a verslagperiode can be of: dates in a file may lead to any of them."""


@cache
def rule_package() -> dict[str, Any]:
    """Everything the check needs, as JSON types. Holds nothing of a sender.

    Raises OngeldigPostcodebestand when the operator's table of postcodes cannot be used.
    """
    crash = regelset().mislukt.woorden
    return {
        "grenzen": asdict(LIMITS),
        "lezen": reading(),
        "herkennen": recognising(),
        "weigeringen": refusals(),
        "normaliseren": {_kind(naam): _normalising(naam) for naam in (BREED, LANG)},
        "herstel": _repairs(),
        "gemeenten": {
            "codes": [gemeente.code for gemeente in gemeenten()],
            "postcodes": [list(block) for block in postcodebereiken()],
        },
        "regels": [_rule(regel) for regel in regels()],
        "vensters": dict(regelset().vensters),
        "redenen": rules.REASONS,
        "woorden": _words(None),
        "perioden": {periode.code: _period(periode) for periode in _periods()},
        "minst_ernaast": FEWEST_ASTRAY,
        "een_ernaast_op": LEAST_ASTRAY,
        "samenvoegen": merged_sql(()),
        "ernst": list(ERNST),
        "meeste_plaatsen": MAX_PLACES,
        "mislukt": {"melding": crash.melding, "remedie": crash.remedie},
    }


def _kind(naam: str) -> str:
    return indelingsprofiel(naam).soort


def _normalising(naam: str) -> dict[str, Any]:
    """The columns k1, k2 … of a layout, and the SQL for each way in which a file can be in doubt.

    Every column of the layout is there and none is taken for clean: what a file has no column for
    is empty, which gives the same rows, and one SQL serves every file of the layout.
    """
    profiel = indelingsprofiel(naam)
    columns = _all_columns(profiel)
    doubts = [
        (column, herstel)
        for column in columns
        for herstel in column.herstel
        if herstel.twijfel is not None and herstel.zeker is not None
    ]
    return {
        "kolommen": [column.naam for column in columns],
        "twijfels": [
            {
                "kolom": column.naam,
                "herstel": herstel.code,
                "twijfel": herstel.twijfel,
                "zeker": herstel.zeker,
                "melding": herstel.bij_twijfel.replace("$titel", column.titel),
            }
            for column, herstel in doubts
        ],
        "sql": {
            str(1904 if dates_1904 else 1900): {
                _key(chosen): _sql(profiel, columns, chosen, dates_1904=dates_1904)
                for some in range(len(doubts) + 1)
                for chosen in combinations([(c.naam, h.code) for c, h in doubts], some)
            }
            for dates_1904 in (False, True)
        },
    }


def _all_columns(profiel: Indelingsprofiel) -> list[Column]:
    names = [kolom.veld for kolom in profiel.kolommen] + list(profiel.extra_aliassen)
    kolommen = {naam: number for number, naam in enumerate(names, start=1)}
    return columns_of(Recognised(profiel.naam, profiel.soort, 1, kolommen, (), (), ()))


def _key(doubtful: tuple[tuple[str, str], ...]) -> str:
    return " ".join(f"{kolom}:{code}" for kolom, code in doubtful)


def _sql(
    profiel: Indelingsprofiel,
    columns: list[Column],
    doubtful: tuple[tuple[str, str], ...],
    *,
    dates_1904: bool,
) -> str:
    return normalise_sql(
        Shape(
            columns=tuple(columns),
            dirty=frozenset(column.naam for column in columns),
            lang=profiel.soort == "lang",
            dates_1904=dates_1904,
            doubtful=frozenset(doubtful),
        )
    )


def _repairs() -> dict[str, Any]:
    known = herstelset()
    return {
        "codes": [herstel.code for herstel in known.herstel],
        "meldingen": {code: words.woorden.melding for code, words in known.woorden.items()},
        "remedie": known.woorden[known.randen].woorden.remedie,
        "randen": known.randen,
        "randen_merk": RANDEN,
        "duidelijk_meer": CLEARLY_MORE,
    }


def _rule(regel: Regel) -> dict[str, Any]:
    return {
        "naam": regel.naam,
        "code": regel.code,
        "titel": regel.titel,
        "ernst": regel.ernst,
        "bereik": regel.bereik,
        "kolommen": list(regel.kolommen),
        "cel": regel.cel,
        "voorwaarde": regel.schending,
        "aantal": regel.aantal or "1",
        "melding": regel.melding,
        "remedie": regel.remedie,
        "nodig": list(regel.nodig),
        "indeling": regel.indeling,
    }


def _periods() -> list[Verslagperiode]:
    return [Verslagperiode(jaar, helft) for jaar in YEARS for helft in (1, 2)]


def _words(periode: Verslagperiode | None) -> dict[str, str]:
    """The words rules speak in, as SQL; "periode_afgeleid" is for the page to say."""
    words = dict(surroundings("breed", Context(periode=periode), derived=False).words)
    del words["periode_afgeleid"]
    return words


def _period(periode: Verslagperiode) -> dict[str, Any]:
    """A period, with the words that are other than those of no period."""
    usual = _words(None)
    words = _words(periode)
    return {
        "titel": periode.titel,
        "eerste_dag": periode.eerste_dag.isoformat(),
        "laatste_dag": periode.laatste_dag.isoformat(),
        "woorden": {name: sql for name, sql in words.items() if usual.get(name) != sql},
    }
