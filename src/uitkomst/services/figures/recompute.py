"""From the aanleveringen in force to every table of a period: the body of the job.

It may be killed anywhere and run again: a provider's own report is sealed once per aanlevering,
and the tables for others are published together in one transaction.
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from uuid import UUID

import pyarrow as pa
import pyarrow.compute as pc
import structlog
from django.db import transaction
from django.utils import timezone

from uitkomst.disclosure.own import own_table
from uitkomst.disclosure.policy import policy
from uitkomst.disclosure.protect import protect_region
from uitkomst.disclosure.table import OVERIG, TOTAAL, SafeTable
from uitkomst.indicators.compute import compute as count
from uitkomst.indicators.counts import Counts
from uitkomst.register.models import Aanlevering, Organisatie, Publication
from uitkomst.register.models.aanleveringen import Status
from uitkomst.register.models.organisaties import AanbiederSoort
from uitkomst.services import audit
from uitkomst.services.deelnemers.organisaties import names_in_reports
from uitkomst.services.deelnemers.regios import members_on
from uitkomst.services.figures import computations
from uitkomst.services.figures.deliveries import (
    AgreementEnded,
    BrokenDelivery,
    Delivery,
    counting,
    opened,
    require_agreed,
)
from uitkomst.standard.indicator import indicatoren
from uitkomst.standard.verslagperiode import Verslagperiode
from uitkomst.vault.refusals import AlreadySealed
from uitkomst.vault.vault import Vault

RAPPORT = "rapport"
LONGEST_PURPOSE = 200  # of a line in the logbook
log = structlog.get_logger(__name__)


def compute(*, periode: Verslagperiode, now: datetime, vault: Vault) -> None:
    """Make all tables of a period anew from what is in force under a valid agreement.

    Progress can be read meanwhile (`computations.progress_of`). On an error nothing is published
    and the error goes on to whoever runs the job. Where an agreement ends meanwhile it begins anew
    without what was delivered under it.
    """
    try:
        while not _done(periode, now, vault):
            log.info("an agreement ended while its figures were made", periode=periode.code)
    except BaseException as error:
        _write_down_failure(periode, error, timezone.now())
        raise
    log.info("period computed", periode=periode.code, seconds=(timezone.now() - now).seconds)


def _done(periode: Verslagperiode, now: datetime, vault: Vault) -> bool:
    """Compute and publish once; False when an agreement ended before it was published."""
    deliveries = _begin(periode, now)
    try:
        tables = _tables(periode, deliveries, vault, now) if deliveries else {}
        _publish(periode, deliveries, tables, now)
    except AgreementEnded:
        return False
    return True


def _write_down_failure(periode: Verslagperiode, error: BaseException, now: datetime) -> None:
    """On the page of the period for everybody; in the logbook with the aanlevering it is about."""
    subject, organisatie = periode.code, None
    message, purpose = computations.FAILED, "De reden staat in het log van het portaal"
    if isinstance(error, BrokenDelivery):
        subject, organisatie = str(error.delivery.reference), error.delivery.aanbieder
        message, purpose = computations.BROKEN_DELIVERY, f"{periode.code}: {error.melding}"
    with transaction.atomic():
        computations.fail(periode, message=message, now=now)
        audit.record_by_portal(
            action="publicatie:failed",
            subject=subject,
            purpose=purpose[:LONGEST_PURPOSE],
            now=now,
            organisatie=organisatie,
        )


def _begin(periode: Verslagperiode, now: datetime) -> list[Delivery]:
    """What counts, read under the period's lock."""
    with transaction.atomic():
        computation = computations.lock(periode)
        deliveries = counting(periode, timezone.localdate(now))
        computations.begin(computation, now=now)
    return deliveries


def _tables(
    periode: Verslagperiode, deliveries: Sequence[Delivery], vault: Vault, now: datetime
) -> dict[tuple[str, str], SafeTable]:
    """Count everything once; seal each provider's own part, protect the rest for the others."""
    trajecten = opened(periode, deliveries, vault)
    counts = []
    for done, indicator in enumerate(indicatoren()):
        computations.report(periode, step="Tellen", done=done, total=len(indicatoren()))
        counts.append(count(trajecten, indicator, periode))
    require_agreed(deliveries, timezone.localdate(now))
    _own_reports(periode, deliveries, counts, vault, now)
    return _protected(periode, counts)


def _own_reports(
    periode: Verslagperiode,
    deliveries: Sequence[Delivery],
    counts: Sequence[Counts],
    vault: Vault,
    now: datetime,
) -> None:
    """Seal each provider's exact table with its delivery, where that was not done before."""
    for done, each in enumerate(deliveries):
        if done % 10 == 0:
            step = "Eigen rapporten maken"
            computations.report(periode, step=step, done=done, total=len(deliveries))
        if each.reported:
            continue
        own = own_table(
            [_only(held, each.aanbieder) for held in counts], aanbieder=str(each.aanbieder)
        )
        # A run before this one may have been killed between sealing and booking.
        with suppress(AlreadySealed):
            vault.seal_object(each.aanbieder, each.inhoud, RAPPORT, own.to_json().encode())
        Aanlevering.objects.filter(pk=each.reference).update(reported_at=now)


def _only(counts: Counts, aanbieder: UUID) -> Counts:
    """The counts of one provider. They hold no total, so a part of them is exact."""

    def keep(table: pa.Table) -> pa.Table:
        return table.filter(pc.field("aanbieder") == str(aanbieder))

    return Counts(counts.indicator, counts.periode, keep(counts.cells), keep(counts.groups))


def _protected(
    periode: Verslagperiode, counts: Sequence[Counts]
) -> dict[tuple[str, str], SafeTable]:
    """The safe tables by (kring, code), for each jeugdregio as it was on the last day."""
    solo = frozenset(
        str(pk)
        for pk in Organisatie.objects.filter(aanbieder_soort=AanbiederSoort.SOLO).values_list(
            "pk", flat=True
        )
    )
    regions = members_on(periode.laatste_dag)
    tables: dict[tuple[str, str], SafeTable] = {}
    for done, (regio, codes) in enumerate(sorted(regions.items())):
        step = f"Beschermen: {regio}"
        computations.report(periode, step=step, done=done, total=len(regions))
        made = protect_region(counts, gemeenten=codes, solo=solo, policy=policy())
        for code, table in made.items():
            place = ("regio", regio) if code == "regio" else ("gemeente", code)
            tables[place] = table
    return tables


def _publish(
    periode: Verslagperiode,
    deliveries: Sequence[Delivery],
    tables: dict[tuple[str, str], SafeTable],
    now: datetime,
) -> None:
    """Put all new tables in the place of the old ones at once, and close the books on it."""
    with transaction.atomic():
        computations.lock(periode)
        require_agreed(deliveries, timezone.localdate(now))
        # Also what is not made anew: when everything was withdrawn there is nothing left to show.
        shown = Publication.objects.filter(periode=periode.code, in_force=True)
        shown.update(in_force=False)
        for (kring, code), table in tables.items():
            earlier = Publication.objects.filter(periode=periode.code, kring=kring, code=code)
            Publication.objects.create(
                periode=periode.code,
                kring=kring,
                code=code,
                versie=earlier.count() + 1,
                policy=table.policy,
                table=table.to_json(),
                namen=names_in_reports(keys=_aanbieders(table)),
                created_at=now,
            )
        Aanlevering.objects.filter(
            pk__in=[each.reference for each in deliveries], status=Status.INGEDIEND
        ).update(status=Status.VERWERKT)
        audit.record_by_portal(
            action="publicatie:compute",
            subject=periode.code,
            purpose=f"{len(deliveries)} aanleveringen, {len(tables)} tabellen",
            now=now,
        )
        computations.finish(periode, now=timezone.now())


def _aanbieders(table: SafeTable) -> set[str]:
    """Whom a table names: their references."""
    return {cell.aanbieder for cell in table.cells} - {TOTAAL, OVERIG}
