"""What a sender can do about each cause, here in the portal."""

from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import urlencode

from django.urls import reverse

from uitkomst.portal.counted import counted
from uitkomst.portal.findings import Cause
from uitkomst.portal.step import Action
from uitkomst.services.aanlevering.views import AanleveringView, Voorstel


def with_actions(
    causes: Iterable[Cause],
    delivery: AanleveringView,
    voorstellen: Iterable[Voorstel],
    *,
    may_open: bool,
) -> list[Cause]:
    """Give the causes with their buttons; none when nothing can be decided about the delivery."""
    if not delivery.may_decide or delivery.checking:
        return list(causes)
    known = {
        (each.code, veld): each for each in voorstellen for veld in each.kolommen or (each.kolom,)
    }
    decided = []
    for cause in causes:
        voorstel = known.get((cause.voorstel, cause.veld)) or known.get((cause.voorstel, None))
        at_once = voorstel if may_open and delivery.route != "formulier" else None
        acties = tuple(_actions(cause, delivery, at_once, may_open=may_open))
        decided.append(replace(cause, acties=acties, in_een_keer=at_once is not None))
    return decided


def _actions(
    cause: Cause, delivery: AanleveringView, voorstel: Voorstel | None, *, may_open: bool
) -> Iterable[Action]:
    if cause.soort == "bevestigen":
        titel = "Antwoord veranderen" if cause.antwoord is not None else "Vraag beantwoorden"
        yield Action(titel, reverse("aanlevering-vragen", args=[delivery.reference]))
    if delivery.route == "formulier":
        if cause.rij is not None and may_open:
            yield Action("Naar uw cliënten", reverse("clienten", args=[delivery.reference]))
        return
    if voorstel is not None:
        rows = counted(voorstel.aantal, "rij", "rijen")
        yield Action(f"{voorstel.titel} ({rows})", repair_address(delivery, voorstel))
    if cause.soort == "blokkeert" and cause.rij is not None and may_open:
        yield Action("Rij voor rij oplossen", row_address(delivery, cause.rij, cause.naam))


def repair_address(delivery: AanleveringView, voorstel: Voorstel) -> str:
    """Give the address of the preview of a repair."""
    address = reverse("aanlevering-herstel", args=[delivery.reference, voorstel.code])
    return f"{address}?{urlencode({'kolom': voorstel.kolom})}" if voorstel.kolom else address


def row_address(delivery: AanleveringView, rij: int, oorzaak: str) -> str:
    """Give the address of one row as a form, as the next in line of its cause."""
    address = reverse("aanlevering-rij", args=[delivery.reference, rij])
    return f"{address}?{urlencode({'oorzaak': oorzaak})}" if oorzaak else address
