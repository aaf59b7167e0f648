"""The questions about a delivery (P6): yes with a reason, or no."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from uitkomst.access.permissions import Permission
from uitkomst.portal.delivery_page import checked_again, page_of, revisie_of, shown
from uitkomst.portal.findings import per_cause
from uitkomst.portal.next_step import refused_by_sender
from uitkomst.portal.questions import answers_of, questions_of
from uitkomst.portal.request import PortalRequest
from uitkomst.portal.result_page import newest_when_changed
from uitkomst.services.deciding import bewerkingen
from uitkomst.services.delivering import aanleveringen
from uitkomst.services.delivering.aanleveringen import AanleveringDetail
from uitkomst.services.guard import no_store, requires
from uitkomst.services.keyring import current_vault
from uitkomst.services.refusals.table import REFUSALS, Refusal

NOTHING = Refusal(
    422,
    "U hebt nog niets beantwoord",
    "Kies bij ten minste één vraag ‘ja’ of ‘nee’ en sla dan op.",
)

NO_REASON = Refusal(
    422,
    "Er ontbreekt een reden",
    "U zei ‘ja, dit klopt’, maar nog niet waarom. Kies een reden of schrijf die op bij:",
)


@no_store
@requires(Permission.SUBMIT_AANLEVERING)
@require_http_methods(["GET", "HEAD", "POST"])
@newest_when_changed
def vragen(request: PortalRequest, reference: UUID) -> HttpResponse:
    """Show what is asked, with the answers so far; a POST keeps answers."""
    if request.method != "POST":
        return _page(request, reference, None)
    answers = answers_of(request.POST)
    if not answers:
        return _page(request, reference, NOTHING)
    if any(ja and not reason for ja, reason in answers.values()):
        return _page(request, reference, NO_REASON)
    try:
        answered = bewerkingen.answer(
            actor=request.actor,
            reference=reference,
            revisie=revisie_of(request),
            antwoorden=answers,
            now=timezone.now(),
            vault=current_vault(),
        )
    except REFUSALS as refused:
        return _page(request, reference, shown(refused))
    messages.success(request, f"{_saved(len(answers))} {checked_again(answered)}")
    if answered.checking or not answered.may_decide:
        return redirect("aanlevering", reference)
    detail = aanleveringen.detail(actor=request.actor, reference=reference)
    if any(each.open and each.antwoord is None for each in detail.oorzaken):
        return redirect("aanlevering-vragen", reference)
    return redirect("aanlevering-verschil" if _may_go_on(detail) else "aanlevering", reference)


def _saved(number: int) -> str:
    return "Uw antwoord is opgeslagen." if number == 1 else "Uw antwoorden zijn opgeslagen."


def _may_go_on(detail: AanleveringDetail) -> bool:
    return detail.aanlevering.may_confirm and not refused_by_sender(detail)


def _page(request: PortalRequest, reference: UUID, refused: Refusal | None) -> HttpResponse:
    actor = request.actor
    detail = aanleveringen.detail(actor=actor, reference=reference)
    if not detail.aanlevering.may_decide:
        return redirect("aanlevering", reference)
    decided = bewerkingen.list_of(actor=actor, reference=reference)
    of_form = detail.aanlevering.route == "formulier"
    titel = "Nog een paar vragen" if of_form else "Vragen over uw bestand"
    context = page_of(request, detail, titel, "vragen")
    context |= {
        "refused": refused,
        "zonder_reden": refused is NO_REASON,
        "vragen": questions_of(
            per_cause(detail), decided, bewerkingen.before(actor=actor), request.POST
        ),
    }
    status = refused.status if refused else 200
    return render(request, "portal/aanlevering/vragen.html", context, status=status)
