"""What a step is: something to do, in words and with its address."""

from dataclasses import dataclass

from django.urls import reverse

from uitkomst.services.delivering.aanleveringen import AanleveringView


@dataclass(frozen=True)
class Action:
    """Something one can do, and where."""

    titel: str
    address: str


@dataclass(frozen=True)
class NextStep:
    """What to do with a draft: the main action first, other ways in `anders`.

    `step` is the place among the steps of a period (see `period_card.STEPS`).
    """

    titel: str
    status: str
    kind: str
    step: int
    zinnen: tuple[str, ...]
    action: str
    address: str
    anders: tuple[Action, ...] = ()


def replaces(in_force: AanleveringView | None) -> tuple[str, ...]:
    """Say what counts for the period until a draft is submitted."""
    if in_force is None:
        return ("Tot u indient, telt er voor deze periode niets mee.",)
    return (f"Tot u indient, blijft versie {in_force.versie} tellen.",)


def mend(delivery: AanleveringView) -> Action:
    """Give the way to put a draft right at its source: another file, or the form."""
    if delivery.route == "formulier":
        return Action("Naar uw cliënten", reverse("clienten", args=[delivery.reference]))
    return other_file(delivery)


def other_file(delivery: AanleveringView) -> Action:
    """Give the way to another file for the same period."""
    return Action(
        "Verbeterd bestand aanleveren",
        f"{reverse('aanlevering-new')}?periode={delivery.periode.code}",
    )
