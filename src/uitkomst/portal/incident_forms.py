"""The forms about an incident; what is typed is about accounts and moments, never about a child."""

from datetime import datetime

from django import forms

from uitkomst.portal.forms import TEXTBOX, MarkedForm
from uitkomst.services.privacy.incidenten_letter import CONSEQUENCES, MEASURES

TEXTAREA = {**TEXTBOX, "rows": "4"}
MOMENT = {**TEXTBOX, "type": "datetime-local"}
FORMAT = "%Y-%m-%dT%H:%M"


class MomentField(forms.DateTimeField):
    """A moment to the minute, in Dutch time."""

    def __init__(self, *, label: str, help_text: str = "", required: bool = True) -> None:
        super().__init__(
            label=label,
            help_text=help_text,
            required=required,
            input_formats=[FORMAT],
            widget=forms.DateTimeInput(format=FORMAT, attrs=MOMENT),
            error_messages={
                "required": "Vul een dag en een tijd in.",
                "invalid": "Vul een dag en een tijd in.",
            },
        )


class IncidentForm(MarkedForm):
    """What happened, when, and with which accounts."""

    titel = forms.CharField(
        label="Wat is er gebeurd, in één zin",
        max_length=120,
        widget=forms.TextInput(attrs=TEXTBOX),
        error_messages={"required": "Schrijf in één zin op wat er is gebeurd."},
    )
    omschrijving = forms.CharField(
        label="Toelichting",
        help_text="Wat u weet. Schrijf geen namen of nummers van kinderen op.",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs=TEXTAREA),
    )
    van = MomentField(label="Van", help_text="Vanaf wanneer kan iemand iets hebben gezien?")
    tot = MomentField(label="Tot", help_text="Leeg laten als het nog kan doorgaan.", required=False)
    accounts = forms.CharField(
        label="Accounts",
        help_text="Zoals ze in het logboek staan, met een komma ertussen. Leeg is alle accounts.",
        max_length=1000,
        required=False,
        widget=forms.TextInput(attrs={**TEXTBOX, "autocomplete": "off"}),
    )

    def clean_accounts(self) -> tuple[str, ...]:
        """Give the accounts one by one."""
        typed = self.cleaned_data["accounts"].split(",")
        return tuple(filter(None, (each.strip() for each in typed)))

    def clean_tot(self) -> datetime | None:
        """Give the last moment of the minute that was meant."""
        tot: datetime | None = self.cleaned_data["tot"]
        return tot.replace(second=59, microsecond=999_999) if tot else None


class SluitenForm(MarkedForm):
    """How it ended."""

    conclusie = forms.CharField(
        label="Conclusie",
        help_text="Wat was er aan de hand, wat is gedaan, en wat verandert er?",
        max_length=2000,
        widget=forms.Textarea(attrs=TEXTAREA),
        error_messages={"required": "Schrijf op hoe het is afgelopen."},
    )


class BriefForm(MarkedForm):
    """What only a person can say in the letter."""

    gevolgen = forms.CharField(
        label="Wat de gevolgen kunnen zijn",
        max_length=300,
        initial=CONSEQUENCES,
        widget=forms.Textarea(attrs=TEXTAREA),
        error_messages={"required": "Schrijf op wat de gevolgen kunnen zijn."},
    )
    maatregelen = forms.CharField(
        label="Wat er is gedaan en nog gebeurt",
        max_length=300,
        initial=MEASURES,
        widget=forms.Textarea(attrs=TEXTAREA),
        error_messages={"required": "Schrijf op wat er is gedaan."},
    )


class IngelichtForm(MarkedForm):
    """How a provider was told."""

    hoe = forms.CharField(
        label="Hoe is deze aanbieder ingelicht?",
        help_text="Bijvoorbeeld: gebeld met de directie, brief per beveiligde mail.",
        max_length=200,
        widget=forms.TextInput(attrs=TEXTBOX),
        error_messages={"required": "Schrijf op hoe u de aanbieder hebt ingelicht."},
    )
