"""The forms of signing in: a code, a passkey, a new password."""

from typing import Any

from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.utils import timezone

from uitkomst.portal.forms import TEXTBOX, MarkedForm
from uitkomst.services.deelnemers import second_factor, wachtwoorden

WRONG_CODE = (
    "Deze code klopt niet, of is al gebruikt. Wacht op de volgende code in uw app en vul die in."
)
CODE = {**TEXTBOX, "autocomplete": "one-time-code", "spellcheck": "false"}
PASSWORD = {**TEXTBOX, "autocomplete": "new-password"}


class CodeForm(MarkedForm, AuthenticateForm):
    """A code of the app, or a recovery code; allauth asks for it while somebody signs in."""

    code = forms.CharField(
        label="Code",
        help_text="De zes cijfers uit uw app, of een van uw herstelcodes.",
        max_length=40,
        widget=forms.TextInput(attrs=CODE),
        error_messages={"required": "Vul de code uit uw app in."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)

    def clean_code(self) -> str:
        """Check the code and use it up. Raises TooManyAttempts."""
        code: str = self.cleaned_data["code"]
        try:
            self.authenticator = second_factor.check_code(
                context.request, self.user, code=code, now=timezone.now()
            )
        except second_factor.WrongCode:
            raise forms.ValidationError(WRONG_CODE) from None
        return code


class AppForm(MarkedForm):
    """The first code of an app that is being set up."""

    code = forms.CharField(
        label="Code uit de app",
        help_text="Zes cijfers.",
        max_length=12,
        widget=forms.TextInput(attrs={**CODE, "inputmode": "numeric"}),
        error_messages={"required": "Vul de code in die uw app nu laat zien."},
    )


class KeyForm(MarkedForm, AddWebAuthnForm):
    """A passkey that the browser made, checked by allauth, with a name to know it by."""

    name = forms.CharField(
        label="Naam",
        help_text="Waaraan u hem herkent, bijvoorbeeld: werklaptop.",
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs=TEXTBOX),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)

    def clean_name(self) -> str:
        """Without a name it is called what it is."""
        return self.cleaned_data["name"] or "Passkey"


class PasswordForm(MarkedForm):
    """A new password, typed twice."""

    nieuw = forms.CharField(
        label="Nieuw wachtwoord",
        help_text=f"Ten minste {wachtwoorden.SHORTEST} tekens. Een zin mag ook, met spaties.",
        max_length=wachtwoorden.LONGEST,
        strip=False,
        widget=forms.PasswordInput(attrs=PASSWORD),
        error_messages={"required": "Kies een wachtwoord."},
    )
    nogmaals = forms.CharField(
        label="Nieuw wachtwoord, nog een keer",
        strip=False,
        widget=forms.PasswordInput(attrs=PASSWORD),
        error_messages={"required": "Vul het wachtwoord nog een keer in."},
    )

    def clean(self) -> dict[str, Any]:
        """Refuse two that differ."""
        cleaned = super().clean() or {}
        if cleaned.get("nieuw") and cleaned.get("nogmaals") not in (None, cleaned["nieuw"]):
            self.add_error("nogmaals", "De twee wachtwoorden zijn niet gelijk.")
        return cleaned


class ChangePasswordForm(PasswordForm):
    """The same, with the password of now."""

    huidig = forms.CharField(
        label="Huidig wachtwoord",
        strip=False,
        widget=forms.PasswordInput(attrs={**TEXTBOX, "autocomplete": "current-password"}),
        error_messages={"required": "Vul uw huidige wachtwoord in."},
    )
    field_order = ("huidig", "nieuw", "nogmaals")
