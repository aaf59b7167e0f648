"""The forms of contract ends and of requests of persons."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms

from uitkomst.portal.forms import DATE, SELECT, TEXTBOX, MarkedForm

SOORTEN = (
    ("inzage", "Inzage: zien wat er wordt bewaard"),
    ("overdracht", "Gegevens meekrijgen"),
    ("correctie", "Verbeteren wat niet klopt"),
    ("beperking", "Beperken: niet meer tonen en tellen"),
    ("wissen", "Wissen"),
)
NUMBER = {**TEXTBOX, "autocomplete": "off", "spellcheck": "false"}


class PlanForm(MarkedForm):
    """From which day is destroyed."""

    contract = forms.IntegerField(widget=forms.HiddenInput)
    vernietigen_vanaf = forms.DateField(
        label="Vernietigen vanaf",
        widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d"),
        error_messages={"required": "Vul een dag in.", "invalid": "Vul een dag in."},
    )


class RedenForm(MarkedForm):
    """Why, in words."""

    reden = forms.CharField(
        label="Reden",
        max_length=300,
        widget=forms.TextInput(attrs={**TEXTBOX, "autocomplete": "off"}),
        error_messages={"required": "Schrijf op waarom."},
    )


class VerzoekForm(MarkedForm):
    """A request: at whom, what, since when, and the number of the person (never kept)."""

    aanbieder = forms.ChoiceField(
        label="Aanbieder",
        help_text="Een verzoek gaat over de gegevens van één aanbieder.",
        widget=forms.Select(attrs=SELECT),
        error_messages={"required": "Kies een aanbieder.", "invalid_choice": "Kies een aanbieder."},
    )
    soort = forms.ChoiceField(
        label="Wat wordt gevraagd",
        choices=SOORTEN,
        widget=forms.Select(attrs=SELECT),
        error_messages={"required": "Kies wat er wordt gevraagd.", "invalid_choice": "Kies."},
    )
    ontvangen_op = forms.DateField(
        label="Ontvangen op",
        help_text="Vanaf die dag is er een maand om te antwoorden.",
        widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d"),
        error_messages={"required": "Vul een dag in.", "invalid": "Vul een dag in."},
    )
    bsn = forms.CharField(
        label="BSN",
        help_text="Het nummer wordt opgezocht en nergens bewaard.",
        max_length=9,
        required=False,
        widget=forms.TextInput(attrs={**NUMBER, "inputmode": "numeric"}),
    )
    clientnummer = forms.CharField(
        label="Of het cliëntnummer bij deze aanbieder",
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs=NUMBER),
    )

    def __init__(self, *args: Any, aanbieders: Sequence[tuple[UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "Kies een aanbieder"), *((str(key), naam) for key, naam in aanbieders)]
        self.fields["aanbieder"].choices = choices  # type: ignore[attr-defined]

    def clean_aanbieder(self) -> UUID:
        """Give the reference itself."""
        return UUID(self.cleaned_data["aanbieder"])

    def for_another(self) -> dict[str, Any]:
        """Give what stays in the form when it is shown again: never a number."""
        return {name: self.data.get(name) for name in ("aanbieder", "soort", "ontvangen_op")}


def first_day(day: date) -> dict[str, str]:
    """Give the first value of a form that asks for a day."""
    return {"vernietigen_vanaf": day.isoformat()}
