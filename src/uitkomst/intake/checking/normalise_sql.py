"""The SQL that repairs and types the rows of one shape of file; made once per shape."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from uitkomst.intake.checking.repair_columns import Column
from uitkomst.intake.checking.sql import filled, literal
from uitkomst.standard.herstelregel import Herstel, herstelset
from uitkomst.standard.recordindeling import recordindeling
from uitkomst.standard.regel import LANG_VELDEN, regelset

RANDEN = 100
"""Added to the mark of a repair when something around the value was taken away as well."""

_ZERO_DAY = {False: "date '1899-12-30'", True: "date '1904-01-01'"}
_ONLY_LANG = frozenset({"inhoud"})


@dataclass(frozen=True)
class Shape:
    """All that the SQL for a file depends on.

    `dirty` are the fields with a cell that may need repair, `doubtful` the (column, repair) pairs
    left out.
    """

    columns: tuple[Column, ...]
    dirty: frozenset[str]
    lang: bool
    dates_1904: bool
    doubtful: frozenset[tuple[str, str]]


@lru_cache(maxsize=256)
def normalise_sql(shape: Shape) -> str:
    """One statement over `rauw`; each layer builds on the one before.

    x_ is the trimmed cell, h_ the mark of its repair (its number in the list, 0 for none), v_ the
    repaired value.
    """
    dirty = [column for column in shape.columns if column.naam in shape.dirty]
    clean = [column for column in shape.columns if column.naam not in shape.dirty]
    as_sent = "".join(f", k{column.number} as v_{column.naam}" for column in clean)
    kept = "".join(f", v_{column.naam}" for column in clean)
    marks = "".join(f", h_{column.naam}" for column in dirty)
    layers = {
        "schoon": f"rij{as_sent}{_each(_trimmed, dirty, shape)}",
        "gemerkt": f"*{_each(_mark, dirty, shape)}",
        "hersteld": f"rij{marks}{kept}{_each(_repaired, dirty, shape)}",
        "velden": f"rij{marks}, {', '.join(_fields(shape))}",
        "afgeleid": f"*, {', '.join(_derived(lang=shape.lang))}",
    }
    return _layered(layers)


@lru_cache(maxsize=1024)
def repair_sql(column: Column, shape: Shape) -> str:
    """One statement over `rauw` with only this column: the mark and the repaired value of each."""
    layers = {
        "schoon": _trimmed(column, shape),
        "gemerkt": f"*, {_mark(column, shape)}",
        "hersteld": f"h_{column.naam} as merk, {_repaired(column, shape)}",
    }
    return _layered(layers)


def _layered(layers: Mapping[str, str]) -> str:
    """A statement over `rauw` of which each layer builds on the one before."""
    sql, source = "", "rauw"
    for name, columns in layers.items():
        layer = f"{name} as (select {columns} from {source})\n"  # noqa: S608 - declared SQL
        sql += f"{', ' if sql else 'with '}{layer}"
        source = name
    return f"{sql}select * from {source}"  # noqa: S608 - declared SQL


def _each(part: Callable[[Column, Shape], str], columns: Iterable[Column], shape: Shape) -> str:
    return "".join(f", {part(column, shape)}" for column in columns)


def _trimmed(column: Column, shape: Shape) -> str:
    """The cell and what is left without its edges; most cells need no look at every character."""
    cell, around = f"k{column.number}", literal(herstelset().tekens)
    plain = f"regexp_full_match({cell}, '[!-~]([ -~]*[!-~])?')"
    trimmed = f"case when {plain} then {cell} else nullif(trim({cell}, {around}), '') end"
    return f"{cell} as c_{column.naam}, {trimmed} as x_{column.naam}"


def _repairs(column: Column, shape: Shape) -> Iterable[tuple[int, Herstel]]:
    for number, herstel in enumerate(herstelset().herstel, start=1):
        if herstel in column.herstel and (column.naam, herstel.code) not in shape.doubtful:
            yield number, herstel


def _sql(template: str, column: Column, shape: Shape) -> str:
    cell = f"x_{column.naam}"
    words = {"nuldag": _ZERO_DAY[shape.dates_1904], **column.words}
    return filled(template, {**words, "x": cell})


def _mark(column: Column, shape: Shape) -> str:
    whens = [f"when x_{column.naam} is null then 0"]
    whens.append(f"when regexp_full_match(x_{column.naam}, {literal(column.schoon)}) then 0")
    for number, herstel in _repairs(column, shape):
        whens.append(f"when {_sql(herstel.als, column, shape)} then {number}")
    around = f"case when x_{column.naam} <> c_{column.naam} then {RANDEN} else 0 end"
    return f"(case {' '.join(whens)} else 0 end + {around})::utinyint as h_{column.naam}"


def _repaired(column: Column, shape: Shape) -> str:
    whens = " ".join(
        f"when {number} then {_sql(herstel.wordt, column, shape)}"
        for number, herstel in _repairs(column, shape)
    )
    if not whens:
        return f"x_{column.naam} as v_{column.naam}"
    mark = f"h_{column.naam} % {RANDEN}"
    return f"case {mark} {whens} else x_{column.naam} end as v_{column.naam}"


def _fields(shape: Shape) -> list[str]:
    """Every field of the record, null where the file has no column for it."""
    there = {column.naam for column in shape.columns}
    fields = []
    for veld in recordindeling().velden:
        value = _split(veld.naam, there) if shape.lang else None
        if veld.naam in there:
            value = f"v_{veld.naam}"
        if veld.soort == "datum":
            fields.append(f"{value or 'null::varchar'} as {veld.naam}_tekst")
            fields.append(f"{_date(value)} as {veld.naam}")
        else:
            fields.append(f"{value or 'null::varchar'} as {veld.naam}")
    for naam in LANG_VELDEN:
        fields.append(f"v_{naam} as {naam}" if naam in there else f"null::varchar as {naam}")
    return fields


def _split(naam: str, there: Collection[str]) -> str | None:
    """An outcome of the long layout belongs to the one who answered."""
    for who, ending in (("J", "_jeugdige"), ("O", "_ouder")):
        base = naam.removesuffix(ending)
        if base in LANG_VELDEN and base in there and base != naam:
            return f"case when v_informant = '{who}' then v_{base} end"
    return None


def _date(value: str | None) -> str:
    if value is None:
        return "null::date"
    real = f"regexp_full_match({value}, '(19|20)[0-9]{{6}}')"
    return f"case when {real} then try_strptime({value}, '%Y%m%d')::date end"


def _derived(*, lang: bool) -> list[str]:
    derived = regelset().afgeleid.items()
    return [f"{sql} as {naam}" for naam, sql in derived if lang or naam not in _ONLY_LANG]
