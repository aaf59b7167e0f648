"""Signing in and out."""

from typing import Any, cast
from urllib.parse import urlsplit

from django.contrib.auth import views as auth
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django.views.decorators.http import require_POST

from uitkomst.portal.forms import LoginForm
from uitkomst.services.deelnemers import accounts
from uitkomst.services.guard import View, public

# What a button or a script asks for, and the page it stands on.
PAGES_OF_ACTIONS = {
    "aanlevering-discard": "aanlevering",
    "aanlevering-marked-only": "aanlevering-new",
    "aanlevering-ongedaan": "aanlevering",
    "aanlevering-present": "aanlevering",
    "aanlevering-progress": "aanlevering",
    "aanlevering-rij-weg": "aanlevering",
    "aanlevering-terugzetten": "aanlevering",
    "aanlevering-verder": "aanlevering",
    "client-toevoegen": "clienten",
    "client-weghalen": "clienten",
    "clienten-beginnen": "home",
    "clienten-ongewijzigd": "clienten",
    "demo-login": "home",
    "geen-trajecten": "home",
    "koppeling-revoke": "koppelingen",
    "logout": "home",
}
WITH_REFERENCE = ("aanlevering", "clienten")


class PortalLoginView(auth.LoginView):
    """The sign-in form, with one-click accounts beside it where this is a demonstration."""

    template_name = "portal/login.html"
    form_class = LoginForm
    redirect_authenticated_user = True

    def get_redirect_url(self, *args: Any, **kwargs: Any) -> str:
        """Give where to go on: always a page, also when a button was what asked to sign in."""
        wanted: str = super().get_redirect_url(*args, **kwargs)
        return page_behind(wanted)

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Add the demo accounts; there are none outside a demonstration."""
        return super().get_context_data(**kwargs) | {"demo_accounts": accounts.demo_accounts()}


def page_behind(address: str) -> str:
    """Give the page that belongs to an address; an address that only takes a form has none.

    After a session has ended, what was sent is asked for again on the page it was sent from.
    """
    try:
        match = resolve(urlsplit(address).path)
    except Resolver404:
        return address
    page = PAGES_OF_ACTIONS.get(match.url_name or "")
    if page is None:
        return address
    reference = match.kwargs.get("reference")
    return reverse(page, args=[reference] if reference and page in WITH_REFERENCE else [])


login = public(cast("View", PortalLoginView.as_view()))
logout = public(auth.LogoutView.as_view())


@public
@require_POST
def demo_login(request: HttpRequest) -> HttpResponse:
    """Sign in as a demo account with one click; a demonstration only."""
    accounts.sign_in_demo(request=request, username=request.POST.get("username", ""))
    return redirect("home")
