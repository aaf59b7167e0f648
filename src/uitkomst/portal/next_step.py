"""The one thing to do next with a delivery, in words and with its address."""

from django.urls import reverse

from uitkomst.portal import stops
from uitkomst.portal.counted import counted
from uitkomst.portal.step import Action, NextStep, mend, other_file, replaces
from uitkomst.portal.unit import unit_of
from uitkomst.services.delivering.aanleveringen import AanleveringDetail, AanleveringView


def refused_by_sender(detail: AanleveringDetail) -> bool:
    """Tell whether the sender said no where only another file, or another answer, helps."""
    return any(each.open and each.antwoord is False for each in detail.oorzaken)


def newer_than(
    delivery: AanleveringView, in_force: AanleveringView | None
) -> AanleveringView | None:
    """Give the later version that counts already, if there is one: then a draft comes too late."""
    return in_force if in_force and in_force.versie > delivery.versie else None


def was_read(detail: AanleveringDetail) -> bool:
    """Tell whether the rules ran: a refused file that was read is wrong as a whole, not unclear."""
    return bool(detail.uitgevoerd)


def next_step(
    delivery: AanleveringView,
    in_force: AanleveringView | None,
    *,
    curable: bool = True,
    read: bool = False,
    refused: bool = False,
) -> NextStep:
    """Say what to do with a draft: wait, mend the file, answer, solve rows, or submit.

    `curable` tells whether pointing out columns may make a refused file readable, `read` that it
    was read already and is wrong as a whole (see `was_read`), `refused` that
    the sender said no to a question about the file as a whole (see `refused_by_sender`).
    """
    if delivery.checking:
        return NextStep(
            "Uw bestand wordt gecontroleerd", "Wordt gecontroleerd", "info", 1,
            ("Uw bestand wordt gecontroleerd. U hoeft niet te wachten.",),
            "Voortgang bekijken", reverse("aanlevering", args=[delivery.reference]),
        )  # fmt: skip
    newer = newer_than(delivery, in_force)
    if newer is not None:
        return stops.overtaken(delivery, newer)
    if delivery.status == "Geweigerd":
        return stops.wrong_file(delivery) if read else stops.refused(delivery, curable=curable)
    if refused:
        return stops.another_file(delivery, in_force)
    if delivery.status == "Wacht op bevestiging" and not _nothing_counts(delivery):
        return NextStep(
            "Wij hebben nog vragen", "Wacht op uw antwoord", "warning", 2,
            (_counts(delivery),
             "Bij een paar punten vragen we of het klopt. Daarna kunt u indienen.",
             *replaces(in_force)),
            "Vragen beantwoorden", reverse("aanlevering-vragen", args=[delivery.reference]),
            (mend(delivery),),
        )  # fmt: skip
    return _checked(delivery, in_force)


def _nothing_counts(delivery: AanleveringView) -> bool:
    """Questions about a file of which no row can count come later."""
    parked = delivery.geparkeerd and not delivery.goed and not delivery.bevestigen
    return bool(parked) and delivery.route != "formulier"


def _form(delivery: AanleveringView, in_force: AanleveringView | None) -> NextStep:
    """What to do with a form that was filled in on the screen, client by client."""
    submit = Action("Indienen", reverse("aanlevering-verschil", args=[delivery.reference]))
    clients = Action("Verder met uw cliënten", reverse("clienten", args=[delivery.reference]))
    if not delivery.totaal:
        return NextStep(
            "U kunt indienen", "Klaar om in te dienen", "warning", 2,
            ("U geeft door dat er in deze periode geen trajecten waren.", *replaces(in_force)),
            "Indienen", reverse("aanlevering-indienen", args=[delivery.reference]),
        )  # fmt: skip
    sentences = (_counts(delivery), *replaces(in_force))
    if delivery.geparkeerd:
        return NextStep(
            "Nog niet alles is ingevuld", "Nog niet ingediend", "warning", 2, sentences,
            clients.titel, clients.address, (submit,) if delivery.may_confirm else (),
        )  # fmt: skip
    return NextStep(
        "U kunt indienen", "Klaar om in te dienen", "warning", 2, sentences,
        submit.titel, submit.address, (clients,),
    )  # fmt: skip


def _checked(delivery: AanleveringView, in_force: AanleveringView | None) -> NextStep:
    if delivery.route == "formulier":
        return _form(delivery, in_force)
    submit = Action("Indienen", reverse("aanlevering-verschil", args=[delivery.reference]))
    findings = f"{reverse('aanlevering', args=[delivery.reference])}#bevindingen"
    sentences = (_counts(delivery), *replaces(in_force))
    if delivery.geparkeerd and delivery.may_confirm:
        sentences = (
            sentences[0],
            "Los de geparkeerde rijen op, of dien de goede rijen vast in.",
            *sentences[1:],
        )
        return NextStep(
            "Wat wilt u doen?", "Nog niet ingediend", "warning", 2, sentences,
            "Geparkeerde rijen oplossen", findings, (submit, other_file(delivery)),
        )  # fmt: skip
    if delivery.geparkeerd:
        return NextStep(
            "Geen enkele rij kan nu meetellen", "Nog niet ingediend", "error", 2, sentences,
            "Geparkeerde rijen oplossen", findings, (other_file(delivery),),
        )  # fmt: skip
    if not delivery.may_confirm:
        return NextStep(
            "U kunt dit bestand zo niet indienen", "Nog niet ingediend", "error", 2,
            ("Er is geen rij die kan meetellen. Verbeter het bestand en lever het opnieuw aan.",),
            "", "", (other_file(delivery),),
        )  # fmt: skip
    return NextStep(
        "U kunt indienen", "Klaar om in te dienen", "warning", 2, sentences,
        submit.titel, submit.address, (other_file(delivery),),
    )  # fmt: skip


def _counts(delivery: AanleveringView) -> str:
    """What counts now, what waits for an answer and what is parked, in one sentence."""
    words = unit_of(delivery.route)

    def told(number: int, one: str, many: str) -> str:
        return counted(number, f"{words.one} {one}", f"{words.many} {many}")

    parts = [f"{told(delivery.goed, 'telt', 'tellen')} mee als u indient"]
    if delivery.bevestigen:
        parts.append(f"{told(delivery.bevestigen, 'wacht', 'wachten')} op uw antwoord")
    if delivery.geparkeerd:
        parked = told(delivery.geparkeerd, "is", "zijn")
        parts.append(f"{parked} {words.parked} en {_verb(delivery.geparkeerd)} niet mee")
    return f"{', '.join(parts)}."


def _verb(number: int) -> str:
    return "telt" if number == 1 else "tellen"
