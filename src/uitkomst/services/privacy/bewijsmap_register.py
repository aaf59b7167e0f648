"""The processor's register of AVG article 30(2), made from contracts, agreements and settings."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone

from uitkomst.register.models import Contract, Organisatie
from uitkomst.register.models.organisaties import Soort
from uitkomst.services.deelnemers import overeenkomsten
from uitkomst.services.privacy.controls import controls
from uitkomst.services.privacy.held_until import DECLARED
from uitkomst.standard.recordindeling import recordindeling

FILLED_IN = "(wordt in de bewijsmap ingevuld uit het register van het portaal)"


@dataclass(frozen=True)
class Controller:
    """One controller (a provider): whom it works for, and the agreement that is valid today."""

    naam: str
    kvk: str
    opdrachtgevers: tuple[str, ...]
    overeenkomst: str


def controllers(day: date) -> tuple[Controller, ...]:
    """Every provider that still stands by itself, by name."""
    commissioned: dict[UUID, set[str]] = defaultdict(set)
    running = Contract.objects.select_related("opdrachtgever")
    for each in running:
        if each.van <= day and (each.tot is None or each.tot >= day):
            commissioned[each.aanbieder_id].add(each.opdrachtgever.naam)
    providers = Organisatie.objects.filter(soort=Soort.AANBIEDER, opgegaan_in=None)
    return tuple(
        Controller(each.naam, each.kvk, tuple(sorted(commissioned[each.pk])), _agreement(each, day))
        for each in providers
    )


def register(*, verwerker: str, contact: str) -> str:
    """The register as it stands today, in Markdown."""
    day = timezone.localdate()
    found = controllers(day)
    rows = [
        (each.naam, each.kvk, ", ".join(each.opdrachtgevers) or "geen", each.overeenkomst)
        for each in found
    ]
    return _text(verwerker, contact, f"Stand van {day:%d-%m-%Y}.", rows)


def template() -> str:
    """The register without what only a running portal knows: for the documentation."""
    return _text(FILLED_IN, FILLED_IN, "", [(FILLED_IN, "", "", "")])


def _agreement(provider: Organisatie, day: date) -> str:
    found = overeenkomsten.valid_for(aanbieder=provider.pk, day=day)
    if found is None:
        return "ontbreekt: er wordt niets verwerkt"
    until = f" tot en met {found.geldig_tot:%d-%m-%Y}" if found.geldig_tot else ""
    return f"versie {found.versie}, van {found.geldig_van:%d-%m-%Y}{until}"


def _text(verwerker: str, contact: str, stand: str, rows: Iterable[Sequence[str]]) -> str:
    fields = recordindeling().velden
    who = ", ".join(each.titel.lower() for each in fields if each.identificerend)
    what = ", ".join(each.titel.lower() for each in fields if not each.identificerend)
    return "\n".join(
        [
            "# Register van verwerkingen (verwerker, AVG artikel 30 lid 2)",
            "",
            *([stand, ""] if stand else []),
            f"Verwerker: {verwerker}. Contact over privacy: {contact}.",
            "",
            "## Voor wie",
            "",
            "Verwerkingsverantwoordelijk is de jeugdhulpaanbieder. De opdrachtgever krijgt alleen",
            "beschermde cijfers en is geen verantwoordelijke voor de gegevens in de kluis.",
            "",
            *_table(("Verantwoordelijke", "KvK", "Opdrachtgevers", "Verwerkersovereenkomst"), rows),
            "",
            "## Welke verwerkingen",
            "",
            "- Aannemen, controleren en verzegeld bewaren van gegevens over jeugdhulp.",
            "- Tellen, en beschermde cijfers publiceren voor gemeenten en jeugdregio's.",
            "- De aanbieder de eigen, precieze cijfers en de eigen rijen tonen.",
            "- Uitvoeren van verzoeken van betrokkenen, in opdracht van de aanbieder.",
            "",
            "Betrokkenen: jeugdigen die jeugdhulp krijgen of kregen. Gegevens over wie het is:",
            f"{who}. Gegevens over de hulp (gezondheid, AVG artikel 9): {what}.",
            "",
            "## Doorgifte buiten de EER",
            "",
            "Geen door het portaal zelf: het roept geen diensten van anderen aan, behalve de",
            "mailserver, de inlogdienst en de sleutelserver die de beheerder instelt. Waar die",
            "staan, vult de beheerder hier aan.",
            "",
            "## Bewaartermijnen",
            "",
            *_table(
                ("Wat", "Hoe lang", "Waarom"),
                [(each.wat, each.termijn, each.reden) for each in DECLARED],
            ),
            "",
            "## Beveiliging (AVG artikel 32)",
            "",
            "In het kort; de volledige lijst met toetsen staat in `maatregelen.csv`.",
            "",
            *[f"- {each.doet}." for each in controls()],
            "",
        ]
    )


def _table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    return [
        f"| {' | '.join(headings)} |",
        f"|{'---|' * len(headings)}",
        *(f"| {' | '.join(_cell(value) for value in row)} |" for row in rows),
    ]


def _cell(value: str) -> str:
    """What somebody typed as a name stays one cell, and no markup."""
    for sign in "\\|<>*_`[]":
        value = value.replace(sign, f"\\{sign}")
    return " ".join(value.split())
