"""For the operator: organisations and their agreements, who may what, and the log."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from uitkomst.access.permissions import PERMISSIONS, ROLES, Permission
from uitkomst.portal.forms import OvereenkomstForm
from uitkomst.portal.refused import on_form
from uitkomst.portal.request import PortalRequest
from uitkomst.services import audit
from uitkomst.services.deelnemers import organisaties, overeenkomsten
from uitkomst.services.guard import requires
from uitkomst.services.refusal_table import REFUSALS, TOO_LARGE, Refusal

LINES_PER_PAGE = 50


@requires(Permission.MANAGE_ORGANISATIES)
@require_safe
def organisaties_page(request: PortalRequest) -> HttpResponse:
    """Show every organisation with the state of its agreement."""
    found = organisaties.overview(actor=request.actor, day=timezone.localdate())
    providers = [org for org in found if org.soort == "aanbieder"]
    groups = (
        ("zonder", "Zonder geldige overeenkomst", [o for o in providers if not o.overeenkomst]),
        ("aanbieders", "Met een geldige overeenkomst", [o for o in providers if o.overeenkomst]),
        ("anderen", "Gemeenten en andere organisaties", [o for o in found if o not in providers]),
    )
    context = {"groups": [group for group in groups if group[2]]}
    return render(request, "portal/organisaties.html", context)


@requires(Permission.MANAGE_ORGANISATIES)
@require_http_methods(["GET", "HEAD", "POST"])
def organisatie(request: PortalRequest, reference: UUID) -> HttpResponse:
    """Show one organisation; a POST adds a signed agreement."""
    if getattr(request, "upload_too_large", False):
        return _show(request, reference, OvereenkomstForm(), TOO_LARGE)
    if request.method != "POST":
        return _show(request, reference, OvereenkomstForm(), None)
    form = OvereenkomstForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, reference, form, None)
    fields = dict(form.cleaned_data)
    try:
        overeenkomsten.add(
            actor=request.actor,
            aanbieder=reference,
            pdf=fields.pop("pdf").read(),
            now=timezone.now(),
            **fields,
        )
    except REFUSALS as refused:
        return _show(request, reference, form, on_form(refused))
    return redirect("organisatie", reference)


def _show(
    request: PortalRequest, reference: UUID, form: OvereenkomstForm, refused: Refusal | None
) -> HttpResponse:
    status = refused.status if refused else (422 if form.errors else 200)
    detail = organisaties.detail(
        actor=request.actor,
        reference=reference,
        day=timezone.localdate(),
    )
    context = {"detail": detail, "form": form, "refused": refused}
    return render(request, "portal/organisatie.html", context, status=status)


@requires(Permission.VIEW_ACCESS)
@require_safe
def toegang(request: PortalRequest) -> HttpResponse:
    """Show which role may do what, made from the very table that guards the pages."""
    rows = [
        (sentence, [(role, permission in role.permissions) for role in ROLES.values()])
        for permission, sentence in PERMISSIONS.items()
    ]
    return render(request, "portal/toegang.html", {"roles": ROLES.values(), "rows": rows})


@requires(Permission.VIEW_LOGBOEK)
@require_safe
def logboek(request: PortalRequest) -> HttpResponse:
    """Show who did what, as far as the reader may know."""
    lines = audit.log_for(actor=request.actor)
    page = Paginator(lines, LINES_PER_PAGE).get_page(request.GET.get("blad"))
    return render(request, "portal/logboek.html", {"page": page})
