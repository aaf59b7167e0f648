"""The forms of the register: an agreement, an organisation."""

from typing import Any, ClassVar

from django import forms

from uitkomst.portal.forms import FILE, SELECT, MarkedForm
from uitkomst.portal.register_fields import SpanForm, choice, day, offer, text
from uitkomst.services.deelnemers.gegevens import Gegevens
from uitkomst.services.deelnemers.regios import known_regions
from uitkomst.services.limits import LARGEST_AGREEMENT
from uitkomst.standard.gemeenten import gemeenten

MEGABYTE = 1024 * 1024
MODELLEN = (
    ("boz", "Model van de Brancheorganisaties Zorg (BoZ)"),
    ("vng", "Standaard Verwerkersovereenkomst Gemeenten (VNG)"),
    ("eigen", "Eigen tekst"),
)
SOORTEN = (
    ("aanbieder", "Jeugdhulpaanbieder"),
    ("gemeente", "Gemeente"),
    ("serviceorganisatie", "Serviceorganisatie van een jeugdregio"),
)
AANBIEDER_SOORTEN = (
    ("", "Kies"),
    ("instelling", "Instelling"),
    ("gi", "Gecertificeerde instelling"),
    ("solo", "Vrijgevestigde"),
)


class OvereenkomstForm(SpanForm):
    """A signed processing agreement."""

    first, last = "geldig_van", "geldig_tot"
    model = forms.ChoiceField(
        label="Model",
        choices=MODELLEN,
        initial="boz",
        widget=forms.Select(attrs=SELECT),
        error_messages={
            "required": "Kies naar welk model de overeenkomst is gemaakt.",
            "invalid_choice": "Kies een model uit de lijst.",
        },
    )
    versie = text(
        "Versie van de tekst",
        40,
        "Vul de versie in die op de overeenkomst staat.",
        "Zoals die op de overeenkomst staat, bijvoorbeeld 2026-1.",
    )
    ondertekenaar = text(
        "Ondertekend door",
        120,
        "Vul in wie de overeenkomst ondertekende.",
        "De naam van wie namens de aanbieder tekende.",
    )
    geldig_van = day("Geldig vanaf", "Vul de eerste dag in waarop de overeenkomst geldt.")
    geldig_tot = day(
        "Geldig tot en met", help_text="Leeg als de overeenkomst geen einddatum heeft."
    )
    pdf = forms.FileField(
        label="Getekende overeenkomst",
        help_text=f"Een pdf-bestand van hooguit {LARGEST_AGREEMENT // MEGABYTE} MB.",
        widget=forms.ClearableFileInput(attrs={**FILE, "accept": "application/pdf"}),
        error_messages={
            "required": "Kies het pdf-bestand van de getekende overeenkomst.",
            "empty": "Dit bestand is leeg. Kies het pdf-bestand van de overeenkomst.",
        },
    )


class OrganisatieForm(MarkedForm):
    """What is written down about an organisation of one kind; with `known` what can be changed."""

    naam = text("Naam", 200, "Vul de naam in.")
    aanbieder_soort = choice("Wat voor aanbieder", "Kies wat voor aanbieder het is.")
    kvk = text("KvK-nummer", 8, "Vul het KvK-nummer in.", "Acht cijfers.")
    agb = text("AGB-code", 8, help_text="Acht cijfers.")
    gemeentecode = choice("Gemeente", "Kies een gemeente.")
    jeugdregio = choice("Jeugdregio", "Kies een jeugdregio.")

    FIELDS_OF: ClassVar[dict[str, tuple[str, ...]]] = {
        "aanbieder": ("naam", "aanbieder_soort", "kvk", "agb"),
        "gemeente": ("gemeentecode",),
        "serviceorganisatie": ("naam", "jeugdregio"),
    }
    """What belongs to each kind."""

    CHANGED_OF: ClassVar[dict[str, tuple[str, ...]]] = {
        "aanbieder": FIELDS_OF["aanbieder"],
        "gemeente": ("naam",),
        "serviceorganisatie": ("naam",),
    }
    """What of it can be changed."""

    def __init__(
        self, *args: Any, soort: str, known: Gegevens | None = None, **kwargs: Any
    ) -> None:
        kept = (self.CHANGED_OF if known else self.FIELDS_OF)[soort]
        if known:
            kwargs["initial"] = {name: getattr(known, name) for name in kept}
        super().__init__(*args, **kwargs)
        self._soort = soort
        offer(self, "aanbieder_soort", AANBIEDER_SOORTEN)
        by_name = [(each.code, f"{each.naam} ({each.code})") for each in gemeenten()]
        offer(self, "gemeentecode", [("", "Kies"), *by_name])
        offer(self, "jeugdregio", [("", "Kies"), *((each, each) for each in known_regions())])
        self.fields = {name: self.fields[name] for name in kept}

    def gegevens(self) -> Gegevens:
        """Give what was filled in."""
        return Gegevens(soort=self._soort, **self.cleaned_data)
