"""The forms of who manages rights: an invitation, another role."""

from collections.abc import Sequence
from typing import Any

from django import forms

from uitkomst.access.permissions import Role
from uitkomst.portal.forms import SELECT, TEXTBOX, MarkedForm


class InviteForm(MarkedForm):
    """Who to invite. Without `roles` it is for who will manage the rights, whose role is given."""

    display_name = forms.CharField(
        label="Naam",
        max_length=120,
        widget=forms.TextInput(attrs={**TEXTBOX, "autocomplete": "off"}),
        error_messages={"required": "Vul in hoe de persoon heet."},
    )
    email = forms.EmailField(
        label="E-mailadres",
        help_text="Het werkadres van deze ene persoon, geen gedeeld postvak.",
        max_length=80,
        widget=forms.EmailInput(attrs={**TEXTBOX, "autocomplete": "off"}),
        error_messages={
            "required": "Vul het e-mailadres in.",
            "invalid": "Vul een e-mailadres in, bijvoorbeeld naam@organisatie.nl.",
            "max_length": "Dit e-mailadres is te lang: hooguit 80 tekens.",
        },
    )
    role = forms.ChoiceField(
        label="Rol",
        widget=forms.Select(attrs=SELECT),
        error_messages={"required": "Kies een rol.", "invalid_choice": "Kies een rol."},
    )
    beheert_rechten = forms.BooleanField(
        label="Mag ook mensen uitnodigen en rechten geven", required=False
    )

    def __init__(self, *args: Any, roles: Sequence[tuple[str, str]] | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if roles is None:
            del self.fields["role"], self.fields["beheert_rechten"]
        else:
            self.fields["role"].choices = roles  # type: ignore[attr-defined]

    def clean_role(self) -> Role:
        """Give the role itself."""
        return Role(self.cleaned_data["role"])
