"""What a provider has to do about requests of persons, incidents and contracts that end."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from uitkomst.access.actor import Actor
from uitkomst.access.permissions import Permission
from uitkomst.portal.counted import counted
from uitkomst.portal.todo import Todo
from uitkomst.services.privacy import contracteinde_eigen, incidenten_persons, verzoeken_eigen


def privacy_todo(actor: Actor, now: datetime) -> Iterable[Todo]:
    """Give what waits for the provider, what has the shortest term first."""
    if actor.can(Permission.VIEW_PERSONS):
        yield from _incidents(actor)
    if actor.can(Permission.ALLOW_VERZOEK):
        yield from _requests(actor, now)
    if actor.can(Permission.VIEW_AANLEVERING):
        yield from _endings(actor, now)


def _incidents(actor: Actor) -> Iterable[Todo]:
    """Until it is closed: the law gives 72 hours to report it."""
    for incident in incidenten_persons.told(actor=actor):
        if incident.closed_at is None:
            before = timezone.localtime(incident.report_before)
            yield Todo(
                f"Er was een incident met uw gegevens: {incident.titel}. Meld het zo nodig voor "
                f"{before:%d-%m-%Y, %H:%M}.",
                "Bekijken",
                reverse("incidenten-eigen"),
            )


def _requests(actor: Actor, now: datetime) -> Iterable[Todo]:
    for verzoek in verzoeken_eigen.overview(actor=actor, now=now):
        if verzoek.may_allow or verzoek.may_finish:
            late = verzoek.dagen < 0
            term = "te laat" if late else f"nog {counted(verzoek.dagen, 'dag', 'dagen')}"
            yield Todo(
                f"Een jeugdige of ouder vraagt om {verzoek.soort_titel.lower()} ({term}).",
                "Beoordelen" if verzoek.may_allow else "Afhandelen",
                reverse("eigen-verzoek", args=[verzoek.reference]),
            )


def _endings(actor: Actor, now: datetime) -> Iterable[Todo]:
    for einde in contracteinde_eigen.overview(actor=actor, now=now):
        if einde.may_stop:
            day = einde.vernietigen_vanaf
            yield Todo(
                f"Uw contract met {einde.opdrachtgever_naam} is voorbij. Vanaf "
                f"{day.day}-{day.month}-{day.year} worden die gegevens vernietigd.",
                "Bekijken of meenemen",
                reverse("eigen-contracteinden"),
            )
