"""What the repairs a sender can choose would do, and the values each asks about.

What is given back here holds values of persons: show it, never keep it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from uitkomst.intake.checking.cells import trimmed
from uitkomst.intake.checking.decided import Body, body_of
from uitkomst.intake.checking.normalise import normalise
from uitkomst.intake.checking.offers import in_file
from uitkomst.intake.checking.repairs import broken_in, mask_of, merged_into, repaired
from uitkomst.intake.checking.surroundings import surroundings
from uitkomst.intake.findings import Context, Voorstel
from uitkomst.intake.keuzes import AS_RECOGNISED, Herstelkeuze, Keuzes
from uitkomst.intake.recognise import Recognised
from uitkomst.intake.rows import RawTable
from uitkomst.standard.voorstel import voorstelset

__all__ = ["Voorbeeld", "Voorstel", "preview", "read_cells", "waarden_van"]

MOST_VALUES = 50

NOTHING_KNOWN = Context()


@dataclass(frozen=True)
class Voorbeeld:
    """One change a repair would make: the row, the field, and its value before and after.

    With `veld` "" the row itself goes away: left out, or merged into `in_rij`.
    """

    rij: int
    veld: str
    van: str | None = field(repr=False)
    naar: str | None = field(repr=False)
    in_rij: int | None = None


def decided(raw: RawTable, recognised: Recognised, context: Context, keuzes: Keuzes) -> Body:
    """The rows after every choice of the sender; see `body_of` for what it raises."""
    body = body_of(raw, recognised, keuzes)
    if not keuzes.herstel:
        return body
    around = surroundings(recognised.soort, context, derived=False)
    return repaired(body, keuzes.herstel, around)


def read_cells(
    raw: RawTable,
    recognised: Recognised,
    rijen: Sequence[int],
    keuzes: Keuzes = AS_RECOGNISED,
    context: Context = NOTHING_KNOWN,
) -> dict[int, dict[str, str | None]]:
    """What stands in these rows after the choices, per field; rows that are gone are left out.

    `context` as for the check: without a period a repair that needs one does nothing.
    """
    body = decided(raw, recognised, context, keuzes)
    asked = pc.is_in(body.cells["rij"], value_set=pa.array(rijen, pa.int32()))
    names = {"rij": "rij"} | {body.column(veld): veld for veld in body.recognised.kolommen}
    found = body.cells.select(list(names)).filter(asked).rename_columns(list(names.values()))
    return {row.pop("rij"): row for row in found.to_pylist()}


def preview(
    raw: RawTable,
    recognised: Recognised,
    context: Context,
    keuzes: Keuzes,
    herstel: Herstelkeuze,
    limit: int = 10,
) -> tuple[tuple[Voorbeeld, ...], int]:
    """What a repair would change in the first `limit` rows it touches, and how many it touches."""
    before = decided(raw, recognised, context, keuzes)
    around = surroundings(recognised.soort, context, derived=False)
    after = repaired(before, [herstel], around)
    rijen = before.cells["rij"].combine_chunks()
    touched = pc.invert(pc.is_in(rijen, value_set=after.cells["rij"].combine_chunks()))
    kept = before.cells.filter(pc.invert(touched))
    for veld in before.recognised.kolommen:
        name = before.column(veld)
        other = kept["rij"].filter(_differs(kept[name], after.cells[name])).combine_chunks()
        touched = pc.or_(touched, pc.is_in(rijen, value_set=other))
    first = rijen.filter(touched)[:limit]
    into = merged_into(before, herstel, around)
    return tuple(_examples(before, after, first, into)), pc.sum(touched).as_py() or 0


def _differs(left: pa.ChunkedArray, right: pa.ChunkedArray) -> pa.ChunkedArray:
    """Whether two cells are not the same; two empty ones are."""
    one_empty = pc.xor(pc.is_null(left), pc.is_null(right))
    return pc.or_(one_empty, pc.fill_null(pc.not_equal(left, right), False))


def _examples(
    before: Body, after: Body, rijen: pa.Array, into: Mapping[int, int]
) -> Iterable[Voorbeeld]:
    """Every changed cell of these rows, and the rows that are gone."""
    found = before.cells.filter(pc.is_in(before.cells["rij"], value_set=rijen)).to_pylist()
    now = after.cells.filter(pc.is_in(after.cells["rij"], value_set=rijen)).to_pylist()
    left = {row["rij"]: row for row in now}
    for row in found:
        new = left.get(row["rij"])
        if new is None:
            yield Voorbeeld(row["rij"], "", None, None, into.get(row["rij"]))
            continue
        for veld in before.recognised.kolommen:
            name = before.column(veld)
            if row[name] != new[name]:
                yield Voorbeeld(row["rij"], veld, row[name], new[name])


def waarden_van(
    raw: RawTable, recognised: Recognised, context: Context, keuzes: Keuzes, voorstel: Voorstel
) -> tuple[tuple[str, int], ...]:
    """The distinct values a code mapping is asked for, with their counts, most frequent first."""
    declared = voorstelset().voorstel(voorstel.code)
    if declared is None or declared.soort != "waarden" or voorstel.kolom is None:
        return ()
    body = decided(raw, recognised, context, keuzes)
    around = surroundings(recognised.soort, context, derived=False)
    rijen = normalise(body).rijen
    broken = [
        item
        for item in broken_in(rijen, declared, body, around)
        if in_file(body.recognised, item.regel.cel) == voorstel.kolom
    ]
    cells = trimmed(body.cells[body.column(voorstel.kolom)])
    counts = pc.value_counts(cells.filter(mask_of(broken, rijen.num_rows))).to_pylist()
    pairs = [(item["values"], item["counts"]) for item in counts if item["values"] is not None]
    return tuple(sorted(pairs, key=lambda pair: (-pair[1], pair[0]))[:MOST_VALUES])
