"""Whether the portal runs well: for who runs it and who guards it. No data of clients here."""

import os
import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import version

from django.conf import settings
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from uitkomst.access.actor import Actor, require
from uitkomst.access.permissions import Permission
from uitkomst.register.models import AuditEvent, Computation
from uitkomst.services import queues
from uitkomst.services.audit import upkeep
from uitkomst.services.privacy import backups
from uitkomst.services.privacy.backups import Overview

LATELY = timedelta(days=1)
LITTLE = 0.10  # Below this part of the disk free somebody has to act.
WAITS_LONG = timedelta(minutes=15)
REFUSED = ("account:refused", "account:factor-refused", "account:lock")
NOT_IN_DEMO = "; in een demonstratie niet nodig"
MANY_REFUSED = 50  # in a day; what people mistype is less


@dataclass(frozen=True)
class Fact:
    """One thing that is in order or not, in Dutch; `todo` is what to do when it is not."""

    wat: str
    stand: str
    good: bool
    todo: str = ""


@dataclass(frozen=True)
class Toestand:
    """How the portal is: what is checked, how much waits, the backups, and the logbook's chain."""

    facts: tuple[Fact, ...]
    versie: str
    database: str
    backups: Overview
    chain: upkeep.State

    @property
    def wrong(self) -> int:
        """How many things ask for attention."""
        return sum(not each.good for each in self.facts)


def overview(*, actor: Actor, now: datetime) -> Toestand:
    """How the portal is at this moment. Raises NotAllowed."""
    require(actor, Permission.VIEW_TOESTAND)
    copies = backups.overview(actor=actor)
    chain = upkeep.state()
    facts = (
        _worker(),
        *_jobs(now),
        _disk(),
        _refused(now),
        _https(),
        _proxy(),
        _backups(copies),
        _chain(chain),
        _mail(),
    )
    return Toestand(facts, version("uitkomst"), _database(), copies, chain)


def _worker() -> Fact:
    alive = queues.worker_is_alive()
    return Fact(
        "Rekenproces",
        "draait" if alive else "staat stil",
        alive,
        "Start het met: uitkomst worker. Tot dan wordt niets gecontroleerd of berekend.",
    )


def _jobs(now: datetime) -> tuple[Fact, ...]:
    jobs = ProcrastinateJob.objects
    waiting = jobs.filter(status="todo").count()
    running = jobs.filter(status="doing").count()
    failed = jobs.filter(status="failed").count()
    stuck = Computation.objects.filter(state=Computation.State.MISLUKT).count()
    return (
        Fact(
            "Werk dat wacht",
            f"{waiting} wacht, {running} bezig",
            not _waits_long(now),
            "Er wacht werk langer dan een kwartier. Kijk of het rekenproces draait.",
        ),
        Fact(
            "Werk dat is mislukt",
            f"{failed} opdrachten, {stuck} berekeningen",
            failed == stuck == 0,
            "Kijk in het logboek van het proces waarom, en start het rekenproces opnieuw.",
        ),
    )


def _waits_long(now: datetime) -> bool:
    """Whether a job that may run was asked for a while ago (the queue keeps its own events)."""
    if not ProcrastinateJob.objects.filter(status="todo").exists():
        return False
    if not queues.worker_is_alive():
        return True
    due = ProcrastinateJob.objects.filter(status="todo", scheduled_at__lt=now - WAITS_LONG)
    return due.exists()


def _disk() -> Fact:
    usage = shutil.disk_usage(settings.DATA)
    free = usage.free / usage.total
    return Fact(
        "Schijfruimte",
        f"{usage.free / 1024**3:.1f} GB vrij van {usage.total / 1024**3:.0f} GB".replace(".", ","),
        free >= LITTLE,
        "Maak ruimte: op een volle schijf wordt niets meer aangenomen.",
    )


def _refused(now: datetime) -> Fact:
    lines = AuditEvent.objects.filter(action__in=REFUSED, at__gt=now - LATELY)
    refused = lines.count()
    addresses = lines.exclude(herkomst=None).values("herkomst").distinct().count()
    return Fact(
        "Geweigerde aanmeldingen, laatste dag",
        f"{refused}, van {addresses} adressen" if refused else "geen",
        refused < MANY_REFUSED,
        "Dat is veel. Zoek in het logboek van welk adres, en open zo nodig een incident.",
    )


def _https() -> Fact:
    if settings.DEMO:
        return Fact("Versleutelde verbinding (https)", "uit: dit is een demonstratie", True)
    return Fact(
        "Versleutelde verbinding (https)",
        "verplicht, met HSTS voor een jaar" if settings.HTTPS else "uit: UITKOMST_PLAIN_HTTP=1",
        settings.HTTPS,
        "Haal UITKOMST_PLAIN_HTTP weg zodra hier echte gegevens komen.",
    )


def _proxy() -> Fact:
    """The certificate itself lies at the proxy: the portal does not end TLS and cannot see it."""
    if settings.DEMO:
        return Fact("Certificaat", "geen" + NOT_IN_DEMO, True)
    return Fact(
        "Certificaat",
        "bij de proxy ervoor; het portaal ziet het niet zelf"
        if settings.PROXY
        else "er is geen proxy ingesteld",
        settings.PROXY or not settings.HTTPS,
        "Zet een proxy met een geldig certificaat voor het portaal en stel UITKOMST_PROXY=1 in.",
    )


def _backups(found: Overview) -> Fact:
    drilled = found.oefening.geoefend_at if found.oefening else None
    made = found.gegevens.at if found.gegevens else None
    stand = f"laatste {made:%d-%m-%Y}" if made else "nog niet gemaakt"
    stand += f", terugzetten geoefend {drilled:%d-%m-%Y}" if drilled else ", nooit geoefend"
    if settings.DEMO:
        return Fact("Reservekopieën", stand + NOT_IN_DEMO, True)
    return Fact("Reservekopieën", stand, not found.te_laat, " ".join(found.te_laat))


def _chain(state: upkeep.State) -> Fact:
    return Fact(
        "Keten van het logboek",
        f"{'ongebroken' if state.unbroken else 'gebroken'}, {state.lengte} regels",
        state.unbroken,
        "Bewaar de database zoals zij is, en meld dit als incident.",
    )


def _mail() -> Fact:
    named = bool(settings.MAIL.host)
    if settings.DEMO and not named:
        return Fact("Mail", "geen mailserver ingesteld" + NOT_IN_DEMO, True)
    return Fact(
        "Mail",
        f"via {settings.MAIL.host}" if named else "geen mailserver ingesteld",
        named,
        "Zonder mailserver (UITKOMST_SMTP) krijgt niemand bericht.",
    )


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("show server_version")
        found = str(cursor.fetchone()[0])
    where = "ingebouwd" if "DATABASE_URL" not in os.environ else "eigen server"
    return f"PostgreSQL {found.split()[0]}, {where}"
