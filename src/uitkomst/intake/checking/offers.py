"""Which of the declared repairs would help with what is wrong in a file."""

from collections.abc import Iterable, Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from uitkomst.intake.checking.cells import matches
from uitkomst.intake.checking.decided import Body
from uitkomst.intake.checking.form_offers import form_offers
from uitkomst.intake.checking.merge import identical, plan_of
from uitkomst.intake.checking.repair_columns import kind_of
from uitkomst.intake.checking.repairs import mask_of
from uitkomst.intake.checking.rules import Broken
from uitkomst.intake.checking.surroundings import Surroundings
from uitkomst.intake.findings import Voorstel
from uitkomst.intake.recognise import Recognised
from uitkomst.standard.codelijst import codelijst
from uitkomst.standard.recordindeling import recordindeling
from uitkomst.standard.regel import titel_van
from uitkomst.standard.voorstel import Voorstelregel, voorstelset


def offered(
    broken: Sequence[Broken],
    rijen: pa.Table,
    body: Body,
    around: Surroundings,
    answers: Mapping[str, bool],
) -> tuple[tuple[Voorstel, ...], dict[str, str]]:
    """The repairs that would help with these broken rules, and per rule's name the first one.

    While a rule that must be settled first has no yes among the `answers`, what waits for it is not
    offered.
    """
    unsettled = {
        item.regel.naam
        for item in broken
        if item.regel.ernst != "bevestigen" or not answers.get(item.regel.naam)
    }
    voorstellen: list[Voorstel] = []
    solved_by: dict[str, str] = {}
    for declared in voorstelset().voorstellen:
        if unsettled.intersection(declared.niet_bij):
            continue
        mine = [item for item in broken if item.regel.naam in declared.bij]
        by_column = _by_column(mine, declared, body.recognised)
        if declared.soort == "vorm":
            made = form_offers(declared, by_column, body, around)
        else:
            made = [
                (voorstel, items)
                for kolom, items in by_column.items()
                if (voorstel := _voorstel(declared, kolom, items, rijen, body, around))
            ]
        for voorstel, items in made:
            voorstellen.append(voorstel)
            for item in items:
                solved_by.setdefault(item.regel.naam, declared.code)
    return tuple(voorstellen), solved_by


def _by_column(
    broken: Iterable[Broken], declared: Voorstelregel, recognised: Recognised
) -> dict[str | None, list[Broken]]:
    """The broken rules per choice to make: one a column, or one for all rows together."""
    groups: dict[str | None, list[Broken]] = {}
    per_column = declared.soort in ("cel", "waarden", "vorm")
    for item in broken:
        kolom = in_file(recognised, item.regel.cel) if per_column else None
        if kolom or not per_column:
            groups.setdefault(kolom, []).append(item)
    return groups


def in_file(recognised: Recognised, cel: str) -> str | None:
    """The column of the file a rule points at: in the long layout one for both who answer."""
    if cel in recognised.kolommen:
        return cel
    number = recognised.column_of(cel)
    return next((veld for veld, n in recognised.kolommen.items() if n == number), None)


def _voorstel(
    declared: Voorstelregel,
    kolom: str | None,
    broken: Sequence[Broken],
    rijen: pa.Table,
    body: Body,
    around: Surroundings,
) -> Voorstel | None:
    """The voorstel as it fits these rows; None when it would change nothing."""
    mask = mask_of(broken, rijen.num_rows)
    aantal, rest = pc.sum(mask).as_py(), 0
    keuzes: tuple[str, ...] = ()
    if declared.soort == "cel":
        aantal = matches(_cells(body, kolom, mask), declared)
    elif declared.soort == "waarden":
        keuzes = _codes(kolom or "", around)
    elif declared.soort == "dubbel":
        aantal = len(identical(body, rijen, mask))
    elif declared.soort == "samen":
        plan = plan_of(body, rijen, mask)
        rest = pc.sum(plan["botst"]).as_py() or 0
        aantal = plan.num_rows - rest
    if not aantal:
        return None
    said = declared.woorden
    melding = said.melding.replace("$titel", titel_van(kolom) if kolom else "")
    if rest:
        melding += f" {declared.rest.replace('$aantal', str(rest))}"
    return Voorstel(
        declared.code, broken[0].regel.code, kolom, said.titel, melding, aantal, declared.vraagt,
        keuzes,
    )  # fmt: skip


def _cells(body: Body, kolom: str | None, mask: pa.BooleanArray) -> pa.ChunkedArray:
    return body.cells[body.column(kolom or "")].filter(mask)


def _codes(kolom: str, around: Surroundings) -> tuple[str, ...]:
    """What a value of this column may become; "" where the cell may be empty."""
    soort, _, lijst = kind_of(kolom)
    if soort == "cijfer":
        return ("", *(str(grade) for grade in range(1, 11)))
    day = around.day
    codes = tuple(c.code for c in codelijst(lijst).codes if c.valid_on(day)) if lijst else ()
    mandatory = {veld.naam for veld in recordindeling().velden if veld.verplicht}
    return codes if kolom in mandatory else ("", *codes)
