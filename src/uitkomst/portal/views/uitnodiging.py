"""Following a link: an invitation, or a new password.

The secret in the link is exchanged for its reference at once, so that it stands in no address that
a page hands on.
"""

from typing import cast
from uuid import UUID

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from uitkomst.portal.factor_forms import PasswordForm
from uitkomst.services.deelnemers import accepting
from uitkomst.services.deelnemers.invite_links import UitnodigingView
from uitkomst.services.guard import no_store, public
from uitkomst.services.refusals import LinkGone, UnfitPassword

OPENED = "uitnodiging"  # In a session: the reference of the invitation that was opened in it.


@public
@no_store
@require_safe
def opened(request: HttpRequest, token: str) -> HttpResponse:
    """Follow the link: remember which invitation it opens, and show that without the secret."""
    reference = accepting.opened(token=token, now=timezone.now())
    request.session[OPENED] = str(reference)
    return redirect("uitnodiging")


@public
@no_store
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """Show the invitation that was opened; a POST accepts it."""
    reference = UUID(request.session[OPENED]) if OPENED in request.session else None
    if reference is None:
        raise LinkGone
    invited = accepting.seen(reference=reference, now=timezone.now())
    if request.method != "POST":
        return _page(request, invited, PasswordForm())
    if invited.account and not invited.renews:
        return _accept(request, reference)
    form = PasswordForm(request.POST)
    if form.is_valid():
        try:
            return _with_password(request, invited, form.cleaned_data["nieuw"])
        except UnfitPassword as unfit:
            form.add_error("nieuw", unfit.melding)
    return _page(request, invited, form)


def _page(request: HttpRequest, invited: UitnodigingView, form: PasswordForm) -> HttpResponse:
    signed_in = request.user.is_authenticated
    context = {
        "invited": invited,
        "form": form,
        "is_theirs": signed_in and request.user.get_username() == invited.account,
        "signed_in": signed_in,
        "provider": settings.OIDC.name if settings.OIDC.issuer else "",
    }
    status = 422 if form.errors else 200
    return render(request, "portal/uitnodiging.html", context, status=status)


def _accept(request: HttpRequest, reference: UUID) -> HttpResponse:
    """Add what was offered to the account that is signed in."""
    if not request.user.is_authenticated:
        return redirect(f"{reverse('login')}?next={reverse('uitnodiging')}")
    accepting.accept_as(reference=reference, user=request.user, now=timezone.now())
    del request.session[OPENED]
    return redirect("organisatie-kiezen")


def _with_password(request: HttpRequest, invited: UitnodigingView, password: str) -> HttpResponse:
    """Make the account, or give it its new password; who made it goes on to the second factor."""
    now = timezone.now()
    if invited.renews:
        accepting.choose_password(reference=invited.reference, password=password, now=now)
        del request.session[OPENED]
        return redirect("login")
    user = accepting.accept_new(reference=invited.reference, password=password, now=now)
    request.session.flush()
    wanted = Login(user=user, redirect_url=reverse("home"))
    return cast(
        "HttpResponse", perform_password_login(request, {"username": user.username}, wanted)
    )
