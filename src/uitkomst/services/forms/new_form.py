"""How a form begins: with what is known of a provider's trajecten, or with the word that there are
none. Either is a draft like any other.
"""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from uitkomst.access.actor import Actor, require
from uitkomst.access.permissions import Permission
from uitkomst.register.models import Aanlevering, Organisatie
from uitkomst.register.models.aanleveringen import DRAFTS, Route
from uitkomst.services.aanlevering import check_progress, policies
from uitkomst.services.aanlevering.own import own
from uitkomst.services.aanlevering.views import AanleveringView, view_of
from uitkomst.services.checking import checks
from uitkomst.services.deelnemers import overeenkomsten
from uitkomst.services.delivering.aanleveringen import book_draft
from uitkomst.services.forms.known import known
from uitkomst.services.kept import client_lines, orphans
from uitkomst.services.kept.client_lines import MOST, Line
from uitkomst.services.refusals import TooManyClients
from uitkomst.standard.verslagperiode import Verslagperiode
from uitkomst.vault.vault import Vault

TITLE, TITLE_NONE = "Formulier", "Geen trajecten"
"""What a form is called; one never loses its last line, so that its title tells which it is."""


def begin(*, actor: Actor, periode: Verslagperiode, now: datetime, vault: Vault) -> UUID:
    """The form for a period: the one that is open, else a new one with what is known already.

    Known are the trajecten of the version that counts for this period, else those that were still
    running in the period before; with none of these it has one empty line. Raises NotAllowed,
    NoAgreement, PeriodClosed, TooManyClients.
    """
    require(actor, Permission.SUBMIT_AANLEVERING)
    require(actor, Permission.VIEW_PERSONS)
    _gate(actor, periode, now)
    if (there := _open_form(actor, periode, TITLE)) is not None:
        return there.reference
    lines = known(actor, periode, vault) or [Line({}, nagekeken=True)]
    if len(lines) > MOST:
        raise TooManyClients
    return _new(actor, periode, lines, now, vault).reference


def without_trajecten(
    *, actor: Actor, periode: Verslagperiode, now: datetime, vault: Vault
) -> AanleveringView:
    """A draft that says: no help was given in this period. It is submitted like any other.

    Raises NotAllowed, NoAgreement, PeriodClosed.
    """
    require(actor, Permission.SUBMIT_AANLEVERING)
    there = _open_form(actor, periode, TITLE_NONE)
    draft = there or _new(actor, periode, [], now, vault)
    return view_of(own(actor, draft.reference))


def _gate(actor: Actor, periode: Verslagperiode, now: datetime) -> int:
    """The agreement a form is made under. Raises NoAgreement, PeriodClosed."""
    day = timezone.localdate(now)
    overeenkomst = overeenkomsten.required_for(aanbieder=actor.organisatie, day=day)
    policies.require_open(periode, day)
    return overeenkomst


def _open_form(actor: Actor, periode: Verslagperiode, title: str) -> Aanlevering | None:
    """The newest form with this title that is not submitted."""
    return (
        Aanlevering.objects.filter(
            aanbieder=actor.organisatie,
            periode=periode.code,
            route=Route.FORMULIER,
            bestandsnaam=title,
            status__in=DRAFTS,
        )
        .order_by("-versie")
        .first()
    )


def _new(
    actor: Actor, periode: Verslagperiode, lines: list[Line], now: datetime, vault: Vault
) -> Aanlevering:
    """Seal, book and check a new form, unless another click made it just now."""
    overeenkomst = _gate(actor, periode, now)
    title = TITLE if lines else TITLE_NONE
    reference = uuid4()
    bron = client_lines.seal(vault, actor.organisatie, reference, lines)
    try:
        with transaction.atomic():
            Organisatie.objects.select_for_update().get(pk=actor.organisatie)
            draft = _open_form(actor, periode, title)
            if draft is None:
                draft = book_draft(
                    actor, reference, periode, overeenkomst, title, now,
                    route=Route.FORMULIER, bron=bron,
                )  # fmt: skip
                check_progress.wait(draft, now=now, mail_to=None)
    except BaseException:
        orphans.forget_unless_booked(vault, actor.organisatie, reference)
        raise
    if draft.reference != reference:
        vault.discard(actor.organisatie, reference)
    checks.run(reference=draft.reference, vault=vault, now=now)
    return draft
