"""Fields that the forms of the register share, each with its Dutch messages."""

from collections.abc import Sequence
from typing import Any

from django import forms

from uitkomst.portal.forms import DATE, SELECT, TEXTBOX, MarkedForm

AREA = {**TEXTBOX, "rows": 3}


def day(label: str, required: str = "", help_text: str = "") -> forms.DateField:
    """A day; without a sentence for when it is missing it may be empty."""
    return forms.DateField(
        label=label,
        help_text=help_text,
        required=bool(required),
        widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d"),
        error_messages={
            "required": required,
            "invalid": "Vul een datum in, bijvoorbeeld 31-12-2026.",
        },
    )


def text(label: str, longest: int, required: str = "", help_text: str = "") -> forms.CharField:
    """One line; without a sentence for when it is missing it may be empty."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=longest,
        required=bool(required),
        widget=forms.TextInput(attrs=TEXTBOX),
        error_messages={
            "required": required,
            "max_length": f"Gebruik hooguit {longest} tekens.",
        },
    )


def reason(label: str, help_text: str = "", *, required: bool = True) -> forms.CharField:
    """Why something is done, in a few lines."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=300,
        required=required,
        widget=forms.Textarea(attrs=AREA),
        error_messages={
            "required": "Schrijf op waarom, in hooguit 300 tekens.",
            "max_length": "Gebruik hooguit 300 tekens.",
        },
    )


def choice(label: str, required: str = "", help_text: str = "") -> forms.ChoiceField:
    """A list to choose from; its choices are set by the form."""
    return forms.ChoiceField(
        label=label,
        help_text=help_text,
        required=bool(required),
        widget=forms.Select(attrs=SELECT),
        error_messages={"required": required, "invalid_choice": "Kies uit de lijst."},
    )


def offer(form: forms.Form, name: str, choices: Sequence[tuple[str, str]]) -> None:
    """Set what can be chosen in a field of `choice`."""
    form.fields[name].choices = choices  # type: ignore[attr-defined]


class SpanForm(MarkedForm):
    """A first day and perhaps a last one, which is not before it; their names are given."""

    first, last = "van", "tot"

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the start."""
        cleaned = super().clean() or {}
        van, tot = cleaned.get(self.first), cleaned.get(self.last)
        if van and tot and tot < van:
            self.add_error(self.last, "De einddatum ligt voor de begindatum.")
        return cleaned
