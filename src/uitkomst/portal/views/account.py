"""One's own account: where one is signed in, what happened to it, another password."""

from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from uitkomst.access.permissions import Permission
from uitkomst.portal.factor_forms import ChangePasswordForm
from uitkomst.portal.request import PortalRequest
from uitkomst.services.deelnemers import (
    account_log,
    leden,
    password_change,
    second_factor,
    sessions,
)
from uitkomst.services.guard import fresh, no_store, requires
from uitkomst.services.refusals import UnfitPassword

LINES = 10


@no_store
@requires(Permission.VIEW_START)
@require_safe
def show(request: PortalRequest) -> HttpResponse:
    """Show the account, the sessions and the last lines about it."""
    now = timezone.now()
    context = {
        "memberships": leden.own(actor=request.actor),
        "held": second_factor.overview(request.user),
        "has_password": request.user.has_usable_password(),
        "sessions": sessions.overview(
            username=request.actor.username, session_key=request.session.session_key, now=now
        ),
        "lines": account_log.own(actor=request.actor)[:LINES],
    }
    return render(request, "portal/account/account.html", context)


@no_store
@requires(Permission.VIEW_START)
@require_safe
def sign_ins(request: PortalRequest) -> HttpResponse:
    """Show all that happened to the account lately."""
    context = {"lines": account_log.own(actor=request.actor), "of": "mijn account"}
    return render(request, "portal/account/inloggen.html", context)


@requires(Permission.VIEW_START)
@require_POST
def end_others(request: PortalRequest) -> HttpResponse:
    """End every session of the account but this one."""
    key = request.session.session_key
    sessions.end_others(actor=request.actor, session_key=key, now=timezone.now())
    return redirect("account")


@requires(Permission.VIEW_START)
@require_POST
def end_session(request: PortalRequest, sessie: str) -> HttpResponse:
    """End one session of the account."""
    sessions.end_one(actor=request.actor, reference=sessie, now=timezone.now())
    return redirect("account")


@no_store
@requires(Permission.VIEW_START)
@require_http_methods(["GET", "HEAD", "POST"])
@fresh
def password(request: PortalRequest) -> HttpResponse:
    """Choose another password; the other sessions end."""
    form = ChangePasswordForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            password_change.change(
                request,
                current=form.cleaned_data["huidig"],
                new=form.cleaned_data["nieuw"],
                now=timezone.now(),
            )
        except password_change.WrongPassword:
            form.add_error("huidig", "Dit is niet uw huidige wachtwoord.")
        except UnfitPassword as unfit:
            form.add_error("nieuw", unfit.melding)
        else:
            update_session_auth_hash(request, request.user)
            return redirect("account")
    status = 422 if form.errors else 200
    return render(request, "portal/account/wachtwoord.html", {"form": form}, status=status)
