"""The columns of one file with what their kind of field needs to be repaired."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from uitkomst.intake.checking.sql import literal
from uitkomst.intake.recognise import Recognised
from uitkomst.standard.codelijst import codelijst
from uitkomst.standard.herstelregel import Herstel, herstelset
from uitkomst.standard.recordindeling import recordindeling
from uitkomst.standard.regel import JEUGDHULP, LANG_VELDEN, titel_van

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
    return [column_of(naam, number) for naam, number in recognised.kolommen.items()]


@cache
def column_of(naam: str, number: int, indeling: str = JEUGDHULP) -> Column:
    """Column `number` as this field of a layout, with the repairs for its kind."""
    soort, lengte, lijst = kind_of(naam, indeling)
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
    return Column(naam, number, titel_van(naam, indeling), soort, schoon, repairs, words)


def kind_of(naam: str, indeling: str = JEUGDHULP) -> tuple[str, int, str | None]:
    """Kind, length and code list of a column; those of the long layout follow their wide sister."""
    if indeling == JEUGDHULP and naam == "informant":
        return "code", 1, "informant"
    if indeling == JEUGDHULP and naam in LANG_VELDEN:
        return kind_of(_LANG_AS[naam])
    veld = recordindeling(indeling).veld(naam)
    return veld.soort, veld.lengte, veld.codelijst
