"""What a version changes before it counts (P7), and running help that is not in it any more."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from uitkomst.access.actor import require
from uitkomst.access.permissions import Permission
from uitkomst.portal.delivery_page import page_of, reference_of, revisie_of, shown
from uitkomst.portal.request import PortalRequest
from uitkomst.portal.result_page import newest_when_changed
from uitkomst.portal.templatetags.aanlevering import status_titel
from uitkomst.portal.unit import unit_of
from uitkomst.services.changes import difference as service
from uitkomst.services.changes import vanished
from uitkomst.services.changes.vanished_views import Verdwenen, VerdwenenGroep
from uitkomst.services.delivering import aanleveringen
from uitkomst.services.delivering.aanleveringen import AanleveringView
from uitkomst.services.guard import no_store, requires
from uitkomst.services.keyring import current_vault
from uitkomst.services.refusals.table import REFUSALS, Refusal

SHOWN_FIELDS, SHOWN_ROWS = 5, 10


@dataclass(frozen=True)
class Group:
    """Vanished help of one hulpvorm: `waar` says where it stood in the earlier delivery.

    `antwoord` and `reden` are those on the form: as they were typed, else as they stand.
    """

    groep: VerdwenenGroep
    waar: str
    antwoord: str
    reden: str


@no_store
@requires(Permission.VIEW_AANLEVERING)
@require_http_methods(["GET", "HEAD", "POST"])
@newest_when_changed
def verschil(request: PortalRequest, reference: UUID) -> HttpResponse:
    """Show the difference with what counts now, or another version; a POST answers questions."""
    if request.method != "POST":
        return _page(request, reference, None)
    require(request.actor, Permission.SUBMIT_AANLEVERING)
    try:
        vanished.answer(
            actor=request.actor,
            reference=reference,
            revisie=revisie_of(request),
            antwoorden=_answers(request),
            now=timezone.now(),
            vault=current_vault(),
        )
    except REFUSALS as refused:
        return _page(request, reference, shown(refused))
    messages.success(request, "Uw antwoorden zijn opgeslagen.")
    return redirect("aanlevering-verschil", reference)


def _answers(request: PortalRequest) -> dict[str, tuple[str, str]]:
    given = {
        name.removeprefix("antwoord-"): str(code)
        for name, code in request.POST.items()
        if name.startswith("antwoord-") and code
    }
    return {
        hulpvorm: (code, request.POST.get(f"reden-{hulpvorm}", ""))
        for hulpvorm, code in given.items()
    }


def _page(request: PortalRequest, reference: UUID, refused: Refusal | None) -> HttpResponse:
    actor, vault = request.actor, current_vault()
    detail = aanleveringen.detail(actor=actor, reference=reference)
    delivery = detail.aanlevering
    against = reference_of(request.GET.get("met", ""))
    context = page_of(request, detail, "Wat verandert er?", "verschil")
    try:
        found = service.difference(
            actor=actor, reference=reference, against=against, now=timezone.now(), vault=vault
        )
        gone = vanished.vanished(actor=actor, reference=reference, now=timezone.now(), vault=vault)
    except REFUSALS as impossible:
        context |= {"refused": shown(impossible)}
        return render(
            request, "portal/aanlevering/verschil.html", context, status=context["refused"].status
        )
    context |= {
        "verschil": found,
        "velden": found.velden[:SHOWN_FIELDS],
        "verdwenen": gone,
        "groepen": [_group(request, gone, groep) for groep in gone.groepen],
        "antwoorden": (("", "Kies een antwoord"), *vanished.ANSWERS.items()),
        "anderen": _others(request, delivery),
        "gekozen": str(found.met.reference) if found.met else "",
        "refused": refused,
    }
    status = refused.status if refused else 200
    return render(request, "portal/aanlevering/verschil.html", context, status=status)


def _group(request: PortalRequest, gone: Verdwenen, groep: VerdwenenGroep) -> Group:
    return Group(
        groep,
        _place(gone, groep),
        request.POST.get(f"antwoord-{groep.hulpvorm}", groep.antwoord),
        request.POST.get(f"reden-{groep.hulpvorm}", groep.reden),
    )


def _place(gone: Verdwenen, groep: VerdwenenGroep) -> str:
    if gone.vorige is None:
        return ""
    words = unit_of(gone.vorige.route)
    numbers = ", ".join(f"{words.number(rij)}" for rij in groep.rijen[:SHOWN_ROWS])
    more = " en verder" if len(groep.rijen) > SHOWN_ROWS else ""
    return f"In uw vorige {words.source}: {words.line} {numbers}{more}."


def _others(request: PortalRequest, delivery: AanleveringView) -> list[tuple[str, str]]:
    """The other versions of the same period whose rows are kept, as choices."""
    return [
        (str(each.reference), f"Versie {each.versie} ({status_titel(each.status).lower()})")
        for each in aanleveringen.visible_to(actor=request.actor)
        if each.periode == delivery.periode
        and each.reference != delivery.reference
        and each.totaal
        and each.status != "Weggegooid"
    ]
