"""The forms of the register that are about two organisations: contracts, regions, mergers.

And of decisions by two, why something is withdrawn.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms

from uitkomst.portal.forms import FILE, MarkedForm
from uitkomst.portal.register_fields import SpanForm, choice, day, offer, reason, text
from uitkomst.services.deelnemers.contract_list import LARGEST_LIST
from uitkomst.services.deelnemers.regios import known_regions

MEGABYTE = 1024 * 1024


class ContractForm(SpanForm):
    """A contract of a provider with who commissions its care."""

    opdrachtgever = choice("Opdrachtgever", "Kies wie de opdracht geeft.")
    nummer = text("Contractnummer", 40)
    van = day("Eerste dag", "Vul de eerste dag van het contract in.")
    tot = day("Laatste dag", help_text="Leeg als het contract geen einddatum heeft.")

    def __init__(
        self, *args: Any, opdrachtgevers: Sequence[tuple[UUID, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offered = [(str(reference), naam) for reference, naam in opdrachtgevers]
        offer(self, "opdrachtgever", [("", "Kies"), *offered])

    def clean_opdrachtgever(self) -> UUID:
        """Give its reference."""
        return UUID(self.cleaned_data["opdrachtgever"])


class EinddatumForm(MarkedForm):
    """The last day of something that goes on."""

    tot = day("Laatste dag", "Vul de laatste dag in.")


class RegioForm(MarkedForm):
    """In which jeugdregio a gemeente is, from a day on."""

    jeugdregio = choice("Jeugdregio", "Kies een jeugdregio.")
    van = day(
        "Vanaf",
        "Vul de eerste dag in.",
        "Cijfers volgen de regio op de laatste dag van hun periode. Begin dus op 1 januari of "
        "1 juli.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "jeugdregio", [("", "Kies"), *((each, each) for each in known_regions())])


class FusieForm(MarkedForm):
    """Into whom a provider merges, from which day, and why we know."""

    naar = choice("Opgegaan in", "Kies de aanbieder die verdergaat.")
    op = day("Vanaf", "Vul de dag in waarop zij samengaan.")
    reden = reason("Waarom", "Bijvoorbeeld welke akte u hebt gezien.")

    def __init__(self, *args: Any, aanbieders: Sequence[tuple[UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(str(reference), naam) for reference, naam in aanbieders]
        offer(self, "naar", [("", "Kies"), *offered])

    def clean_naar(self) -> UUID:
        """Give its reference."""
        return UUID(self.cleaned_data["naar"])


class IntrekkenForm(MarkedForm):
    """Why an agreement is withdrawn."""

    reden = reason("Waarom", "Bijvoorbeeld: de aanbieder zegt op.")


class ContractlijstForm(MarkedForm):
    """A list of contracts."""

    lijst = forms.FileField(
        label="Contractlijst",
        help_text=f"Een csv-bestand of een werkmap (.xlsx) van hooguit {LARGEST_LIST // MEGABYTE} "
        "MB.",
        widget=forms.ClearableFileInput(attrs={**FILE, "accept": ".csv,.xlsx,.xls,.ods"}),
        error_messages={
            "required": "Kies de lijst die u wilt bekijken.",
            "empty": "Dit bestand is leeg. Kies een lijst met contracten.",
        },
    )


class VolgenForm(MarkedForm):
    """Why children would be followed over providers within a region, and after which DPIA."""

    dpia = text(
        "Welke DPIA gaat hierover?",
        120,
        "Vul in welke DPIA dit toestaat, bijvoorbeeld met nummer en datum.",
        "Nummer en datum. Zonder DPIA mag dit niet aan.",
    )
    reden = reason("Waarom?")


class NietVolgenForm(MarkedForm):
    """Why it stops."""

    reden = reason("Waarom?")
