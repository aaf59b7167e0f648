"""The five steps of a delivery, so that people always know where they are."""

from dataclasses import dataclass

from django.urls import reverse

from uitkomst.services.delivering.aanleveringen import AanleveringView

STEPS = (
    ("bestand", "Bestand", "aanlevering-bestand"),
    ("controle", "Controle", "aanlevering"),
    ("vragen", "Vragen", "aanlevering-vragen"),
    ("verschil", "Verschil", "aanlevering-verschil"),
    ("indienen", "Indienen", "aanlevering-indienen"),
)
CHECKED = ("Gecontroleerd", "Wacht op bevestiging")
DECIDED = ("Ingediend", "Verwerkt", "Vervangen", "Ingetrokken")


@dataclass(frozen=True)
class Step:
    """One step: `state` is "done", "current", "attention" or "todo"; no address: not open yet."""

    titel: str
    state: str
    address: str
    here: bool


def new_steps() -> tuple[Step, ...]:
    """Give the steps of somebody who has not chosen a file yet."""
    return tuple(
        Step(titel, "todo" if number else "current", "", not number)
        for number, (_, titel, _) in enumerate(STEPS)
    )


def _words(delivery: AanleveringView, naam: str, titel: str, name: str) -> tuple[str, str]:
    """A form has clients where a file has columns."""
    form = delivery.route == "formulier" and naam == "bestand"
    return ("Cliënten", "clienten") if form else (titel, name)


def steps_of(delivery: AanleveringView, here: str) -> tuple[Step, ...]:
    """Give the steps of a delivery for the page `here`, a name of STEPS ("" for none of them)."""
    place = next((n for n, (naam, _, _) in enumerate(STEPS) if naam == here), -1)
    steps = []
    for number, (naam, titel, name) in enumerate(STEPS):
        titel, name = _words(delivery, naam, titel, name)
        state = _state(delivery, naam, number, place)
        steps.append(Step(titel, state, _address(delivery, naam, name), number == place))
    return tuple(steps)


def _state(delivery: AanleveringView, naam: str, number: int, place: int) -> str:
    if number == place:
        return "current"
    if delivery.status in DECIDED:
        return "done"
    if naam == "vragen" and delivery.status == "Wacht op bevestiging":
        return "attention"
    if delivery.status == "Geweigerd":
        return "attention" if naam == "bestand" else "todo"
    if delivery.status in CHECKED:
        return "done" if number < max(place, 2) else "todo"
    return "done" if number == 0 else "todo"


def _address(delivery: AanleveringView, naam: str, name: str) -> str:
    reached = (
        naam == "verschil"
        if delivery.status in DECIDED
        else (delivery.status in CHECKED or naam in ("bestand", "controle"))
    )
    if not reached or delivery.status == "Weggegooid":
        return ""
    return reverse(name, args=[delivery.reference])
