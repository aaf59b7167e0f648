"""The trajecten behind a figure, for the provider that delivered them, each look written down."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from django.utils import timezone

from uitkomst.access.actor import Actor, require
from uitkomst.access.permissions import Permission
from uitkomst.indicators.compute import compute as count
from uitkomst.services.audit.inzage import record_view
from uitkomst.services.deelnemers import overeenkomsten
from uitkomst.services.figures.publications import reported
from uitkomst.services.refusals import NotFound
from uitkomst.standard.codelijst import codelijst
from uitkomst.standard.indicator import Indicator, OnbekendeIndicator
from uitkomst.standard.indicator import indicator as indicator_named
from uitkomst.standard.verslagperiode import Verslagperiode
from uitkomst.vault.vault import Vault

TOTAAL = "totaal"


@dataclass(frozen=True)
class PersonRow:
    """One traject behind a figure; `rij` is its row in the sender's own file.

    `geboortedatum` is JJJJMMDD as delivered. A traject with an answer of the jeugdige (informant J)
    and one of the ouder (O) gives two of these; an indicator without answers has no informant.
    """

    rij: int
    bsn: str | None
    clientnummer: str | None
    geboortedatum: str | None
    gemeente: str
    hulpvorm: str
    datum_aanvang: date | None
    datum_einde: date | None
    reden_beeindiging: str | None
    informant: str | None
    categorie: str


def persons_behind(
    *,
    actor: Actor,
    periode: Verslagperiode,
    indicator: str,
    hulpvorm: str,
    categorie: str,
    now: datetime,
    vault: Vault,
) -> tuple[PersonRow, ...]:
    """The own trajecten behind a bar of the own report; "totaal" takes all of a dimension.

    The line in the logbook, with whose trajecten they are, is committed before the identities are
    opened: no line, no persons.
    Raises NotAllowed, NotFound, NoAgreement.
    """
    require(actor, Permission.VIEW_PERSONS)
    counted = _checked(indicator, hulpvorm, categorie)
    overeenkomsten.required_for(aanbieder=actor.organisatie, day=timezone.localdate(now))
    levering = reported(actor, periode)
    trajecten = vault.countable(levering.aanbieder, levering.inhoud)
    cells = _cells_per_row(trajecten, counted, periode)
    wanted = [
        cell
        for cell in cells
        if hulpvorm in (TOTAAL, cell["hulpvorm"]) and categorie in (TOTAAL, cell["categorie"])
    ]
    rijen = {int(cell["aanbieder"]) for cell in wanted}
    record_view(
        actor=actor,
        action="personen:view",
        subject=f"{levering.reference}/{indicator}/{hulpvorm}/{categorie}",
        purpose="Trajecten achter een eigen cijfer",
        persons=_persons_in(trajecten, rijen),
        now=now,
        vault=vault,
    )
    identities = vault.identities(levering.aanbieder, levering.inhoud, rijen)
    return _joined(wanted, trajecten, identities)


def _checked(indicator: str, hulpvorm: str, categorie: str) -> Indicator:
    """Only what the standard knows may be asked, and only that goes in the logbook."""
    try:
        found = indicator_named(indicator)
    except OnbekendeIndicator as error:
        raise NotFound from error
    hulpvormen = {code.code for code in codelijst("hulpvorm").codes}
    categorieen = {each.code for each in found.categorieen}
    if hulpvorm not in hulpvormen | {TOTAAL} or categorie not in categorieen | {TOTAAL}:
        raise NotFound
    return found


def _cells_per_row(
    trajecten: pa.Table, indicator: Indicator, periode: Verslagperiode
) -> list[dict[str, Any]]:
    """What the figure counted, per row: each row is its own aanbieder for the same engine.

    So the list behind a bar is made by what made the bar, and can never differ from it.
    """
    per_row = trajecten.append_column("aanbieder", trajecten["rij"].cast(pa.string()))
    informants: list[str | None] = [None]
    if indicator.per == "meting":
        informants = list(dict.fromkeys(meting.informant for meting in indicator.metingen))
    return [
        {**cell, "informant": informant}
        for informant in informants
        for cell in count(per_row, indicator, periode, informant=informant).cells.to_pylist()
    ]


def _persons_in(trajecten: pa.Table, rijen: set[int]) -> list[str]:
    asked = pc.is_in(trajecten["rij"], pa.array(sorted(rijen), trajecten["rij"].type))
    found: list[str] = trajecten.filter(asked)["persoon"].to_pylist()
    return found


def _joined(
    cells: list[dict[str, Any]], trajecten: pa.Table, identities: pa.Table
) -> tuple[PersonRow, ...]:
    rows = {row["rij"]: row for row in trajecten.to_pylist()}
    persons = {row["rij"]: row for row in identities.to_pylist()}
    return tuple(
        PersonRow(
            rij=rij,
            bsn=persons[rij]["bsn"],
            clientnummer=persons[rij]["clientnummer"],
            geboortedatum=persons[rij]["geboortedatum"],
            gemeente=cell["gemeente"],
            hulpvorm=cell["hulpvorm"],
            datum_aanvang=rows[rij]["datum_aanvang"],
            datum_einde=rows[rij]["datum_einde"],
            reden_beeindiging=rows[rij]["reden_beeindiging"],
            informant=cell["informant"],
            categorie=cell["categorie"],
        )
        for cell in sorted(
            cells, key=lambda cell: (int(cell["aanbieder"]), cell["informant"] or "")
        )
        for rij in [int(cell["aanbieder"])]
    )
