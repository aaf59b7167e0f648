"""Going on with a version that was submitted: its parked rows are solved in a new draft.

What was submitted never changes. The draft begins where that version ended: the same file, the
same decisions by the same people. It counts once it is submitted, in the place of the old version.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from uitkomst.access.actor import Actor, require
from uitkomst.access.permissions import Permission
from uitkomst.register.models import Aanlevering, Bewerking
from uitkomst.register.models.aanleveringen import IN_FORCE, Route
from uitkomst.services.aanlevering import policies
from uitkomst.services.aanlevering.own import own
from uitkomst.services.aanlevering.views import AanleveringView, view_of
from uitkomst.services.checking import checks
from uitkomst.services.checking.decisions import seal_typed, sealed_of, standing
from uitkomst.services.deelnemers import overeenkomsten
from uitkomst.services.delivering.aanleveringen import book_draft
from uitkomst.services.delivering.submission import COUNTED_BEFORE, WITHDRAWAL
from uitkomst.services.kept import orphans, sources
from uitkomst.services.refusals import WrongStatus
from uitkomst.standard.verslagperiode import Verslagperiode
from uitkomst.vault.vault import Vault

__all__ = ["AanleveringView", "reopen"]

A_FORM = (
    "Deze versie is een formulier. Kies bij deze periode ‘Cliënten invullen’: dat begint met wat u "
    "had ingediend."
)

OF_BEFORE = (
    "Deze aanlevering is van een aanbieder die in uw organisatie is opgegaan. U kunt haar bekijken "
    "en intrekken, maar er niet aan verder werken. Lever zelf aan als er iets moet veranderen."
)


def reopen(*, actor: Actor, reference: UUID, now: datetime, vault: Vault) -> AanleveringView:
    """A new draft with the file and the decisions of a version that counts or counted.

    It is checked by the rules of today; nothing that was remembered later is applied to it. Raises
    NotAllowed, NotFound, NoAgreement, PeriodClosed, WrongStatus (a draft, or a form: that has a way
    of its own), SourceGone (its file is not kept any more), VaultRefusal.
    """
    require(actor, Permission.SUBMIT_AANLEVERING)
    day = timezone.localdate(now)
    overeenkomst = overeenkomsten.required_for(aanbieder=actor.organisatie, day=day)
    version = own(actor, reference)
    if version.status not in (*IN_FORCE, *COUNTED_BEFORE):
        raise WrongStatus
    if version.aanbieder_id != actor.organisatie:
        raise WrongStatus(OF_BEFORE)
    if version.route == Route.FORMULIER:
        raise WrongStatus(A_FORM)
    periode = Verslagperiode.parse(version.periode)
    policies.require_open(periode, day)
    content = sources.opened(vault, version)
    decided = [each for each in standing(reference) if each.onderwerp != WITHDRAWAL]
    made = uuid4()
    try:
        sources.keep(vault, actor.organisatie, made, content)
        _copy_typed(decided, version, made, vault)
        with transaction.atomic():
            draft = book_draft(
                actor, made, periode, overeenkomst, version.bestandsnaam, now,
                route=version.route, size=len(content),
                action="aanlevering:reopen", about=f"verder met versie {version.versie}",
            )  # fmt: skip
            draft.revisie = 1  # Somebody decided already: nothing is applied from memory.
            draft.save()
            _copy_decisions(decided, draft)
            at_once = checks.ask(draft, now=now, by=draft.received_by)
    except BaseException:
        orphans.forget_unless_booked(vault, actor.organisatie, made)
        raise
    if at_once:
        checks.run(reference=made, vault=vault, now=now)
    return view_of(own(actor, made))


def _copy_typed(
    decided: Sequence[Bewerking], version: Aanlevering, made: UUID, vault: Vault
) -> None:
    """What was typed with the decisions, opened and sealed again; it is never anywhere else."""
    kept = vault.objects(version.aanbieder_id, version.reference)
    for each in decided:
        if f"{sources.BEWERKING}{each.nummer}" in kept:
            typed = sealed_of(each, version.aanbieder_id, vault)
            seal_typed(vault, version.aanbieder_id, made, each.nummer, typed)


def _copy_decisions(decided: Sequence[Bewerking], draft: Aanlevering) -> None:
    """With who made them and when: going on with a version is no decision about its rows."""
    Bewerking.objects.bulk_create(
        Bewerking(
            aanlevering=draft,
            nummer=each.nummer,
            soort=each.soort,
            onderwerp=each.onderwerp,
            keuze=each.keuze,
            rij=each.rij,
            aantal=each.aantal,
            uit_geheugen=each.uit_geheugen,
            at=each.at,
            by_id=each.by_id,
        )
        for each in decided
    )
