"""Setting up the second factor: an app, a passkey, recovery codes; and taking one away."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from uitkomst.portal.factor_forms import WRONG_CODE, AppForm, KeyForm
from uitkomst.portal.request import SignedInRequest
from uitkomst.services.deelnemers import accounts, second_factor
from uitkomst.services.guard import enrolling, fresh, no_store, signed_in
from uitkomst.services.refusals import LastFactor, TooManyAttempts
from uitkomst.services.refusals.table import Refusal, refusal_of

SetUp = Callable[..., HttpResponse]


def _setting_up(view: SetUp) -> SetUp:
    """For who has no second factor yet; else only with one shown just now.

    A session without its second factor, of an account that has one, is somebody else's (it began
    before there was one): it ends.
    """
    asked_first = fresh(view)

    @wraps(view)
    def guarded(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if accounts.is_complete(request):
            return asked_first(request, *args, **kwargs)
        if second_factor.is_enrolled(request.user):
            logout(request)
            return redirect("login")
        return view(request, *args, **kwargs)

    return guarded


@enrolling
@no_store
@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """Show what is set up, and what one can set up."""
    return _overview(request)


def _overview(request: SignedInRequest, refused: Refusal | None = None) -> HttpResponse:
    context = {
        "held": second_factor.overview(request.user),
        "complete": accounts.is_complete(request),
        "refused": refused,
    }
    status = refused.status if refused else 200
    return render(request, "portal/account/tweede_factor.html", context, status=status)


@enrolling
@no_store
@require_http_methods(["GET", "HEAD", "POST"])
@_setting_up
def app(request: SignedInRequest) -> HttpResponse:
    """Set up an app that shows codes: scan, and give the first code."""
    form, refused = AppForm(), None
    if request.method == "POST" and (form := AppForm(request.POST)).is_valid():
        try:
            codes = second_factor.enrol_app(
                request, request.user, code=form.cleaned_data["code"], now=timezone.now()
            )
            return _done(request, codes)
        except second_factor.WrongCode:
            form.add_error("code", WRONG_CODE)
        except TooManyAttempts as too_many:
            refused = refusal_of(too_many)
    setup = second_factor.begin_app(request, request.user)
    context = {"form": form, "setup": setup, "refused": refused}
    return render(request, "portal/account/app.html", context, status=_status(form, refused))


@enrolling
@no_store
@require_http_methods(["GET", "HEAD", "POST"])
@_setting_up
def key(request: SignedInRequest) -> HttpResponse:
    """Set up a passkey or a security key: the browser makes it, a script brings it here."""
    form = KeyForm(user=request.user, initial={"name": ""})
    if request.method == "POST":
        form = KeyForm(request.POST, user=request.user)
        if form.is_valid():
            codes = second_factor.enrol_key(
                request,
                request.user,
                naam=form.cleaned_data["name"],
                credential=form.cleaned_data["credential"],
                now=timezone.now(),
            )
            return _done(request, codes)
    options = second_factor.begin_key(request.user, passwordless=True)
    context = {"form": form, "options": json.dumps(options)}
    return render(request, "portal/account/sleutel.html", context, status=_status(form, None))


@signed_in
@no_store
@require_POST
@fresh
def remove(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take one factor away; the last one stays."""
    try:
        second_factor.remove(request, request.user, pk=pk, now=timezone.now())
    except LastFactor as refused:
        return _overview(request, refusal_of(refused))
    return redirect("tweede-factor")


@signed_in
@no_store
@require_POST
@fresh
def codes(request: SignedInRequest) -> HttpResponse:
    """Make new recovery codes, shown in this answer and never again."""
    return _done(request, second_factor.new_codes(request, request.user, now=timezone.now()))


def _done(request: SignedInRequest, made: tuple[str, ...]) -> HttpResponse:
    if not made:
        return redirect("tweede-factor")
    return render(request, "portal/account/herstelcodes.html", {"codes": made}, status=201)


def _status(form: AppForm | KeyForm, refused: Refusal | None) -> int:
    if refused is not None:
        return refused.status
    return 422 if form.errors else 200
