"""The form for a new key of a provider's own system."""

from datetime import date
from typing import Any

from django import forms

from uitkomst.access.scopes import SCOPES, Scope
from uitkomst.portal.forms import DATE, TEXTBOX, MarkedForm


class KoppelingForm(MarkedForm):
    """A name, what the key may, and until when."""

    naam = forms.CharField(
        label="Naam van het systeem",
        help_text="Zodat u de sleutel later herkent, bijvoorbeeld: ECD, productie.",
        max_length=60,
        widget=forms.TextInput(attrs=TEXTBOX),
        error_messages={
            "required": "Vul een naam in waaraan u de sleutel herkent.",
            "max_length": "Maak de naam hooguit 60 tekens lang.",
        },
    )
    mag = forms.MultipleChoiceField(
        label="Wat dit systeem mag",
        choices=[(scope.value, SCOPES[scope].display_name) for scope in Scope],
        error_messages={
            "required": "Kies ten minste één ding dat dit systeem mag.",
            "invalid_choice": "Kies uit de mogelijkheden die hier staan.",
        },
    )
    tot = forms.DateField(
        label="Geldig tot en met",
        widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d"),
        error_messages={
            "required": "Vul de laatste dag in waarop de sleutel werkt.",
            "invalid": "Vul een datum in, bijvoorbeeld 31-12-2026.",
        },
    )

    def __init__(self, *args: Any, today: date, last_day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._days = today, last_day
        tot = self.fields["tot"]
        tot.initial = last_day
        tot.help_text = f"Hooguit een jaar: tot en met {last_day.day}-{last_day:%m-%Y}."
        tot.widget.attrs.update(min=today.isoformat(), max=last_day.isoformat())

    def clean_mag(self) -> tuple[Scope, ...]:
        """Give the scopes themselves."""
        return tuple(Scope(each) for each in self.cleaned_data["mag"])

    def clean_tot(self) -> date:
        """Refuse a day that has been or is over a year away."""
        tot: date = self.cleaned_data["tot"]
        first, last = self._days
        if not first <= tot <= last:
            raise forms.ValidationError("Kies een dag vanaf vandaag en hooguit een jaar vooruit.")
        return tot

    def scopes(self) -> list[tuple[str, str, str, bool]]:
        """Give per scope its code, name, what it allows, and whether it is ticked."""
        ticked = self["mag"].value() or []
        return [
            (scope.value, SCOPES[scope].display_name, SCOPES[scope].description, scope in ticked)
            for scope in Scope
        ]
