"""One row of a delivery as a form (P5): the wrong fields on top, a BSN half hidden."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from uitkomst.portal.masking import masked
from uitkomst.services.deciding.rows_open import AnderTraject, Fout, RijOpen, VeldOpen

# What one needs to see to judge a row, whatever is wrong with it.
BESIDE = ("bsn", "geboortedatum", "hulpvorm", "datum_aanvang", "datum_einde", "reden_beeindiging")
DATES = ("geboortedatum", "datum_aanvang", "datum_einde")
DATE_HINT = "Bijvoorbeeld 31-01-2026 of 20260131."
NUMBERS = ("bsn", "tevredenheid", "tevredenheid_jeugdige", "tevredenheid_ouder")


@dataclass(frozen=True)
class FieldShown:
    """One field: `verborgen` when only `getoond` may be read; `opties` when it is chosen."""

    naam: str
    titel: str
    waarde: str = field(repr=False)
    getoond: str
    verborgen: bool
    fouten: tuple[Fout, ...]
    opties: tuple[tuple[str, str], ...]
    inputmode: str
    hint: str


@dataclass(frozen=True)
class RowShown:
    """A row and how it stands now: its wrong fields, those beside them, and the rest."""

    rij: int
    stand: str
    kind: str
    meldingen: tuple[Fout, ...]
    fout: tuple[FieldShown, ...]
    bij: tuple[FieldShown, ...]
    rest: tuple[FieldShown, ...]
    andere: tuple[AnderTraject, ...]
    volgende: int | None
    resterend: int


def row_shown(opened: RijOpen, *, bsn_open: bool) -> RowShown:
    """Arrange a row for the page; with `bsn_open` its BSN is shown whole."""
    stand, kind = _standing(opened)
    fields = [_field(veld, bsn_open=bsn_open) for veld in opened.velden]
    right = [each for each in fields if not each.fouten]
    return RowShown(
        opened.rij,
        stand,
        kind,
        opened.fouten,
        tuple(each for each in fields if each.fouten),
        tuple(each for each in right if each.naam in BESIDE),
        tuple(each for each in right if each.naam not in BESIDE),
        opened.andere,
        opened.volgende,
        opened.resterend,
    )


def _standing(opened: RijOpen) -> tuple[str, str]:
    if opened.weg:
        return "weggelaten", "neutral"
    if opened.goed is None:
        return "wordt gecontroleerd", "info"
    return ("goed", "ok") if opened.goed else ("nog niet goed", "error")


def _field(veld: VeldOpen, *, bsn_open: bool) -> FieldShown:
    hidden = veld.naam == "bsn" and bool(veld.waarde) and not veld.fouten and not bsn_open
    return FieldShown(
        veld.naam,
        veld.titel,
        "" if hidden else veld.waarde,
        masked(veld.waarde) if hidden else veld.waarde,
        hidden,
        veld.fouten,
        _options(veld),
        "numeric" if veld.naam in NUMBERS else "",
        DATE_HINT if veld.naam in DATES and veld.fouten else "",
    )


def _options(veld: VeldOpen) -> tuple[tuple[str, str], ...]:
    """The codes with their titles; what stands there now is one of the choices too."""
    if not veld.codes:
        return ()
    codes = tuple((code, f"{code} – {titel}") for code, titel in veld.codes)
    known = {code for code, _ in codes}
    strange = veld.waarde and veld.waarde not in known
    now = ((veld.waarde, f"‘{veld.waarde}’ (zo staat het er nu)"),) if strange else ()
    return (*now, ("", "Leeg"), *codes)


def changes_of(form: Mapping[str, str]) -> dict[str, str]:
    """Give the fields that were changed on a posted form; a hidden field is never one of them."""
    return {
        name.removeprefix("veld-"): value
        for name, value in form.items()
        if name.startswith("veld-") and value != form.get(f"was-{name.removeprefix('veld-')}")
    }
