"""The second factor on pages: asked for while signing in, and before what weighs."""

import json
from typing import Any, cast

from allauth.account.models import Login
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.webauthn.forms import LoginWebAuthnForm, ReauthenticateWebAuthnForm
from allauth.mfa.webauthn.internal import auth as webauthn
from allauth.mfa.webauthn.internal.flows import perform_passwordless_login
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from uitkomst.portal.factor_forms import CodeForm
from uitkomst.portal.request import SignedInRequest
from uitkomst.portal.views.session import page_in, wanted_page
from uitkomst.services.deelnemers import second_factor
from uitkomst.services.guard import no_store, public, signed_in
from uitkomst.services.refusals import TooManyAttempts
from uitkomst.services.refusals.table import refusal_of

NO_PASSKEY = "Deze passkey hoort niet bij een account, of is hier niet bekend. Probeer het opnieuw."


class FactorView(AuthenticateView):
    """The step after the password: a code, or a passkey."""

    template_name = "portal/login_factor.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Check what was given; a wrong code is asked for again."""
        answer: HttpResponse = super().post(request, *args, **kwargs)
        if answer.status_code == 200:
            answer.status_code = 422
        return answer

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """After too many tries say when one may try again."""
        try:
            return cast("HttpResponse", super().dispatch(request, *args, **kwargs))
        except TooManyAttempts as refused:
            return _too_many(request, self.template_name, refused, {})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what the browser needs for a passkey, for who has one."""
        found: dict[str, Any] = super().get_context_data(**kwargs)
        return found | {"options": _options(found["js_data"]["request_options"])}


login_step = public(no_store(require_http_methods(["GET", "HEAD", "POST"])(FactorView.as_view())))


@public
@no_store
@require_http_methods(["GET", "HEAD", "POST"])
def passkey(request: HttpRequest) -> HttpResponse:
    """Sign in with a passkey alone: a GET gives the challenge, a POST brings the answer."""
    if request.user.is_authenticated:
        return redirect("home")
    if request.method != "POST":
        return JsonResponse(webauthn.begin_authentication(None))
    form = LoginWebAuthnForm(data=request.POST)
    if not form.is_valid():
        return render(request, "portal/passkey_mislukt.html", {"melding": NO_PASSKEY}, status=422)
    found = form.cleaned_data["credential"]
    wanted = Login(user=found.user, redirect_url=wanted_page(request))
    return cast("HttpResponse", perform_passwordless_login(request, found, wanted))


@signed_in
@no_store
@require_http_methods(["GET", "HEAD", "POST"])
def step_up(request: SignedInRequest) -> HttpResponse:
    """Ask once more who is there, before something that weighs; then go on where it was asked.

    In a demonstration a click is enough.
    """
    form, kept = CodeForm(user=request.user), {"verstuurd": request.GET.get("verstuurd")}
    if request.method == "POST":
        try:
            if _shown(request, form := CodeForm(request.POST, user=request.user)):
                second_factor.confirmed(request, request.user, now=timezone.now())
                return redirect(wanted_page(request))
        except TooManyAttempts as refused:
            return _too_many(request, "portal/bevestigen.html", refused, kept)
    held = second_factor.overview(request.user)
    context = kept | {
        "form": form,
        "held": held,
        "next": wanted_page(request),
        "terug": page_in(request, "terug"),
        "click": settings.DEMO,
        "options": _options(webauthn.begin_authentication(request.user)),
        "provider": settings.OIDC.name if settings.OIDC.issuer else "",
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "portal/bevestigen.html", context, status=status)


def _shown(request: SignedInRequest, form: CodeForm) -> bool:
    """Whether a factor was shown: by a click (a demonstration), a passkey or a code."""
    if settings.DEMO:
        return True
    if "credential" in request.POST:
        key = ReauthenticateWebAuthnForm(data=request.POST, user=request.user)
        if key.is_valid():
            key.save()
            return True
        form.errors.clear()
        return False
    if form.is_valid():
        form.save()
        return True
    return False


def _options(options: dict[str, Any]) -> str:
    """What a script needs to ask for a passkey; empty for who has none."""
    return json.dumps(options) if options["publicKey"].get("allowCredentials") else ""


def _too_many(
    request: HttpRequest, template: str, refused: TooManyAttempts, context: dict[str, Any]
) -> HttpResponse:
    answer = render(request, template, context | {"refused": refusal_of(refused)}, status=429)
    answer["Retry-After"] = str(refused.retry_after)
    return answer
