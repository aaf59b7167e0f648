"""The files the providers of a region send, one per provider and period."""

import csv
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from uitkomst.standard.verslagperiode import Verslagperiode
from uitkomst.synthetic import write_sheets, write_text
from uitkomst.synthetic.aannames import FORMATEN
from uitkomst.synthetic.grid import Grid, Table, Trimmings, fixed, laid_out
from uitkomst.synthetic.provider import Region, SyntheticProvider
from uitkomst.synthetic.records import records
from uitkomst.synthetic.spoil import Fout, placed, spoiled, trimmings

SHEETS = {"xlsx": write_sheets.xlsx, "xls": write_sheets.xls, "ods": write_sheets.ods}
NUMBERS = ("tevredenheid_jeugdige", "tevredenheid_ouder")


@dataclass(frozen=True)
class SyntheticFile:
    """One file as a provider sends it; `fouten` are the mistakes put into it."""

    aanbieder: SyntheticProvider
    periode: Verslagperiode
    bestandsnaam: str
    content: bytes
    fouten: tuple[Fout, ...] = ()


def files(
    region: Region, periode: Verslagperiode, *, formaat: str | None = None, fouten: bool = False
) -> Iterator[SyntheticFile]:
    """Every provider's file over a period; a provider without records in it sends none.

    Each provider has a format of its own; `formaat` overrules that, except that client numbers do
    not fit in a fixed-width file and then stay in csv. With `fouten` the files have mistakes.
    Raises ValueError for a format that is not one of FORMATEN.
    """
    if formaat is not None and formaat not in FORMATEN:
        raise ValueError(f"not a format: {formaat!r}")
    for aanbieder in region.aanbieders:
        table: Table = dict(records(region, aanbieder, periode))  # type: ignore[arg-type]
        if table["hulpvorm"]:
            yield _file(region, aanbieder, periode, table, formaat, fouten)


def write(
    region: Region,
    periode: Verslagperiode,
    folder: Path,
    *,
    formaat: str | None = None,
    fouten: bool = False,
) -> int:
    """Write the files and what a reader needs beside them into `folder`; gives how many files.

    `aanbieders.csv` tells who sent which file, `fouten.json` (only with `fouten`) which mistakes
    are where.
    """
    folder.mkdir(parents=True, exist_ok=True)
    listed = [("bestand", "aanbieder", "soort", "kvk", "agb", "gemeenten")]
    mistakes = {}
    for file in files(region, periode, formaat=formaat, fouten=fouten):
        (folder / file.bestandsnaam).write_bytes(file.content)
        of = file.aanbieder
        listed.append(
            (file.bestandsnaam, of.naam, of.soort, of.kvk, of.agb, " ".join(of.gemeenten))
        )
        mistakes[file.bestandsnaam] = [asdict(fout) for fout in file.fouten]
    with (folder / "aanbieders.csv").open("w", encoding="utf-8", newline="") as listing:
        csv.writer(listing, delimiter=";", lineterminator="\n").writerows(listed)
    if fouten:
        text = json.dumps(mistakes, ensure_ascii=False, indent=1)
        (folder / "fouten.json").write_text(text + "\n", encoding="utf-8")
    return len(listed) - 1


def _file(
    region: Region,
    aanbieder: SyntheticProvider,
    periode: Verslagperiode,
    table: Table,
    formaat: str | None,
    with_mistakes: bool,
) -> SyntheticFile:
    chosen = formaat or aanbieder.formaat
    if chosen == "vast" and aanbieder.clientnummers:
        chosen = "csv"
    sort = "blad" if chosen in SHEETS else chosen
    around = Trimmings()
    mistakes = []
    if with_mistakes:
        mistakes = spoiled(region.chance, aanbieder, periode, table, sort)
        if sort != "vast":
            around = trimmings(aanbieder, periode, len(table["hulpvorm"]))
    content, grid = _written(table, aanbieder, chosen, around)
    end = "txt" if chosen == "vast" else chosen
    naam = f"{aanbieder.sleutel} jeugdhulp {periode.code}.{end}"
    return SyntheticFile(aanbieder, periode, naam, content, placed(mistakes, around, grid))


def _written(
    table: Table, aanbieder: SyntheticProvider, formaat: str, around: Trimmings
) -> tuple[bytes, Grid]:
    if formaat == "vast":
        grid = fixed(table)
        return write_text.fixed_width(grid.rows), grid
    if formaat in SHEETS:
        for veld in NUMBERS:
            table[veld] = [int(str(cell)) if cell else "" for cell in table[veld]]
    indeling = "lang" if aanbieder.indeling == "lang" else "breed"
    grid = laid_out(table, aanbieder, indeling, around)
    if formaat in SHEETS:
        return SHEETS[formaat](grid.rows), grid
    dialect = write_text.DIALECTS[aanbieder.nummer % len(write_text.DIALECTS)]
    return write_text.delimited(grid.rows, dialect), grid
