"""How one period stands for a provider, and the one thing to do next."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from uitkomst.portal.counted import counted
from uitkomst.portal.pages import OVERZICHT
from uitkomst.services.aanleveringen import AanleveringView, Start
from uitkomst.standard.verslagperiode import Verslagperiode

IN_FORCE = {"Ingediend", "Verwerkt"}
STEPS = ("Overeenkomst", "Aanleveren", "Bevestigen", "Verwerken", "Rapport")


@dataclass(frozen=True)
class PeriodCard:
    """A period with its status, what to do and where; `step` is the place in STEPS (from 0).

    `step` past the last one means that all is done. `action` is empty when nothing can be done.
    """

    periode: Verslagperiode
    status: str
    kind: str
    step: int
    sentence: str
    action: str
    address: str
    delivery: AanleveringView | None

    @property
    def steps(self) -> list[tuple[str, str]]:
        """Give each step with "done", "current" or "todo"."""
        states = ["done" if n < self.step else "todo" for n in range(len(STEPS))]
        if self.step < len(STEPS):
            states[self.step] = "current"
        return list(zip(STEPS, states, strict=True))


def period_card(
    periode: Verslagperiode, start: Start, deliveries: Iterable[AanleveringView]
) -> PeriodCard:
    """Make the card of a period out of the provider's deliveries, newest first."""
    mine = [d for d in deliveries if d.periode == periode and d.status != "Weggegooid"]
    latest = mine[0] if mine else None
    if latest is not None and latest.status == "Gecontroleerd":
        return _checked(periode, latest, next((d for d in mine if d.status in IN_FORCE), None))
    if latest is not None and latest.status == "Ingediend":
        return PeriodCard(
            periode, "Wordt verwerkt", "info", 3,
            "Uw aanlevering is ingediend. De cijfers worden nu berekend.",
            "Voortgang bekijken", reverse("aanlevering", args=[latest.reference]), latest,
        )  # fmt: skip
    if latest is not None:
        return PeriodCard(
            periode, "Verwerkt", "ok", 5,
            _counting(latest.goed + latest.bevestigen),
            "Rapport bekijken",
            reverse("report-aanbieder", args=[periode.code, OVERZICHT]), latest,
        )  # fmt: skip
    if start.overeenkomst is None:
        return PeriodCard(
            periode, "Overeenkomst ontbreekt", "error", 0,
            "U kunt nog niet aanleveren: er is geen geldige verwerkersovereenkomst.", "", "", None,
        )  # fmt: skip
    return PeriodCard(
        periode, "Nog niet aangeleverd", "warning", 1,
        "We wachten op uw bestand. U ziet eerst wat we vinden; pas na uw bevestiging telt het.",
        "Bestand aanleveren",
        f"{reverse('aanlevering-new')}?periode={periode.code}", None,
    )  # fmt: skip


def _counting(number: int) -> str:
    rows = counted(number, "rij telt", "rijen tellen")
    return f"{rows} mee. U kunt tot de sluiting opnieuw aanleveren."


def _checked(
    periode: Verslagperiode, latest: AanleveringView, in_force: AanleveringView | None
) -> PeriodCard:
    able = latest.goed + latest.bevestigen
    if latest.geparkeerd:
        sentence = (
            f"{counted(able, 'rij kan', 'rijen kunnen')} mee, {latest.geparkeerd} niet. "
            "Verbeter die in uw bestand, of dien de andere vast in."
        )
    else:
        sentence = f"{counted(able, 'rij kan', 'rijen kunnen')} mee. U hoeft alleen in te dienen."
    if in_force is not None:
        sentence += f" Tot u indient, blijft versie {in_force.versie} tellen."
    return PeriodCard(
        periode, "Wacht op uw bevestiging", "warning", 2, sentence,
        "Bevindingen bekijken", reverse("aanlevering", args=[latest.reference]), latest,
    )  # fmt: skip
