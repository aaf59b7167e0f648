"""What a provider still has to do, the most urgent first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse

from uitkomst.portal.counted import counted
from uitkomst.portal.period_card import PeriodCard
from uitkomst.portal.unit import unit_of
from uitkomst.services.deelnemers.overeenkomst_views import OvereenkomstView
from uitkomst.services.delivering.aanleveringen import AanleveringView

SOON = timedelta(days=60)
URGENCY = ("error", "warning", "info", "ok")


@dataclass(frozen=True)
class Todo:
    """One thing to do, and where."""

    sentence: str
    action: str
    address: str


def todo_list(
    cards: Sequence[PeriodCard], overeenkomst: OvereenkomstView | None, today: date
) -> list[Todo]:
    """Give what is open in the periods that can be delivered, and an agreement that ends soon."""
    found = [
        todo
        for card in sorted(cards, key=lambda card: URGENCY.index(card.kind))
        for todo in _of(card)
    ]
    if overeenkomst is None:
        found.insert(
            0,
            Todo(
                "Er is geen geldige verwerkersovereenkomst. Vraag de beheerder van het portaal om "
                "de getekende overeenkomst toe te voegen.",
                "Waarom?",
                reverse("aanlevering-new"),
            ),
        )
    ends = overeenkomst.geldig_tot if overeenkomst else None
    if ends and ends - today <= SOON:
        found.append(
            Todo(
                f"Uw verwerkersovereenkomst loopt tot en met {ends:%d-%m-%Y}. Vraag de beheerder "
                "op tijd om een nieuwe.",
                "Bekijken",
                reverse("aanlevering-new"),
            )
        )
    return found


def _of(card: PeriodCard) -> Iterable[Todo]:
    name = card.periode.titel.capitalize()
    if card.delivery is None:
        if card.action:
            yield Todo(
                f"{name}: {card.status[0].lower()}{card.status[1:]}.", card.action, card.address
            )
        return
    yield from _of_delivery(name, card, card.delivery)


def _of_delivery(name: str, card: PeriodCard, delivery: AanleveringView) -> Iterable[Todo]:
    if delivery.status == "Geweigerd":
        yield Todo(f"{name}: uw bestand kunt u zo niet indienen.", card.action, card.address)
    elif card.vragen and (delivery.goed or delivery.bevestigen):
        asked = counted(card.vragen, "vraag staat", "vragen staan")
        address = reverse("aanlevering-vragen", args=[delivery.reference])
        yield Todo(f"{name}: {asked} nog open.", "Vragen beantwoorden", address)
    elif delivery.status == "Wacht op bevestiging" and not card.vragen:
        yield Todo(f"{name}: u hebt een verbeterd bestand nodig.", card.action, card.address)
    if delivery.geparkeerd:
        yield _parked(name, delivery)
    if delivery.may_confirm:
        yield Todo(
            f"{name}: uw bestand is gecontroleerd, maar nog niet ingediend.",
            "Indienen",
            reverse("aanlevering-verschil", args=[delivery.reference]),
        )


def _parked(name: str, delivery: AanleveringView) -> Todo:
    """What does not count yet: to be solved now, or by going on with what was submitted."""
    words, page = unit_of(delivery.route), reverse("aanlevering", args=[delivery.reference])
    many = counted(delivery.geparkeerd, words.one, words.many)
    if delivery.may_decide:
        return Todo(f"{name}: {many} {words.parked}.", "Oplossen", f"{page}#bevindingen")
    wait = "wacht" if delivery.geparkeerd == 1 else "wachten"
    return Todo(f"{name}: {many} {wait} nog.", "Verder oplossen", f"{page}#verder")
