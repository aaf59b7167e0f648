"""Which backups there are, until when, when one was last tried, and what they may still hold.

Data are kept for 35 days and the key store for 14 (security.md 2.9): what is destroyed today can
be read from no backup once the last key backup made before today is gone.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from uitkomst.access.actor import Actor, require
from uitkomst.access.permissions import Permission
from uitkomst.register.models import Contracteinde, Reservekopie, Verzoek
from uitkomst.services import audit

GEGEVENS, SLEUTELS = Reservekopie.Soort.GEGEVENS, Reservekopie.Soort.SLEUTELS
KEPT = {GEGEVENS: timedelta(days=35), SLEUTELS: timedelta(days=14)}
MADE_EVERY = timedelta(days=1)  # Keys too: what is sealed tomorrow has a key of tomorrow.
DRILLED_EVERY = timedelta(days=31)
SHOWN = 60  # of what was destroyed


@dataclass(frozen=True)
class KopieView:
    """A backup as a page shows it. `oefening` is what its last drill counted, empty without one."""

    at: datetime
    soort: str
    soort_titel: str
    naam: str
    bytes: int
    sha256: str
    bewaard_tot: date
    verwijderd_at: datetime | None
    geoefend_at: datetime | None
    oefening: dict[str, Any]


@dataclass(frozen=True)
class Vernietigd:
    """What was destroyed, and from when no backup can bring it back.

    From `onleesbaar_op` no backup holds the key; on `weg_op` what it sealed is gone from all of
    them too.
    """

    wat: str
    reference: str
    op: date
    onleesbaar_op: date
    weg_op: date


@dataclass(frozen=True)
class Overview:
    """What is kept apart of this portal. `te_laat` holds a Dutch sentence for all that is due."""

    gegevens: KopieView | None
    sleutels: KopieView | None
    oefening: KopieView | None
    bewaard: tuple[KopieView, ...]
    vernietigd: tuple[Vernietigd, ...]
    te_laat: tuple[str, ...]


def kept_until(soort: str, made: date) -> date:
    """The day on which a backup made on this day is removed."""
    return made + KEPT[Reservekopie.Soort(soort)]


def overview(*, actor: Actor) -> Overview:
    """The backups that are kept, the last drill, and what they may still hold.

    Raises NotAllowed.
    """
    require(actor, Permission.VIEW_TOESTAND)
    now = timezone.now()
    lasting = Reservekopie.objects.filter(verwijderd_at=None)
    drilled = Reservekopie.objects.exclude(geoefend_at=None).order_by("-geoefend_at").first()
    last = {soort: lasting.filter(soort=soort).first() for soort in KEPT}
    return Overview(
        gegevens=_shown(last[GEGEVENS]),
        sleutels=_shown(last[SLEUTELS]),
        oefening=_shown(drilled),
        bewaard=tuple(_view(each) for each in lasting),
        vernietigd=tuple(_destroyed()),
        te_laat=tuple(_due(last, drilled, now)),
    )


def book(*, soort: str, naam: str, bytes: int, sha256: str, now: datetime) -> None:
    """Write down a backup that was made; its sum in the logbook too, where nobody alters it."""
    until = kept_until(soort, timezone.localdate(now))
    with transaction.atomic():
        made = Reservekopie.objects.create(
            at=now, soort=soort, naam=naam, bytes=bytes, sha256=sha256, bewaard_tot=until
        )
        purpose = f"{made.get_soort_display()}, bewaard tot {until}, sha256 {sha256}"
        _record("reservekopie:make", naam, purpose, now)


def book_removed(*, naam: str, now: datetime) -> None:
    """Write down that a backup is not there any more, also one these books do not know."""
    with transaction.atomic():
        Reservekopie.objects.filter(naam=naam, verwijderd_at=None).update(verwijderd_at=now)
        _record("reservekopie:remove", naam, "De bewaartijd is voorbij", now)


def book_drill(*, naam: str, sha256: str, outcome: dict[str, Any], now: datetime) -> bool:
    """Write down how a restore drill went; False when these books do not know the backup."""
    said = "geslaagd" if outcome["goed"] else "mislukt"
    with transaction.atomic():
        found = Reservekopie.objects.filter(sha256=sha256)
        known = found.update(geoefend_at=now, oefening=outcome) > 0
        _record("reservekopie:drill", naam, f"Terugzetten geoefend: {said}", now)
    return known


def book_restored(*, naam: str, sha256: str, now: datetime) -> None:
    """Write in the restored logbook that it was restored, and from what."""
    _record("reservekopie:restore", naam, f"Teruggezet, sha256 {sha256}", now)


def kept_names(*, soort: str, past: date | None = None) -> set[str]:
    """The backups that are booked as kept; with `past` only those whose time is over that day."""
    lasting = Reservekopie.objects.filter(verwijderd_at=None, soort=soort)
    if past is not None:
        lasting = lasting.filter(bewaard_tot__lte=past)
    return set(lasting.values_list("naam", flat=True))


def _record(action: str, naam: str, purpose: str, now: datetime) -> None:
    audit.record_by_portal(action=action, subject=naam, purpose=purpose, now=now)


def _due(
    last: dict[Reservekopie.Soort, Reservekopie | None], drilled: Reservekopie | None, now: datetime
) -> list[str]:
    said = []
    for soort, found in last.items():
        if found is None or found.at < now - MADE_EVERY - timedelta(hours=2):
            said.append(f"Er is geen verse reservekopie van: {soort.label.lower()}.")
    if drilled is None or (drilled.geoefend_at or now) < now - DRILLED_EVERY:
        said.append("Het terugzetten is langer dan een maand niet geoefend.")
    elif not drilled.oefening.get("goed"):
        said.append("De laatste oefening met terugzetten is mislukt.")
    today = timezone.localdate(now)
    overdue = Reservekopie.objects.filter(verwijderd_at=None, bewaard_tot__lt=today).count()
    if overdue:
        said.append(f"Van {overdue} reservekopieën is de bewaartijd voorbij. Ruim ze op.")
    return said


def _destroyed() -> list[Vernietigd]:
    ended = Contracteinde.objects.filter(staat=Contracteinde.Staat.UITGEVOERD)
    erased = Verzoek.objects.filter(soort=Verzoek.Soort.WISSEN, geweigerd_reden="")
    found = [
        *(("Contracteinde", each.reference, each.uitgevoerd_at) for each in ended),
        *(("Gewist op verzoek", each.reference, each.afgehandeld_at) for each in erased),
    ]
    lines = [
        _gone(wat, str(reference), timezone.localdate(at)) for wat, reference, at in found if at
    ]
    return sorted(lines, key=lambda line: line.op, reverse=True)[:SHOWN]


def _gone(wat: str, reference: str, op: date) -> Vernietigd:
    return Vernietigd(wat, reference, op, kept_until(SLEUTELS, op), kept_until(GEGEVENS, op))


def _shown(found: Reservekopie | None) -> KopieView | None:
    return None if found is None else _view(found)


def _view(each: Reservekopie) -> KopieView:
    return KopieView(
        at=each.at,
        soort=each.soort,
        soort_titel=each.get_soort_display(),
        naam=each.naam,
        bytes=each.bytes,
        sha256=each.sha256,
        bewaard_tot=each.bewaard_tot,
        verwijderd_at=each.verwijderd_at,
        geoefend_at=each.geoefend_at,
        oefening=each.oefening,
    )
