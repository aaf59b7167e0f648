"""How a file was read, as a table in which a sender points out the fields."""

from collections.abc import Mapping
from dataclasses import dataclass

from uitkomst.portal.masking import masked
from uitkomst.services.deciding.readings import KolomLezing, Lezing
from uitkomst.standard.identificatie import contains_bsn
from uitkomst.standard.recordindeling import recordindeling
from uitkomst.standard.regel import LANG_VELDEN, titel_van

UNREAD = ("", "Niet lezen")
LEFT_OUT = "-"  # In a form: this column was left out on purpose.


@dataclass(frozen=True)
class Column:
    """One column with the field that is chosen for it; `was` says what it is before the choice.

    `gelezen_als` is empty where the values were taken over as they are; a BSN is masked.
    """

    nummer: int
    plaats: str
    kop: str
    veld: str
    was: str
    titel: str
    uitleg: str
    waarden: tuple[str, ...]
    gelezen_als: tuple[str, ...]


@dataclass(frozen=True)
class ReadingTable:
    """A reading with everything a form about it needs."""

    lezing: Lezing
    kolommen: tuple[Column, ...]

    @property
    def bladkeuzes(self) -> tuple[tuple[str, str], ...]:
        """The sheets to choose from."""
        return tuple((blad, blad) for blad in self.lezing.bladen)

    @property
    def keuzes(self) -> tuple[tuple[str, str], ...]:
        """The fields a column can be."""
        fields = [(veld.naam, veld.titel) for veld in recordindeling().velden]
        known = {naam for naam, _ in fields}
        long = [(naam, titel_van(naam)) for naam in LANG_VELDEN if naam not in known]
        return (UNREAD, *fields, *long)


def reading_table(lezing: Lezing) -> ReadingTable:
    """Arrange a reading for the page."""
    return ReadingTable(lezing, tuple(_column(kolom) for kolom in lezing.kolommen))


def _column(kolom: KolomLezing) -> Column:
    was = kolom.veld or (LEFT_OUT if kolom.veld == "" else "")
    return Column(
        kolom.nummer, kolom.plaats, kolom.kop, kolom.veld or "", was, kolom.titel, kolom.uitleg,
        tuple(_shown(kolom, text) for text in kolom.waarden),
        () if kolom.gelezen_als == kolom.waarden
        else tuple(_shown(kolom, text) for text in kolom.gelezen_als),
    )  # fmt: skip


def _shown(kolom: KolomLezing, text: str) -> str:
    return masked(text) if kolom.veld == "bsn" or contains_bsn(text) else text


@dataclass(frozen=True)
class ColumnChoice:
    """What a sender chose on the form: sheet, row of headings, and the field of every column."""

    blad: str | None
    koprij: int | None
    kolommen: tuple[tuple[int, str], ...]
    changed: bool


def column_choice(form: Mapping[str, str]) -> ColumnChoice:
    """Read the choice out of a posted form; what is no number there is not chosen.

    A column that was never read and still is not, is no choice. Columns of another sheet or another
    row of headings are recognised anew. `aangepast` tells of a choice made on an earlier page.
    """
    blad, koprij = form.get("blad") or form.get("was-blad") or None, _number(form.get("koprij"))
    moved = (blad or "") != form.get("was-blad", "") or koprij != _number(form.get("was-koprij"))
    columns, changed = [], moved or form.get("aangepast") == "ja"
    for name, veld in form.items():
        number = _number(name.removeprefix("kolom-")) if name.startswith("kolom-") else None
        if number is None:
            continue
        was = form.get(f"was-{number}", "")
        changed |= veld != was.replace(LEFT_OUT, "")
        if veld or was:
            columns.append((number, veld))
    kept = koprij if form.get("koprij") else None
    return ColumnChoice(blad, kept, () if moved else tuple(columns), changed)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdigit() and len(text) < 7 else None
