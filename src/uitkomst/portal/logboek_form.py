"""What one may search the logbook for."""

from typing import Any

from django import forms

from uitkomst.portal.forms import DATE, SELECT, TEXTBOX, MarkedForm
from uitkomst.services.audit import ACTIONS
from uitkomst.services.audit.reading import Wanted

WRONG_DAY = "Dit is geen datum. Kies een dag, of typ bijvoorbeeld 1-9-2026."


class LogboekForm(MarkedForm):
    """Every field narrows what is shown; empty fields do not matter."""

    wie = forms.CharField(label="Wie", max_length=80, required=False)
    organisatie = forms.CharField(label="Organisatie", max_length=80, required=False)
    wat = forms.ChoiceField(label="Wat", required=False)
    waarover = forms.CharField(label="Kenmerk of periode", max_length=80, required=False)
    van = forms.DateField(
        label="Van",
        required=False,
        widget=forms.DateInput(DATE),
        error_messages={"invalid": WRONG_DAY},
    )
    tot = forms.DateField(
        label="Tot en met",
        required=False,
        widget=forms.DateInput(DATE),
        error_messages={"invalid": WRONG_DAY},
    )
    personen = forms.BooleanField(label="Alleen inzage van personen", required=False)

    def __init__(self, *args: Any, with_organisatie: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        titles = sorted(ACTIONS.items(), key=lambda item: item[1].casefold())
        self.fields["wat"].choices = [("", "Alles"), *titles]  # type: ignore[attr-defined]
        if not with_organisatie:
            del self.fields["organisatie"]
        for name, field in self.fields.items():
            if name not in ("personen", "van", "tot"):
                field.widget.attrs.update(SELECT if name == "wat" else TEXTBOX)

    def wanted(self) -> Wanted:
        """Give what is searched for; the form is valid."""
        typed = self.cleaned_data
        return Wanted(
            who=typed["wie"].strip(),
            organisatie=typed.get("organisatie", "").strip(),
            action=typed["wat"],
            subject=typed["waarover"].strip(),
            van=typed["van"],
            tot=typed["tot"],
            persons=typed["personen"],
        )
