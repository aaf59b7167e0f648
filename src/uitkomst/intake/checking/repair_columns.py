"""The columns of one file with what their kind of field needs to be repaired."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from uitkomst.intake.checking.sql import literal
from uitkomst.intake.recognise import Recognised
from uitkomst.standard.codelijst import codelijst
from uitkomst.standard.herstelregel import Herstel, herstelset
from uitkomst.standard.recordindeling import recordindeling
from uitkomst.standard.regel import LANG_VELDEN, titel_van

_LANG_AS = {"tevredenheid": "tevredenheid_jeugdige", "zonder_hulp": "zonder_hulp_jeugdige"}


@dataclass(frozen=True)
class Column:
    """A column of a file: the field it is, its kind, the repairs for that kind and their words.

    `schoon` is the pattern of a cell that needs no repair.
    """

    naam: str
    number: int
    titel: str
    soort: str
    schoon: str
    herstel: tuple[Herstel, ...]
    words: Mapping[str, str] = field(hash=False, compare=False)


def columns_of(recognised: Recognised) -> list[Column]:
    """The columns of a recognised file, in order of the fields."""
    return [_column(naam, number) for naam, number in recognised.kolommen.items()]


@cache
def _column(naam: str, number: int) -> Column:
    soort, lengte, lijst = _kind(naam)
    codes = {code.code: code.aliassen for code in codelijst(lijst).codes} if lijst else {}
    aliassen = {alias: code for code, names in codes.items() for alias in names}
    whens = " ".join(f"when {literal(a)} then {literal(c)}" for a, c in aliassen.items())
    words = {
        "soort": soort,
        "lengte": str(lengte),
        "breedte": "4" if soort == "postcode_of_gemeente" else str(lengte),
        "codes": literal(codes.keys()),
        "aliassen": literal(aliassen.keys()),
        "code_bij_alias": f"case lower(x_{naam}) {whens} end" if whens else f"x_{naam}",
    }
    repairs = tuple(
        herstel
        for herstel in herstelset().herstel
        if soort in herstel.soorten and ("$aliassen" not in herstel.als or aliassen)
    )
    schoon = herstelset().schoon.get(soort) or "|".join(codes)
    return Column(naam, number, titel_van(naam), soort, schoon, repairs, words)


def _kind(naam: str) -> tuple[str, int, str | None]:
    """Kind, length and code list of a column; those of the long layout follow their wide sister."""
    if naam == "informant":
        return "code", 1, "informant"
    if naam in LANG_VELDEN:
        return _kind(_LANG_AS[naam])
    veld = recordindeling().veld(naam)
    return veld.soort, veld.lengte, veld.codelijst
