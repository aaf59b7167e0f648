"""Signing in and out."""

from typing import cast

from django.contrib.auth import views as auth
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from uitkomst.portal.forms import LoginForm
from uitkomst.services import accounts
from uitkomst.services.guard import View, public


class PortalLoginView(auth.LoginView):
    """The sign-in form, with one-click accounts beside it where this is a demonstration."""

    template_name = "portal/login.html"
    form_class = LoginForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Add the demo accounts; there are none outside a demonstration."""
        return super().get_context_data(**kwargs) | {"demo_accounts": accounts.demo_accounts()}


login = public(cast("View", PortalLoginView.as_view()))
logout = public(auth.LogoutView.as_view())


@public
@require_POST
def demo_login(request: HttpRequest) -> HttpResponse:
    """Sign in as a demo account with one click; a demonstration only."""
    accounts.sign_in_demo(request=request, username=request.POST.get("username", ""))
    return redirect("home")
