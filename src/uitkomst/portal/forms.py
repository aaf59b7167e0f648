"""The forms, with their Dutch messages. They check the shape; the services check the meaning."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm

from uitkomst.services.deelnemers import accounts
from uitkomst.services.limits import LARGEST_UPLOAD
from uitkomst.standard.verslagperiode import Verslagperiode

TEXTBOX = {"class": "utrecht-textbox utrecht-textbox--html-input"}
SELECT = {"class": "utrecht-select utrecht-select--html-select"}
FILE = {"class": "uk-file"}
DATE = {**TEXTBOX, "type": "date"}


class MarkedForm(forms.Form):
    """A form whose wrong fields say so to a screen reader and in their look."""

    def add_error(self, field: str | None, error: Any) -> None:
        """Keep the error, and mark the field that it is about."""
        super().add_error(field, error)
        if field in self.fields:
            widget = self.fields[field].widget
            widget.attrs["aria-invalid"] = "true"
            if "utrecht-textbox" in widget.attrs.get("class", ""):
                widget.attrs["class"] += " utrecht-textbox--invalid"


NO_ENTRY: dict[str, Any] = {
    "invalid_login": "Deze gebruikersnaam en dit wachtwoord horen niet bij elkaar. "
    "Let op hoofdletters en probeer het opnieuw.",
}


class LoginForm(MarkedForm, AuthenticationForm):
    """User name and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.error_messages = NO_ENTRY
        self.fields["username"].label = "Gebruikersnaam"
        self.fields["password"].label = "Wachtwoord"
        for name, what in (("username", "uw gebruikersnaam"), ("password", "uw wachtwoord")):
            self.fields[name].widget.attrs.update(TEXTBOX)
            self.fields[name].error_messages["required"] = f"Vul {what} in."
        self.fields["username"].widget.attrs.pop("autofocus", None)

    def clean(self) -> dict[str, Any]:
        """Find the account; every other case has one answer. Raises TooManyAttempts."""
        username, password = (self.cleaned_data.get(name) for name in ("username", "password"))
        if username and password:
            assert self.request is not None
            self.user_cache = accounts.by_password(
                self.request, username=username, password=password
            )
            if self.user_cache is None:
                raise self.get_invalid_login_error()
        return self.cleaned_data


class AanleveringForm(MarkedForm):
    """The period and the file of a new delivery."""

    periode = forms.ChoiceField(
        label="Verslagperiode",
        help_text="Het halfjaar waarover dit bestand gaat.",
        widget=forms.Select(attrs=SELECT),
        error_messages={
            "required": "Kies de periode waarover het bestand gaat.",
            "invalid_choice": "Voor deze periode kunt u nu niet aanleveren. Kies een andere.",
        },
    )
    bestand = forms.FileField(
        label="Bestand",
        help_text="Excel (.xlsx of .xls), OpenDocument (.ods), csv of vaste breedte, "
        f"zoals u het voor het CBS maakt. Hooguit {LARGEST_UPLOAD // 1024 // 1024} MB.",
        widget=forms.ClearableFileInput(attrs=FILE),
        error_messages={
            "required": "Kies het bestand dat u wilt controleren of aanleveren.",
            "empty": "Dit bestand is leeg. Kies een bestand met gegevens.",
        },
    )
    alleen_controleren = forms.BooleanField(
        label="Alleen controleren – niets bewaren",
        help_text="Zet dit uit als u het bestand meteen wilt aanleveren.",
        required=False,
        initial=True,
    )

    def __init__(self, *args: Any, periodes: Sequence[Verslagperiode], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(periode.code, periode.titel) for periode in periodes]
        self.fields["periode"].choices = choices  # type: ignore[attr-defined]

    def clean_periode(self) -> Verslagperiode:
        """Give the chosen period itself."""
        return Verslagperiode.parse(self.cleaned_data["periode"])
