"""From a form to a table: what somebody typed per traject, as a file of it would have it."""

import re
from collections.abc import Mapping, Sequence
from datetime import date

import pyarrow as pa

from uitkomst.intake.checking.records import SCHEMA
from uitkomst.intake.findings import PLAATSEN, CheckResult
from uitkomst.intake.lezing import lezing_of
from uitkomst.intake.rows import FORM, RawTable, nullify_blank
from uitkomst.standard.identificatie import plain_digits
from uitkomst.standard.opmerkingen import opmerking
from uitkomst.standard.recordindeling import recordindeling
from uitkomst.standard.verslagperiode import Verslagperiode

FIRST = 2
"""The row of the first traject; the headings stand above it."""

EXTENSION = "PROPOSED"
MONTHS = ("jan", "feb", "maa", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
_BETWEEN = r"[\s./-]+"
_BY_DAY = re.compile(rf"(\d{{1,2}}){_BETWEEN}(\d{{1,2}}|[a-z]{{3,9}})\.?{_BETWEEN}(\d{{4}})")
_BY_YEAR = re.compile(rf"(\d{{4}}){_BETWEEN}(\d{{1,2}}){_BETWEEN}(\d{{1,2}})")
_EIGHT = re.compile(r"[0-9]{8}")
_DIGITS = re.compile(r"(\d{2})(\d{2})((?:19|20)\d{2})")
_DATES = frozenset({"datum", "geboortedatum"})


def as_read(veld: str, typed: str) -> str:
    """What somebody typed, as it is kept: a date in the eight digits of the protocol, else as is.

    A page asks for day, month and year, so that is how a date is read, in words or in digits; what
    can be no date, or has a year of two digits, stays as it was typed and the rules speak of it.
    Raises KeyError for a field that no record has.
    """
    text = "".join(char for char in typed if char.isprintable()).strip()
    if recordindeling().veld(veld).soort not in _DATES:
        return text
    return _date(plain_digits(text).lower()) or text


def table_of_form(lines: Sequence[Mapping[str, str]]) -> RawTable:
    """The table of a form with a line per traject: text by the name of its field.

    The names of the fields are its headings, in row 1; the first line is row `FIRST`. A field
    that this portal added to the protocol is there only when somebody has it.
    """
    velden = [
        veld.naam
        for veld in recordindeling().velden
        if veld.status != EXTENSION or any(line.get(veld.naam) for line in lines)
    ]
    columns = {
        f"k{number}": nullify_blank(
            pa.array([veld, *(line.get(veld, "") for line in lines)], pa.string())
        )
        for number, veld in enumerate(velden, start=1)
    }
    rij = pa.array(range(FIRST - 1, FIRST + len(lines)), pa.int32())
    cells = pa.table({"rij": rij, **columns})
    return RawTable(kind=FORM, sheet=None, cells=cells, notes=(), dates_1904=False)


def no_trajecten(periode: Verslagperiode) -> CheckResult:
    """The outcome for a provider that gave no help in this period: nothing to check, no rows."""
    return CheckResult(
        bestand=FORM,
        periode=periode,
        indeling="",
        totaal=0,
        goed=0,
        geparkeerd=0,
        bevestigen=0,
        uitgevoerd=(),
        overgeslagen=(),
        mislukt=(),
        oorzaken=(),
        bevindingen=(),
        notes=(opmerking("geen_trajecten"),),
        rows=SCHEMA.empty_table(),
        lezing=lezing_of(table_of_form([]), FORM),
        plaatsen=PLAATSEN.empty_table(),
    )


def _date(text: str) -> str:
    """The eight digits of a date that can be read in one way only; "" for any other text.

    Eight digits that end in no year are in the order of the protocol already; the rules judge them.
    """
    if found := _BY_YEAR.fullmatch(text):
        year, month, day = found.groups()
    elif found := _BY_DAY.fullmatch(text) or _DIGITS.fullmatch(text):
        day, month, year = found.groups()
    else:
        return text if _EIGHT.fullmatch(text) else ""
    if not month.isdecimal():
        month = str(_month(month))
    try:
        return date(int(year), int(month), int(day)).strftime("%Y%m%d")
    except ValueError:
        return ""


def _month(word: str) -> int:
    """The number of a month by its name or how it is cut short; 0 for another word."""
    short = "maa" if word == "mrt" else word[:3]
    return MONTHS.index(short) + 1 if short in MONTHS else 0
