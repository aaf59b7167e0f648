"""How long everything is kept, why, and what goes next: the retention clock.

The terms are those that the parts themselves keep to (their constants are used here), so that what
is shown is what happens.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet, Sum
from django.utils import timezone

from uitkomst.access.actor import Actor, require
from uitkomst.access.permissions import Permission
from uitkomst.register.models import (
    Aanlevering,
    ApiAanroep,
    AuditEvent,
    Contract,
    Contracteinde,
    Incident,
    Reservekopie,
)
from uitkomst.register.models.aanleveringen import DRAFTS, IN_FORCE, Status
from uitkomst.services.kept import sources
from uitkomst.services.privacy import backups
from uitkomst.services.privacy.contracteinde import TERM as AFTER_CONTRACT
from uitkomst.services.systems import api_calls

LOG_KEPT_YEARS = 5  # NEN 7513, Staatscourant 2019, 38007: at least
INCIDENTS_KEPT_YEARS = 3  # BIO2 5.28.01
SHOWN = 40  # of what goes next


@dataclass(frozen=True)
class Declared:
    """A term as it is declared: of what, how long, why, and on which ground (all Dutch)."""

    code: str
    wat: str
    termijn: str
    reden: str
    bron: str


@dataclass(frozen=True)
class Term(Declared):
    """A term with how many there are now, and the day the first of them goes, None for nothing."""

    nu: int
    eerste: date | None


DECLARED = (
    Declared(
        "concept",
        "Concepten die niemand meer aanraakt",
        f"{sources.KEPT.days} dagen na de laatste wijziging",
        "Wat niet wordt ingediend, is voor niemand nodig.",
        "AVG art. 5 lid 1 onder e",
    ),
    Declared(
        "bron",
        "Aangeleverde bestanden en ingevulde formulieren",
        f"{sources.KEPT.days} dagen na het indienen",
        "Alleen nodig om te herstellen en terug te geven; daarna tellen de gelezen rijen.",
        "AVG art. 5 lid 1 onder e",
    ),
    Declared(
        "personen",
        "Gegevens van kinderen (wie zij zijn en hun trajecten)",
        f"tot het einde van het contract, en dan nog ten minste {AFTER_CONTRACT.days} dagen",
        "Nodig om te rapporteren zolang het contract loopt; daarna tijd voor bezwaar en export.",
        "Verwerkersovereenkomst; AVG art. 28 lid 3 onder g",
    ),
    Declared(
        "logboek",
        "Logboek: wie wat zag en deed",
        f"ten minste {LOG_KEPT_YEARS} jaar",
        "Om te kunnen nagaan wie gegevens van een kind inzag. Het portaal wist geen regels.",
        "NEN 7513; Staatscourant 2019, 38007",
    ),
    Declared(
        "incidenten",
        "Incidenten, met wat er is uitgezocht",
        f"ten minste {INCIDENTS_KEPT_YEARS} jaar na het sluiten",
        "Om verantwoording af te leggen over een datalek.",
        "AVG art. 33 lid 5; BIO2 5.28.01",
    ),
    *(
        Declared(
            f"reservekopie-{soort.value}",
            f"Reservekopieën: {soort.label.lower()}",
            f"{kept.days} dagen",
            "Kort: wat vernietigd is, is na de kopieën van de sleutels nergens meer te lezen.",
            "BIO2 8.13",
        )
        for soort, kept in backups.KEPT.items()
    ),
    Declared(
        "aanroepen",
        "Aanroepen van koppelingen, zonder wat er in stond",
        f"{api_calls.KEPT.days} dagen",
        "Om een systeem dat iets twee keer stuurt hetzelfde antwoord te geven.",
        "AVG art. 5 lid 1 onder e",
    ),
    Declared(
        "cijfers",
        "Gepubliceerde cijfers",
        "zolang de opdracht loopt",
        "Alleen beschermde aantallen; daar is niemand in te herkennen.",
        "Contract met de opdrachtgever",
    ),
)
"""Every term there is, in the order in which they are shown."""


@dataclass(frozen=True)
class Going:
    """Something that goes, or has to be dealt with, on a day."""

    op: date
    wat: str
    van_wie: str
    code: str


@dataclass(frozen=True)
class Clock:
    """The declared terms, what goes next by day, and contracts that ended without a plan."""

    terms: tuple[Term, ...]
    going: tuple[Going, ...]
    ended_without_plan: tuple[str, ...]


def clock(*, actor: Actor, now: datetime) -> Clock:
    """The retention clock as it stands. Raises NotAllowed."""
    require(actor, Permission.VIEW_PRIVACY)
    going = sorted(_going(), key=lambda each: (each.op, each.van_wie))
    return Clock(tuple(terms()), tuple(going[:SHOWN]), tuple(_without_plan(now)))


def terms() -> Iterator[Term]:
    """Every declared term, with how many things it is about now."""
    standing = _standing()
    for each in DECLARED:
        nu, eerste = standing[each.code]
        yield Term(each.code, each.wat, each.termijn, each.reden, each.bron, nu, eerste)


def _standing() -> dict[str, tuple[int, date | None]]:
    """By code: how many there are, and when the first goes or may go."""
    drafts = [_gone(_touched(each)) for each in _drafts()]
    sources_at = [each.submitted_at for each in _with_source() if each.submitted_at]
    ends = [each.vernietigen_vanaf for each in _contract_ends()]
    first_line = AuditEvent.objects.order_by("at").values_list("at", flat=True).first()
    closed = Incident.objects.exclude(closed_at=None).order_by("closed_at")
    first_closed = closed.values_list("closed_at", flat=True).first()
    calls = ApiAanroep.objects.order_by("at").values_list("at", flat=True)
    first_call = calls.first()
    computed = AuditEvent.objects.filter(action="publicatie:compute").count()
    return {
        "concept": (len(drafts), min(drafts, default=None)),
        "bron": (len(sources_at), _gone(min(sources_at)) if sources_at else None),
        "personen": (_counting_rows(), min(ends, default=None)),
        "logboek": (AuditEvent.objects.count(), _years_after(first_line, LOG_KEPT_YEARS)),
        "incidenten": (Incident.objects.count(), _years_after(first_closed, INCIDENTS_KEPT_YEARS)),
        "aanroepen": (
            calls.count(),
            timezone.localdate(first_call + api_calls.KEPT) if first_call else None,
        ),
        "cijfers": (computed, None),
        **{f"reservekopie-{soort.value}": _copies(soort) for soort in backups.KEPT},
    }


def _counting_rows() -> int:
    """How many rows about children count now, over all providers and periods."""
    counting = Aanlevering.objects.filter(status__in=IN_FORCE)
    return counting.aggregate(rijen=Sum("goed"))["rijen"] or 0


def _copies(soort: Reservekopie.Soort) -> tuple[int, date | None]:
    lasting = Reservekopie.objects.filter(verwijderd_at=None, soort=soort)
    first = lasting.order_by("bewaard_tot").first()
    return lasting.count(), first.bewaard_tot if first else None


def _going() -> Iterator[Going]:
    for each in _drafts().select_related("aanbieder"):
        about = f"Concept over {each.periode}, versie {each.versie}"
        yield Going(_gone(_touched(each)), about, each.aanbieder.naam, "concept")
    for each in _with_source().select_related("aanbieder").order_by("submitted_at")[:SHOWN]:
        about = f"Bestand over {each.periode}, versie {each.versie}"
        if each.submitted_at:
            yield Going(_gone(each.submitted_at), about, each.aanbieder.naam, "bron")
    for end in _contract_ends().select_related("contract__aanbieder"):
        naam = end.contract.aanbieder.naam
        yield Going(end.vernietigen_vanaf, "Identiteiten na het contracteinde", naam, "personen")
    for copy in Reservekopie.objects.filter(verwijderd_at=None).order_by("bewaard_tot")[:SHOWN]:
        about = f"Reservekopie: {copy.get_soort_display().lower()}"
        yield Going(copy.bewaard_tot, about, copy.naam, f"reservekopie-{copy.soort}")


def _drafts() -> "QuerySet[Aanlevering]":
    return Aanlevering.objects.filter(status__in=DRAFTS).defer("summary")


def _with_source() -> "QuerySet[Aanlevering]":
    submitted = Aanlevering.objects.exclude(status__in=[*DRAFTS, Status.WEGGEGOOID])
    kept = submitted.exclude(submitted_at=None).exclude(summary__has_key=sources.GONE)
    return kept.defer("summary")


def _contract_ends() -> "QuerySet[Contracteinde]":
    done = (Contracteinde.Staat.UITGEVOERD, Contracteinde.Staat.GESTOPT)
    return Contracteinde.objects.exclude(staat__in=done)


def _without_plan(now: datetime) -> Iterator[str]:
    """Contracts over for longer than the term without anybody having planned their end."""
    over = Contract.objects.filter(tot__lt=timezone.localdate(now) - AFTER_CONTRACT)
    planned = Contracteinde.objects.exclude(staat=Contracteinde.Staat.GESTOPT).values("contract")
    for each in over.exclude(pk__in=planned).select_related("aanbieder", "opdrachtgever"):
        parties = f"{each.aanbieder.naam} en {each.opdrachtgever.naam}"
        yield f"{parties}, geëindigd op {each.tot:%d-%m-%Y}"


def _touched(draft: Aanlevering) -> datetime:
    return draft.touched_at or draft.received_at


def _gone(at: datetime) -> date:
    return timezone.localdate(at + sources.KEPT)


def _years_after(at: datetime | None, years: int) -> date | None:
    if at is None:
        return None
    day = timezone.localdate(at)
    return date(day.year + years, day.month, min(day.day, 28))
