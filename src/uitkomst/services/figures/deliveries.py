"""The aanleveringen that count for a period: which they are, and their rows out of the vault."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import pyarrow as pa

from uitkomst.register.models import Aanlevering, Computation
from uitkomst.register.models.aanleveringen import IN_FORCE, Status
from uitkomst.register.models.organisaties import AanbiederSoort
from uitkomst.services.deelnemers.overeenkomsten import processable
from uitkomst.services.figures import computations
from uitkomst.standard.verslagperiode import Verslagperiode
from uitkomst.vault.refusals import VaultRefusal
from uitkomst.vault.vault import Vault

EXEMPT = (AanbiederSoort.SOLO, AanbiederSoort.GI)  # from outcomes: informatieprotocol v7, § 4.1
State = Computation.State


@dataclass(frozen=True)
class Delivery:
    """One aanlevering that counts; `inhoud` is the vault's id of its rows."""

    reference: UUID
    inhoud: UUID
    aanbieder: UUID
    exempt: bool
    reported: bool


class AgreementEnded(Exception):
    """The agreement of a delivery was withdrawn, or ended, while it was being processed."""


class BrokenDelivery(Exception):
    """The vault does not open an aanlevering that counts; without it every figure would be wrong.

    `melding` is what the vault said.
    """

    def __init__(self, delivery: Delivery, melding: str) -> None:
        self.delivery = delivery
        self.melding = melding
        super().__init__(melding)


def counting(periode: Verslagperiode, day: date) -> list[Delivery]:
    """What is in force for a period under an agreement that is valid on this day."""
    found = Aanlevering.objects.filter(
        periode=periode.code, status__in=IN_FORCE, aanbieder__in=processable(day)
    ).select_related("aanbieder")
    return [
        Delivery(
            reference=each.reference,
            inhoud=each.inhoud,
            aanbieder=each.aanbieder_id,
            exempt=each.aanbieder.aanbieder_soort in EXEMPT,
            reported=each.reported_at is not None,
        )
        for each in found.order_by("aanbieder_id")
        if each.inhoud is not None  # Always so: the books hold a version that counts to it.
    ]


def due(day: date, *, retry_failed: bool) -> list[Verslagperiode]:
    """The periods with confirmed aanleveringen that may be processed and nobody is computing.

    Such an aanlevering is left over when its agreement had ended and was renewed. With
    `retry_failed` also the periods whose computation failed.
    """
    ready = Aanlevering.objects.filter(status=Status.INGEDIEND, aanbieder__in=processable(day))
    wanted = Computation.objects.filter(state=State.KLAAR, pk__in=ready.values("periode"))
    if retry_failed:
        wanted = wanted | Computation.objects.filter(state=State.MISLUKT)
    return [Verslagperiode.parse(each.pk) for each in wanted]


def require_agreed(deliveries: Sequence[Delivery], day: date) -> None:
    """Go on only while all of them may be processed. Raises AgreementEnded."""
    if {each.aanbieder for each in deliveries} - set(processable(day)):
        raise AgreementEnded


def opened(periode: Verslagperiode, deliveries: Sequence[Delivery], vault: Vault) -> pa.Table:
    """The rows of all deliveries in one table, with `aanbieder` and `vrijgesteld` added.

    Raises BrokenDelivery.
    """
    tables = []
    for done, each in enumerate(deliveries):
        if done % 10 == 0:
            step = "Aanleveringen openen"
            computations.report(periode, step=step, done=done, total=len(deliveries))
        try:
            table = vault.countable(each.aanbieder, each.inhoud)
        except VaultRefusal as refused:
            raise BrokenDelivery(each, refused.melding) from refused
        size = table.num_rows
        table = table.append_column("aanbieder", pa.repeat(str(each.aanbieder), size))
        tables.append(table.append_column("vrijgesteld", pa.repeat(each.exempt, size)))
    return pa.concat_tables(tables)
