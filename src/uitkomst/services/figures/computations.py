"""How far the figures of a period are. The row of a period is also its lock.

Who confirms an aanlevering and who starts to compute both take the lock first. So a computation
sees every aanlevering that counted on it: either the confirmation was committed before the
computation read, or it came after and asked for another one.
"""

from dataclasses import dataclass
from datetime import datetime

from uitkomst.register.models import Computation
from uitkomst.standard.verslagperiode import Verslagperiode

FAILED = (
    "Het berekenen is niet gelukt. Het portaal probeert het enkele keren opnieuw. "
    "Blijft dit staan, vraag dan de beheerder om hulp."
)

BROKEN_DELIVERY = (
    "Een aanlevering in de kluis is niet te openen, dus zijn de cijfers niet opnieuw berekend. "
    "De eerdere cijfers blijven staan. De beheerder leest in het logboek welke het is."
)
NO_WORKER = "Het rekenproces van het portaal staat stil. Uw aanlevering is veilig en wacht"


@dataclass(frozen=True)
class Progress:
    """`state` is wacht, bezig, klaar or mislukt; `step` and `message` are Dutch; done of total."""

    state: str
    step: str
    done: int
    total: int
    message: str


def lock(periode: Verslagperiode) -> Computation:
    """Take the period's lock until the end of the transaction, and give its row."""
    Computation.objects.get_or_create(pk=periode.code)
    return Computation.objects.select_for_update().get(pk=periode.code)


def wait(computation: Computation) -> None:
    """Show that work is coming, unless it is already going on."""
    if computation.state != Computation.State.BEZIG:
        computation.state = Computation.State.WACHT
        computation.step = "In de wachtrij"
        computation.done = computation.total = 0
        computation.message = ""
        computation.save()


def begin(computation: Computation, *, now: datetime) -> None:
    """Show that the work has begun."""
    computation.state = Computation.State.BEZIG
    computation.step = "Aanleveringen openen"
    computation.done = computation.total = 0
    computation.message = ""
    computation.started_at, computation.finished_at = now, None
    computation.save()


def report(periode: Verslagperiode, *, step: str, done: int, total: int) -> None:
    """Show where the work is; outside any transaction, so that a page sees it at once."""
    Computation.objects.filter(pk=periode.code).update(step=step, done=done, total=total)


def finish(periode: Verslagperiode, *, now: datetime) -> None:
    """Show that the figures are there."""
    Computation.objects.filter(pk=periode.code).update(
        state=Computation.State.KLAAR, step="Klaar", finished_at=now
    )


def fail(periode: Verslagperiode, *, message: str, now: datetime) -> None:
    """Show that it went wrong, and why in words for every provider (`FAILED` where unknown)."""
    Computation.objects.filter(pk=periode.code).update(
        state=Computation.State.MISLUKT, message=message, finished_at=now
    )


def progress_of(periode: str) -> Progress:
    """Where the figures of a period are; nothing started yet is "wacht"."""
    found = Computation.objects.filter(pk=periode).first()
    if found is None:
        return Progress("wacht", "In de wachtrij", 0, 0, "")
    return Progress(found.state, found.step, found.done, found.total, found.message)
