"""Asking the sender how dates are written: once for all columns that one form reads whole."""

from collections import Counter
from collections.abc import Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from uitkomst.intake.checking.cells import as_dates
from uitkomst.intake.checking.date_forms import asked_together, changed_by
from uitkomst.intake.checking.decided import Body
from uitkomst.intake.checking.repairs import mask_of
from uitkomst.intake.checking.rules import Broken
from uitkomst.intake.checking.surroundings import Surroundings
from uitkomst.intake.findings import Voorstel
from uitkomst.standard.regel import titel_van
from uitkomst.standard.voorstel import Voorstelregel, Vorm, voorstelset

SAMPLE = 1000
"""So many of the cells in question show which date forms fit a column."""


def form_offers(
    declared: Voorstelregel,
    by_column: Mapping[str | None, Sequence[Broken]],
    body: Body,
    around: Surroundings,
) -> list[tuple[Voorstel, list[Broken]]]:
    """A voorstel for each form there is to ask about, with the broken rules it would solve."""
    broken = {kolom: items for kolom, items in by_column.items() if kolom}
    rows = body.cells.num_rows
    masks = {kolom: mask_of(items, rows) for kolom, items in broken.items()}
    made: list[tuple[Voorstel, list[Broken]]] = []
    if not _forms(body, masks, None, around):  # Holding whole columns against all forms takes time.
        return made
    for vorm, kolommen in asked_together(body, list(broken), around):
        mine = {kolom: masks[kolom] for kolom in kolommen if kolom in masks}
        forms = _forms(body, mine, vorm, around)
        if forms:
            items = [item for kolom in mine for item in broken[kolom]]
            made.append((_voorstel(declared, kolommen, mine, forms, items, body, around), items))
    return made


def _voorstel(
    declared: Voorstelregel,
    kolommen: Sequence[str],
    masks: Mapping[str, pa.BooleanArray],
    forms: Sequence[Vorm],
    items: Sequence[Broken],
    body: Body,
    around: Surroundings,
) -> Voorstel:
    together = len(kolommen) > 1
    touched = pa.array([False] * body.cells.num_rows, pa.bool_())
    for kolom in kolommen:
        wrong = masks.get(kolom)
        touched = pc.or_(
            touched, changed_by(body, kolom, forms[0], around) if wrong is None else wrong
        )
    titles = ", ".join(titel_van(kolom) for kolom in kolommen)
    said = declared.woorden
    melding = said.melding.replace("$titel", titles)
    if together:
        melding = declared.samen.replace("$zo", forms[0].zo).replace("$titels", titles)
    return Voorstel(
        code=declared.code,
        regel=items[0].regel.code,
        kolom=next(iter(masks)),
        titel=said.titel,
        melding=melding,
        aantal=pc.sum(touched).as_py(),
        vraagt=declared.vraagt,
        keuzes=tuple(vorm.code for vorm in forms),
        kolommen=tuple(kolommen) if together else (),
    )


def _forms(
    body: Body, masks: Mapping[str, pa.BooleanArray], whole: Vorm | None, around: Surroundings
) -> list[Vorm]:
    """The forms that some of these cells can be read in: the one that reads all, then the most."""
    read: Counter[str] = Counter()
    for kolom, mask in masks.items():
        sample = body.cells[body.column(kolom)].filter(mask).slice(0, SAMPLE)
        for vorm in voorstelset().vormen:
            dates = as_dates(sample, kolom, vorm, around)
            read[vorm.code] += len(dates) - dates.null_count
    fit = [vorm for vorm in voorstelset().vormen if vorm is whole or read[vorm.code]]
    return sorted(fit, key=lambda vorm: (vorm is not whole, -read[vorm.code]))
