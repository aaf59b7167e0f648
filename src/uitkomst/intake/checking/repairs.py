"""Carries out the repairs a sender chose, each on the rows as the one before left them."""

from collections.abc import Sequence
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from uitkomst.intake.checking.cells import in_form, mapped, matching
from uitkomst.intake.checking.decided import Body
from uitkomst.intake.checking.merge import identical, merged
from uitkomst.intake.checking.normalise import in_doubt, normalise, repaired_cells
from uitkomst.intake.checking.repair_columns import column_of
from uitkomst.intake.checking.rules import Broken, run, there
from uitkomst.intake.checking.surroundings import Surroundings
from uitkomst.intake.keuzes import Herstelkeuze
from uitkomst.standard.regel import regels
from uitkomst.standard.voorstel import Voorstelregel, voorstelset


def repaired(body: Body, choices: Sequence[Herstelkeuze], around: Surroundings) -> Body:
    """The rows after these repairs, in this order.

    A choice that no longer fits (a column that is not there, a code that is no more) does nothing
    and is told in the notes.
    """
    for choice in choices:
        after = _repaired(body, choice, around)
        if after is None:
            told = f"Het gekozen herstel {choice.code} past niet bij dit bestand; overgeslagen."
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
    """The body with cells of one column changed; those put right by hand are left alone."""
    if choice.kolom is None or choice.kolom not in body.recognised.kolommen:
        return None
    unread = body.unread
    if declared.soort == "vorm":
        vorm = voorstelset().vorm(choice.vorm)
        if vorm is None:
            return None
        column = in_form(body, choice.kolom, vorm, around)
        if vorm.sluit_uit and in_doubt(body, choice.kolom, vorm.sluit_uit):
            unread |= {(choice.kolom, vorm.sluit_uit)}
        elif vorm.sluit_uit:  # What that repair reads by itself was not asked about.
            column = _where_unread(body, choice.kolom, column)
    elif declared.soort == "waarden":
        column = mapped(body, choice.kolom, dict(choice.waarden))
    else:
        column = matching(body, choice.kolom, declared)
    column = _by_hand_stays(body, choice.kolom, column)
    name = body.column(choice.kolom)
    cells = body.cells.set_column(body.cells.column_names.index(name), name, column)
    return replace(body, cells=cells, unread=unread)


def _where_unread(body: Body, kolom: str, column: pa.ChunkedArray) -> pa.ChunkedArray:
    """The changed column where no visible repair makes a date of the cell; else as sent."""
    read, _, _ = repaired_cells(body, [column_of(kolom, body.recognised.kolommen[kolom])])
    name = body.column(kolom)
    is_date = pc.fill_null(pc.match_substring_regex(read[name], "^[0-9]{8}$"), False)
    return pc.if_else(is_date, body.cells[name], column)


def _by_hand_stays(body: Body, kolom: str, column: pa.ChunkedArray) -> pa.ChunkedArray:
    if body.edited is None:
        return column
    mine = body.edited.filter(pc.equal(body.edited["veld"], kolom))
    by_hand = pc.is_in(body.cells["rij"], value_set=mine["rij"].combine_chunks())
    return pc.if_else(by_hand, body.cells[body.column(kolom)], column)


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
