"""Signing in and out, and choosing for which organisation to work."""

from typing import Any, cast
from urllib.parse import urlsplit

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django.conf import settings
from django.contrib.auth import views as auth
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from uitkomst.portal.forms import LoginForm
from uitkomst.services.deelnemers import accounts
from uitkomst.services.guard import View, public, signed_in
from uitkomst.services.refusals import NotFound, TooManyAttempts
from uitkomst.services.refusals.table import refusal_of

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
    "account-sessie-einde": "account",
    "account-sessies-einde": "account",
    "besluit": "besluiten",
    "besluit-intrekken": "besluiten",
    "client-toevoegen": "clienten",
    "client-weghalen": "clienten",
    "clienten-beginnen": "home",
    "clienten-ongewijzigd": "clienten",
    "contracteinde-bezwaar": "eigen-contracteinden",
    "contracteinde-stap": "contracteinde",
    "contractlijst-overnemen": "contractlijst",
    "demo-login": "home",
    "factor-weghalen": "tweede-factor",
    "geen-trajecten": "home",
    "herstelcodes": "tweede-factor",
    "incident-sluiten": "incident",
    "koppeling-revoke": "koppelingen",
    "lid-einde": "leden",
    "lid-factor": "leden",
    "lid-rechten": "leden",
    "lid-rol": "leden",
    "lid-wachtwoord": "leden",
    "logout": "home",
    "organisatie-lid-factor": "organisatie-mensen",
    "organisatie-regio-einde": "organisatie",
    "organisatie-samengevoegd": "organisatie",
    "overeenkomst-bevestigen": "besluiten",
    "rechtencontrole-antwoord": "rechtencontrole",
    "sleutels-uitvoeren": "sleutels",
    "uitnodiging-intrekken": "leden",
    "verzoek-antwoord": "eigen-verzoek",
    "verzoek-doen": "verzoek",
    "verzoek-verbeteren": "eigen-verzoek",
}
WITH_REFERENCE = (
    "aanlevering",
    "clienten",
    "contracteinde",
    "eigen-verzoek",
    "incident",
    "organisatie",
    "organisatie-mensen",
    "verzoek",
)


class PortalLoginView(auth.LoginView):
    """The sign-in form, with one-click accounts beside it where this is a demonstration."""

    template_name = "portal/login.html"
    form_class = LoginForm
    redirect_authenticated_user = True

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Check the password; after too many tries say when one may try again."""
        try:
            return super().post(request, *args, **kwargs)
        except TooManyAttempts as refused:
            context = self.get_context_data(form=LoginForm(request), refused=refusal_of(refused))
            answer = render(request, self.template_name, context, status=429)
            answer["Retry-After"] = str(refused.retry_after)
            return answer

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Go on to the second factor, or in where there is none to ask for."""
        user = form.get_user()
        wanted = Login(user=user, redirect_url=self.get_success_url())
        return cast(
            "HttpResponse",
            perform_password_login(self.request, {"username": user.get_username()}, wanted),
        )

    def get_redirect_url(self, *args: Any, **kwargs: Any) -> str:
        """Give where to go on: always a page, also when a button was what asked to sign in."""
        wanted: str = super().get_redirect_url(*args, **kwargs)
        return page_behind(wanted)

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Add the other ways in: demo accounts (in a demonstration only), an identity provider."""
        found: dict[str, object] = super().get_context_data(**kwargs)
        return found | {
            "demo_accounts": accounts.demo_accounts(),
            "provider": settings.OIDC.name if settings.OIDC.issuer else "",
        }


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


def wanted_page(request: HttpRequest) -> str:
    """Give the page of this portal that a request says to go on to; the start without one."""
    return page_in(request, "next")


def page_in(request: HttpRequest, name: str) -> str:
    """Give the page of this portal that a field of a request names; the start without one."""
    wanted = request.POST.get(name) or request.GET.get(name) or ""
    ours = url_has_allowed_host_and_scheme(
        wanted, {request.get_host()}, require_https=request.is_secure()
    )
    return page_behind(wanted) if ours else reverse("home")


_page = require_http_methods(["GET", "HEAD", "POST"])
login = public(cast("View", _page(PortalLoginView.as_view())))
logout = public(require_POST(auth.LogoutView.as_view()))


@public
@require_POST
def demo_login(request: HttpRequest) -> HttpResponse:
    """Sign in as a demo account with one click; a demonstration only."""
    accounts.sign_in_demo(request=request, username=request.POST.get("username", ""))
    return redirect("home")


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """Show for which organisations somebody may work; a POST chooses one."""
    if request.method == "POST":
        chosen = request.POST.get("lidmaatschap", "")
        if not chosen.isdecimal():
            raise NotFound
        accounts.choose(request, lidmaatschap=int(chosen))
        return redirect(wanted_page(request))
    context = {
        "memberships": accounts.open_to(request),
        "chosen": request.session.get(accounts.CHOSEN),
        "next": wanted_page(request),
    }
    return render(request, "portal/organisatie_kiezen.html", context)
