"""How one period stands for a provider, and the one thing to do next."""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from uitkomst.portal.counted import counted, grouped
from uitkomst.portal.next_step import next_step
from uitkomst.portal.pages import OVERZICHT
from uitkomst.portal.unit import unit_of
from uitkomst.services.delivering.aanleveringen import AanleveringView, Start
from uitkomst.standard.verslagperiode import Verslagperiode

IN_FORCE = ("Ingediend", "Verwerkt")
DRAFTS = ("Concept", "Gecontroleerd", "Wacht op bevestiging", "Geweigerd")
STEPS = ("Overeenkomst", "Bestand", "Controle", "Verwerken", "Rapport")


@dataclass(frozen=True)
class Tile:
    """One figure of a card, with its words and its look ("" for plain)."""

    figure: str
    words: str
    kind: str = ""


@dataclass(frozen=True)
class PeriodCard:
    """A period with its status, what to do and where; `step` is the place in STEPS (from 0).

    `step` past the last one means that all is done. `action` is empty when nothing can be done.
    `vragen` counts the questions that wait for an answer.
    """

    periode: Verslagperiode
    status: str
    kind: str
    step: int
    sentence: str
    action: str
    address: str
    delivery: AanleveringView | None
    vragen: int = 0

    @property
    def steps(self) -> list[tuple[str, str]]:
        """Give each step with "done", "current" or "todo"."""
        states = ["done" if n < self.step else "todo" for n in range(len(STEPS))]
        if self.step < len(STEPS):
            states[self.step] = "current"
        return list(zip(STEPS, states, strict=True))

    @property
    def tiles(self) -> tuple[Tile, ...]:
        """Give the figures of the delivery; none while there is no delivery that was checked."""
        delivery = self.delivery
        if delivery is None or not delivery.totaal:
            return ()
        parked = "error" if delivery.geparkeerd else ""
        questions = counted(self.vragen, "vraag", "vragen").partition(" ")[2]
        return (
            Tile(grouped(delivery.goed), "goed"),
            Tile(grouped(delivery.geparkeerd), unit_of(delivery.route).parked, parked),
            Tile(f"{self.vragen}", f"{questions} open", "warning" if self.vragen else ""),
        )


def period_card(
    periode: Verslagperiode,
    start: Start,
    deliveries: Iterable[AanleveringView],
    refused: Container[UUID] = (),
) -> PeriodCard:
    """Make the card of a period out of the provider's deliveries, newest first.

    `refused` are the drafts of which the sender said that the file as a whole is not right.
    """
    mine = [each for each in deliveries if each.periode == periode]
    counting = next((each for each in mine if each.status in IN_FORCE), None)
    draft = next((each for each in mine if each.status in DRAFTS), None)
    if draft is not None and (counting is None or draft.versie > counting.versie):
        if draft.status == "Geweigerd" and not draft.checking:
            return _refused(periode, draft, counting)
        step = next_step(draft, counting, refused=draft.reference in refused)
        return PeriodCard(
            periode, step.status, step.kind, step.step, " ".join(step.zinnen),
            step.action, step.address, draft,
        )  # fmt: skip
    if counting is not None:
        return _counting(periode, counting)
    withdrawn = next((each for each in mine if each.status == "Ingetrokken"), None)
    if withdrawn is not None:
        return _withdrawn(periode, withdrawn)
    if start.overeenkomst is None:
        return PeriodCard(
            periode, "Overeenkomst ontbreekt", "error", 0,
            "U kunt nog niet aanleveren: er is geen geldige verwerkersovereenkomst.", "", "", None,
        )  # fmt: skip
    return PeriodCard(
        periode, "Nog niet aangeleverd", "warning", 1,
        "We wachten op uw bestand. U ziet eerst wat we vinden; pas als u indient telt het.",
        "Bestand controleren",
        f"{reverse('aanlevering-new')}?periode={periode.code}", None,
    )  # fmt: skip


def _refused(
    periode: Verslagperiode, draft: AanleveringView, counting: AanleveringView | None
) -> PeriodCard:
    still = f" Versie {counting.versie} blijft gewoon tellen." if counting else ""
    return PeriodCard(
        periode, "Bestand niet te gebruiken", "error", 1,
        f"Uw bestand kunt u zo niet indienen. Bekijk waarom en wat u kunt doen.{still}",
        "Bekijken", reverse("aanlevering", args=[draft.reference]), draft,
    )  # fmt: skip


def _withdrawn(periode: Verslagperiode, withdrawn: AanleveringView) -> PeriodCard:
    return PeriodCard(
        periode, "Ingetrokken: er telt niets mee", "warning", 1,
        f"U trok versie {withdrawn.versie} in. Zet haar terug, of lever een nieuw bestand aan.",
        "Ingetrokken versie bekijken",
        reverse("aanlevering", args=[withdrawn.reference]), None,
    )  # fmt: skip


def _counting(periode: Verslagperiode, counting: AanleveringView) -> PeriodCard:
    if counting.status == "Ingediend":
        return PeriodCard(
            periode, "Wordt verwerkt", "info", 3,
            "Uw aanlevering is ingediend. De cijfers worden nu berekend.",
            "Voortgang bekijken", reverse("aanlevering", args=[counting.reference]), counting,
        )  # fmt: skip
    words = unit_of(counting.route)
    rows = counted(counting.goed, f"{words.one} telt", f"{words.many} tellen")
    return PeriodCard(
        periode, "Verwerkt", "ok", 5,
        f"{rows} mee. U kunt tot de sluiting opnieuw aanleveren.",
        "Rapport bekijken", reverse("report-aanbieder", args=[periode.code, OVERZICHT]), counting,
    )  # fmt: skip
