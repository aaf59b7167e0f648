"""Carries out the repairs a sender chose, each on the rows as the one before left them."""

from collections.abc import Sequence
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from uitkomst.intake.checking.cells import by_hand, in_form, mapped, matching
from uitkomst.intake.checking.date_forms import read_by_itself
from uitkomst.intake.checking.decided import Body
from uitkomst.intake.checking.merge import identical, merged, plan_of
from uitkomst.intake.checking.normalise import certain, in_doubt, normalise
from uitkomst.intake.checking.rules import Broken, run, there
from uitkomst.intake.checking.surroundings import Surroundings
from uitkomst.intake.keuzes import Herstelkeuze
from uitkomst.standard.opmerkingen import opmerking
from uitkomst.standard.regel import regels
from uitkomst.standard.voorstel import Voorstelregel, Vorm, voorstelset


def repaired(body: Body, choices: Sequence[Herstelkeuze], around: Surroundings) -> Body:
    """The rows after these repairs, in this order.

    A choice that no longer fits (a column that is not there, a code that is no more) does nothing
    and is told in the notes.
    """
    for choice in choices:
        after = _repaired(body, choice, around)
        if after is None:
            told = opmerking("herstel_past_niet", code=choice.code)
            after = replace(body, notes=(*body.notes, told))
        body = after
    return body


def _repaired(body: Body, choice: Herstelkeuze, around: Surroundings) -> Body | None:
    declared = voorstelset().voorstel(choice.code)
    if declared is None:
        return None
    if declared.soort in ("cel", "waarden", "vorm"):
        return _cells(body, declared, choice, around)
    return _rows(body, declared, around)


def _cells(
    body: Body, declared: Voorstelregel, choice: Herstelkeuze, around: Surroundings
) -> Body | None:
    """The body with the cells of these columns changed; those put right by hand are left alone."""
    if not choice.velden or not body.recognised.kolommen.keys() >= {*choice.velden}:
        return None
    vorm = voorstelset().vorm(choice.vorm)
    if declared.soort == "vorm" and vorm is None:
        return None
    for veld in choice.velden:
        if vorm is not None and declared.soort == "vorm":
            body, column = _read_in(body, veld, vorm, choice, around)
        elif declared.soort == "waarden":
            column = mapped(body, veld, dict(choice.waarden))
        else:
            column = matching(body, veld, declared)
        name = body.column(veld)
        mine = by_hand(body, veld)
        if mine is not None:
            column = pc.if_else(mine, body.cells[name], column)
        cells = body.cells.set_column(body.cells.column_names.index(name), name, column)
        body = replace(body, cells=cells)
    return body


def _read_in(
    body: Body, veld: str, vorm: Vorm, choice: Herstelkeuze, around: Surroundings
) -> tuple[Body, pa.ChunkedArray]:
    """The column in the form the sender named, and the body without the repair that form rules out.

    What that repair reads by itself was not asked about, unless the column may be read both ways
    and was named among others.
    """
    column = in_form(body, veld, vorm, around)
    if not vorm.sluit_uit:
        return body, column
    named = veld in choice.kolommen and not certain(body, veld, vorm.sluit_uit)
    if named or in_doubt(body, veld, vorm.sluit_uit):
        return replace(body, unread=body.unread | {(veld, vorm.sluit_uit)}), column
    is_date = pc.match_substring_regex(read_by_itself(body, veld), "^[0-9]{8}$")
    return body, pc.if_else(pc.fill_null(is_date, False), body.cells[body.column(veld)], column)


def _rows(body: Body, declared: Voorstelregel, around: Surroundings) -> Body:
    rijen = normalise(body).rijen
    mask = mask_of(broken_in(rijen, declared, body, around), rijen.num_rows)
    if not pc.any(mask, min_count=0).as_py():
        return body
    if declared.soort == "weg":
        return body.with_cells(body.cells.filter(pc.invert(mask)))
    if declared.soort == "dubbel":
        again = pc.is_in(rijen["rij"], value_set=identical(body, rijen, mask))
        return body.with_cells(body.cells.filter(pc.invert(again)))
    if declared.soort == "samen":
        return merged(body, rijen, mask)
    return _with_fields(body, declared, mask)


def merged_into(body: Body, herstel: Herstelkeuze, around: Surroundings) -> dict[int, int]:
    """For every row that merging makes go away the row it goes into; empty for other repairs."""
    declared = voorstelset().voorstel(herstel.code)
    if declared is None or declared.soort != "samen":
        return {}
    rijen = normalise(body).rijen
    plan = plan_of(body, rijen, mask_of(broken_in(rijen, declared, body, around), rijen.num_rows))
    plan = plan.filter(pc.invert(pc.or_(plan["botst"], plan["blijft"])))
    return dict(zip(plan["rij"].to_pylist(), plan["in_rij"].to_pylist(), strict=True))


def broken_in(
    rijen: pa.Table, declared: Voorstelregel, body: Body, around: Surroundings
) -> list[Broken]:
    """The rules of a voorstel that these rows break."""
    asked = [regel for regel in regels() if regel.naam in declared.bij]
    return run(rijen, asked, there(body.recognised), around).broken


def mask_of(broken: Sequence[Broken], rows: int) -> pa.BooleanArray:
    """The rows in which any of these rules is broken."""
    mask = pa.array([False] * rows, pa.bool_())
    for item in broken:
        if item.mask is not None:
            mask = pc.or_(mask, item.mask)
    return mask


def _with_fields(body: Body, declared: Voorstelregel, mask: pa.BooleanArray) -> Body:
    cells = body.cells
    for veld, value in declared.velden.items():
        if veld in body.recognised.kolommen:
            name = body.column(veld)
            new = pc.if_else(mask, pa.scalar(value or None, pa.string()), cells[name])
            cells = cells.set_column(cells.column_names.index(name), name, new)
    return replace(body, cells=cells)
