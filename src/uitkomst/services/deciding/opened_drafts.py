"""A draft with its source opened again, as its sender decided so far: values, in memory only."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from uitkomst.access.actor import Actor
from uitkomst.intake.check import Context, UnreadableFile
from uitkomst.intake.keuzes import Keuzes
from uitkomst.intake.recognise import Recognised, recognise
from uitkomst.intake.rows import RawTable
from uitkomst.register.models import Aanlevering
from uitkomst.services.aanlevering.own import own_draft
from uitkomst.services.checking.context import periods_only
from uitkomst.services.checking.decisions import keuzes_of, standing
from uitkomst.services.deelnemers import overeenkomsten
from uitkomst.services.kept.source_tables import table_of
from uitkomst.standard.verslagperiode import Verslagperiode
from uitkomst.vault.vault import Vault


@dataclass(frozen=True)
class OpenedDraft:
    """What a draft's file holds and how it is read; `context` knows periods only."""

    raw: RawTable = field(repr=False)
    recognised: Recognised
    keuzes: Keuzes = field(repr=False)
    context: Context


def opened_draft(aanlevering: Aanlevering, now: datetime, vault: Vault) -> OpenedDraft:
    """Open a draft that `gated` gave, by who has asked for the permission and written the line.

    Raises SourceGone, UnreadableFile, VaultRefusal.
    """
    aanbieder, day = aanlevering.aanbieder_id, timezone.localdate(now)
    keuzes = keuzes_of(standing(aanlevering.reference), aanbieder, vault)
    raw, _ = table_of(vault, aanlevering, keuzes.blad)
    context = periods_only(periode=Verslagperiode.parse(aanlevering.periode), day=day)
    return OpenedDraft(raw, recognise(raw, None, keuzes), keuzes, context)


def opened_table(
    actor: Actor, reference: UUID, blad: str | None, now: datetime, vault: Vault
) -> RawTable | None:
    """The table of an own draft's file, of this sheet; None when that cannot be read.

    Raises NotFound, NoAgreement, WrongStatus, SourceGone, VaultRefusal.
    """
    aanlevering = gated(actor, reference, now)
    try:
        raw, _ = table_of(vault, aanlevering, blad)
    except UnreadableFile:
        return None
    return raw


def gated(actor: Actor, reference: UUID, now: datetime) -> Aanlevering:
    """An own draft that may be opened today. Raises NotFound, WrongStatus, NoAgreement."""
    aanlevering = own_draft(actor, reference)
    overeenkomsten.required_for(aanbieder=actor.organisatie, day=timezone.localdate(now))
    return aanlevering
