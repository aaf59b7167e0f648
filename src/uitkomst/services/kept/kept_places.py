"""All places a check found, sealed beside the rows they are about: lines and columns, no values.

The books keep the first hundred of each cause; these are for the marked file and the to-do list.
Problem measurements that came along with the file are sealed here too: they are about persons.
"""

from uuid import UUID

import pyarrow as pa
import pyarrow.compute as pc

from uitkomst.intake.check import CheckResult
from uitkomst.intake.findings import PLAATSEN
from uitkomst.vault.keys import Purpose
from uitkomst.vault.refusals import UnknownObject
from uitkomst.vault.streams import packed, unpacked
from uitkomst.vault.vault import Vault

NAAM = "plaatsen"
BLADEN = "plaatsen-bladen"
UITBREIDING = "uitbreiding"


def seal(vault: Vault, aanbieder: UUID, inhoud: UUID, result: CheckResult) -> None:
    """Keep the places of a check, and its problem measurements; nothing where there are none."""
    if result.plaatsen.num_rows:
        vault.seal_object(aanbieder, inhoud, NAAM, packed(result.plaatsen))
    if result.plaatsen_bladen.num_rows:
        vault.seal_object(aanbieder, inhoud, BLADEN, packed(result.plaatsen_bladen))
    if result.uitbreiding is not None:
        content = packed(result.uitbreiding)
        vault.seal_object(aanbieder, inhoud, UITBREIDING, content, Purpose.IDENTITEITEN)


def places(vault: Vault, aanbieder: UUID, inhoud: UUID, *, on_sheets: bool = False) -> pa.Table:
    """Every place, by the index of its cause in the summary (see `PLAATSEN`).

    In the delivery itself, or with `on_sheets` on the sheets that extend it.
    """
    try:
        content = vault.open_object(aanbieder, inhoud, BLADEN if on_sheets else NAAM)
    except UnknownObject:
        return PLAATSEN.empty_table()
    return unpacked(content)


def rows_with(table: pa.Table, oorzaak: int) -> list[int]:
    """The rows in which a cause has a place, in order of the file."""
    found = table.filter(pc.equal(table["oorzaak"], oorzaak))["rij"]
    return sorted(set(found.to_pylist()))
