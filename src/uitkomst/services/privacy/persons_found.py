"""All there is of one person at one provider: rows, who changed them, where they went, who saw.

It holds values of a person. Whoever calls it has asked for the permission, passed the gate and
written the line in the logbook; keep it in memory.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

import pyarrow as pa

from uitkomst.register.models import Aanlevering, AuditEvent, Bewerking, Publication, User
from uitkomst.register.models.aanleveringen import IN_FORCE
from uitkomst.register.models.bewerkingen import BewerkingSoort
from uitkomst.services.audit import ACTIONS
from uitkomst.services.audit.inzage import persons_of
from uitkomst.services.deelnemers.contracten import day_in_words
from uitkomst.services.deelnemers.regios import members_on
from uitkomst.standard.codelijst import codelijst
from uitkomst.standard.gemeenten import gemeente
from uitkomst.standard.recordindeling import recordindeling
from uitkomst.standard.verslagperiode import Verslagperiode
from uitkomst.vault.refusals import VaultRefusal
from uitkomst.vault.vault import Vault

OURS = {"gemeente": "Gemeente", "leeftijd_bij_aanvang": "Leeftijd bij aanvang"}
NO_CONTENT = ("rij", "status", "persoon")
ROW_STATUS = {"goed": "telt mee", "bevestigen": "telt mee", "geparkeerd": "geparkeerd"}


@dataclass(frozen=True)
class Rij:
    """One row about the person: in which version, whether that counts, and every filled field.

    `velden` are name, title and value in words; `waarden` the values as they are kept.
    """

    aanlevering: UUID
    periode: str
    versie: int
    status: str
    telt: bool
    ingediend_at: datetime | None
    rij: int
    rijstatus: str
    velden: tuple[tuple[str, str, str], ...] = field(repr=False)
    waarden: dict[str, Any] = field(repr=False)


@dataclass(frozen=True)
class Gebeurtenis:
    """Something that somebody did with it: when, who, and what (Dutch)."""

    at: datetime
    door: str
    wat: str


@dataclass(frozen=True)
class Uitgave:
    """A published, protected table in which the rows were counted."""

    periode: str
    wie: str
    versie: int
    at: datetime


@dataclass(frozen=True)
class Dossier:
    """All of it."""

    rijen: tuple[Rij, ...]
    wijzigingen: tuple[Gebeurtenis, ...]
    uitgaven: tuple[Uitgave, ...]
    gezien: tuple[Gebeurtenis, ...]


def counts_of(aanbieder: UUID, persoon: str, vault: Vault) -> dict[str, Any]:
    """How much there is of a person, by period: may be kept in the books and shown."""
    found = _found(aanbieder, persoon, vault)
    periods: dict[str, int] = {}
    for each, rows in found:
        periods[each.periode] = periods.get(each.periode, 0) + rows.num_rows
    return {
        "rijen": sum(periods.values()),
        "versies": len(found),
        "perioden": [[code, periods[code]] for code in sorted(periods, reverse=True)],
    }


def dossier_of(aanbieder: UUID, persoon: str, vault: Vault) -> Dossier:
    """All there is of a person. Raises VaultRefusal."""
    found = _found(aanbieder, persoon, vault)
    return Dossier(
        rijen=tuple(_row(each, row) for each, rows in found for row in rows.to_pylist()),
        wijzigingen=tuple(_changes(found)),
        uitgaven=tuple(_publications(found)),
        gezien=tuple(_seen(aanbieder, persoon, vault)),
    )


def _found(aanbieder: UUID, persoon: str, vault: Vault) -> list[tuple[Aanlevering, pa.Table]]:
    """The rows with the version they are in, the newest first."""
    kept = vault.rows_of(aanbieder, persoon)
    books = Aanlevering.objects.filter(aanbieder=aanbieder, inhoud__in=list(kept))
    books = books.order_by("-periode", "-versie")
    return [(each, kept[each.inhoud]) for each in books if each.inhoud is not None]


def _row(aanlevering: Aanlevering, row: dict[str, Any]) -> Rij:
    values = {name: row[name] for name in row if name not in NO_CONTENT and row[name] is not None}
    titles = {veld.naam: veld.titel for veld in recordindeling().velden} | OURS
    return Rij(
        aanlevering=aanlevering.pk,
        periode=aanlevering.periode,
        versie=aanlevering.versie,
        status=aanlevering.status,
        telt=aanlevering.status in IN_FORCE,
        ingediend_at=aanlevering.submitted_at,
        rij=row["rij"],
        rijstatus=ROW_STATUS.get(row["status"], row["status"]),
        velden=tuple(
            (name, titles.get(name, name), _in_words(name, values[name]))
            for name in [*titles, *(name for name in values if name not in titles)]
            if name in values
        ),
        waarden={name: str(value) for name, value in values.items()},
    )


def _in_words(name: str, value: Any) -> str:
    """A value as somebody reads it who knows no codes."""
    if isinstance(value, date):
        return day_in_words(value)
    if name == "geboortedatum" and len(str(value)) == 8:  # as delivered: JJJJMMDD
        return f"{value[6:]}-{value[4:6]}-{value[:4]}"
    if name == "gemeente":
        known = gemeente(str(value))
        return known.naam if known else str(value)
    lists = {veld.naam: veld.codelijst for veld in recordindeling().velden}
    if lists.get(name):
        try:
            return f"{codelijst(str(lists[name])).titel_of(str(value))} (code {value})"
        except KeyError:
            return str(value)
    return str(value)


def _changes(found: Iterable[tuple[Aanlevering, pa.Table]]) -> Iterable[Gebeurtenis]:
    """What was done by hand with the rows, after they were delivered."""
    for each, rows in found:
        made = Bewerking.objects.filter(
            aanlevering=each, rij__in=rows["rij"].to_pylist(), undone_at=None
        )
        for bewerking in made.select_related("by"):
            what = BewerkingSoort(bewerking.soort).label
            where = f"{each.periode}, versie {each.versie}, rij {bewerking.rij}"
            yield Gebeurtenis(bewerking.at, bewerking.by.display_name, f"{what} ({where})")


def _publications(found: Collection[tuple[Aanlevering, pa.Table]]) -> Iterable[Uitgave]:
    """The tables of the gemeenten and regions of the rows, published while they counted."""
    places: dict[str, set[str]] = {}
    since: dict[str, datetime] = {}
    for each, rows in found:
        if each.submitted_at is not None:
            places.setdefault(each.periode, set()).update(rows["gemeente"].to_pylist())
            first = since.get(each.periode, each.submitted_at)
            since[each.periode] = min(first, each.submitted_at)
    for code, gemeenten in places.items():
        regions = members_on(Verslagperiode.parse(code).laatste_dag)
        codes = gemeenten | {name for name, members in regions.items() if gemeenten & set(members)}
        tables = Publication.objects.filter(
            periode=code, code__in=codes, created_at__gte=since[code]
        ).order_by("created_at", "code")
        for table in tables.only("kring", "code", "versie", "created_at"):  # Never what is in it.
            yield Uitgave(code, _circle(table), table.versie, table.created_at)


def _circle(table: Publication) -> str:
    if table.kring == Publication.Kring.REGIO:
        return f"Jeugdregio {table.code}"
    known = gemeente(table.code)
    return f"Gemeente {known.naam if known else table.code}"


def _seen(aanbieder: UUID, persoon: str, vault: Vault) -> Iterable[Gebeurtenis]:
    """Every look that the logbook knows of: by name of the person, or on a sealed list."""
    lines = AuditEvent.objects.filter(organisatie=aanbieder).exclude(betrokkene="", inzage=None)
    shown = [line for line in lines if line.betrokkene == persoon or _listed(line, persoon, vault)]
    known = User.objects.filter(username__in={line.who for line in shown})
    names = dict(known.values_list("username", "display_name"))
    for line in shown:
        what = ACTIONS.get(line.action, line.action)
        yield Gebeurtenis(line.at, names.get(line.who, line.who), what)


def _listed(line: AuditEvent, persoon: str, vault: Vault) -> bool:
    if line.inzage is None or line.organisatie_id is None:
        return False
    try:
        return persoon in persons_of(aanbieder=line.organisatie_id, inzage=line.inzage, vault=vault)
    except VaultRefusal:  # The list went with its key.
        return False
