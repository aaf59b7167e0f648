"""How far the check of a draft is: one line per aanlevering, seen by pages while it is written.

Nothing is decided here; `checks` does the work.
"""

import time
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from uitkomst.register.models import Aanlevering, Controle, User
from uitkomst.services.figures.computations import Progress

State = Controle.State
EVERY = 0.5  # seconds between two lines of progress
STEPS = {
    "lezen": "Bestand lezen",
    "herkennen": "Kolommen herkennen",
    "herstellen": "Waarden herstellen",
    "regels": "Regels controleren",
    "samenvatten": "Bevindingen samenvatten",
    "verzegelen": "Verzegelen",
}
FAILED = (
    "Het controleren is niet gelukt. Het portaal probeert het enkele keren opnieuw. Blijft dit "
    "staan, vraag dan de beheerder om hulp. Uw bestand is bewaard."
)

NO_WORKER = "Het rekenproces van het portaal staat stil. Uw bestand is veilig en wacht"


class Reporter:
    """What a check tells of its steps, written at most twice a second and never in a hurry."""

    def __init__(self, reference: UUID, revisie: int) -> None:
        self._line = Controle.objects.filter(pk=reference, revisie=revisie, state=State.BEZIG)
        self._last = time.monotonic()

    def __call__(self, stap: str, gedaan: int, totaal: int) -> None:
        """Show this step. A check of less than half a second shows nothing on its way."""
        if time.monotonic() - self._last < EVERY:
            return
        self._last = time.monotonic()
        shown = STEPS[stap], min(gedaan, totaal), totaal
        self._line.update(stap=shown[0], gedaan=shown[1], totaal=shown[2], at=timezone.now())


def wait(aanlevering: Aanlevering, *, now: datetime, mail_to: User | None) -> None:
    """Show that a check of the present revisie is coming."""
    Controle.objects.update_or_create(
        aanlevering=aanlevering,
        defaults={
            "state": State.WACHT,
            "revisie": aanlevering.revisie,
            "stap": "In de wachtrij",
            "gedaan": 0,
            "totaal": 0,
            "at": now,
            "mail_to": mail_to,
        },
    )


def begin(aanlevering: Aanlevering) -> None:
    """Show that the check of the present revisie has begun."""
    Controle.objects.filter(pk=aanlevering.reference).update(
        state=State.BEZIG,
        revisie=aanlevering.revisie,
        stap=STEPS["lezen"],
        gedaan=0,
        totaal=0,
        at=timezone.now(),
    )


def end(reference: UUID, revisie: int, state: State) -> None:
    """Show that the check of this revisie is over, unless another one was asked for."""
    Controle.objects.filter(pk=reference, revisie=revisie).update(
        state=state, stap="", gedaan=0, totaal=0, at=timezone.now()
    )


def is_current(aanlevering: Aanlevering) -> bool:
    """Whether what the books say of a draft is about its present revisie."""
    controle = _line_of(aanlevering)
    if controle is None:  # From before drafts were checked more than once.
        return True
    return controle.state == State.KLAAR and controle.revisie == aanlevering.revisie


def progress_of(aanlevering: Aanlevering) -> Progress | None:
    """Where the check is; None when it has ended well."""
    controle = _line_of(aanlevering)
    if controle is None or is_current(aanlevering):
        return None
    message = FAILED if controle.state == State.MISLUKT else ""
    return Progress(
        controle.state, controle.stap or STEPS["lezen"], controle.gedaan, controle.totaal, message
    )


def _line_of(aanlevering: Aanlevering) -> Controle | None:
    return getattr(aanlevering, "controle", None)
