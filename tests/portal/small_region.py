"""A small region with two providers that delivered, made by calling the services."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone
from world import actor_as

from uitkomst.access.permissions import Role
from uitkomst.register.models import Lidmaatschap, Organisatie, User
from uitkomst.services import keyring
from uitkomst.services.deelnemers import overeenkomsten, regios
from uitkomst.services.delivering import aanleveringen, submission
from uitkomst.services.figures import recompute
from uitkomst.standard.verslagperiode import Verslagperiode

PERIODE = Verslagperiode.latest_closed(timezone.localdate())
HEADERS = (
    "bsn", "geboortedatum", "geslacht", "postcode_of_gemeente", "verwijzer", "hulpvorm",
    "gestart_met_crisis", "datum_aanvang", "datum_einde", "reden_beeindiging",
    "tevredenheid_jeugdige", "zonder_hulp_jeugdige",
)  # fmt: skip


@dataclass(frozen=True)
class World:
    """Users by name, and the deliveries of the first provider.

    `processed` counts; `asking` is a draft with an open question (rows 32 and 33) and an unknown
    code (row 34), `draft` a later one of which rows 2 and 3 are parked.
    """

    users: dict[str, User]
    processed: UUID
    asking: UUID
    draft: UUID
    aanbieder: UUID


def bsns() -> Iterator[str]:
    """Give the made-up BSNs of the official test series, in order."""
    for number in range(999900006, 999999990):
        digits = [int(digit) for digit in str(number)]
        weighted = sum(w * d for w, d in zip(range(9, 1, -1), digits, strict=False)) - digits[-1]
        if weighted % 11 == 0:
            yield str(number)


def delivery(rows: int, *, gemeente: str = "0503", fouten: int = 0, start: int = 0) -> bytes:
    """Give a csv of this many ended trajecten; the first `fouten` have a BSN that is none."""
    numbers = bsns()
    for _ in range(start):
        next(numbers)
    begin = PERIODE.eerste_dag.strftime("%Y%m%d")
    end = date(PERIODE.jaar, PERIODE.eerste_dag.month + 2, 10).strftime("%Y%m%d")
    lines = [";".join(HEADERS)]
    for n in range(rows):
        bsn = next(numbers)
        lines.append(
            ";".join((
                "123456789" if n < fouten else bsn, "20120510", "V", gemeente, "01",
                "02" if n % 3 else "04", "02", begin, end, "03" if n % 5 == 0 else "01",
                str(4 + n % 6), f"0{1 + n % 4}",
            ))
        )  # fmt: skip
    return ("\r\n".join(lines) + "\r\n").encode()


def asking_delivery() -> bytes:
    """Give a csv with a question (two of them are grown-up at the start) and an unknown code."""
    lines = delivery(33, start=400).decode().split("\r\n")
    for number in (31, 32):
        lines[number] = lines[number].replace("20120510", f"{PERIODE.jaar - 20}0510")
    lines[33] = lines[33].replace(";V;", ";onb.;")
    return "\r\n".join(lines).encode()


ORGANISATIES = {
    "eigen": {"soort": "aanbieder", "aanbieder_soort": "instelling", "kvk": "10000001"},
    "ander": {"soort": "aanbieder", "aanbieder_soort": "instelling", "kvk": "10000002"},
    "solo": {"soort": "aanbieder", "aanbieder_soort": "solo", "kvk": "10000003"},
    "delft": {"soort": "gemeente", "gemeentecode": "0503"},
    "denhaag": {"soort": "gemeente", "gemeentecode": "0518"},
    "almere": {"soort": "gemeente", "gemeentecode": "0034"},
    "haaglanden": {"soort": "serviceorganisatie", "jeugdregio": "Haaglanden"},
    "flevoland": {"soort": "serviceorganisatie", "jeugdregio": "Flevoland"},
    "beheer": {"soort": "beheer"},
    "privacy": {"soort": "beheer"},
}
REGIONS = {"delft": "Haaglanden", "denhaag": "Haaglanden", "almere": "Flevoland"}
ROLES = {
    "eigen": Role.AANLEVERAAR, "ander": Role.AANLEVERAAR, "solo": Role.SOLO,
    "delft": Role.GEMEENTE, "denhaag": Role.GEMEENTE, "almere": Role.GEMEENTE,
    "haaglanden": Role.SERVICEORGANISATIE, "flevoland": Role.SERVICEORGANISATIE,
    "beheer": Role.BEHEERDER, "privacy": Role.PRIVACY,
}  # fmt: skip


def _users() -> dict[str, User]:
    return {name: _user(name, **fields) for name, fields in ORGANISATIES.items()}


def _user(name: str, **organisatie: str) -> User:
    user = User.objects.create_user(
        name, "een-lang-genoeg-wachtwoord", display_name=f"Persoon {name}"
    )
    Lidmaatschap.objects.create(
        user=user,
        organisatie=Organisatie.objects.create(naam=f"Organisatie {name}", **organisatie),
        role=ROLES[name].value,
        sinds=timezone.now(),
    )
    return user


def _rights(users: dict[str, User]) -> None:
    """Let somebody manage the rights of "eigen", and "ander" those of its own organisation."""
    users["rechten"] = User.objects.create_user(
        "rechten", "een-lang-genoeg-wachtwoord", display_name="Persoon rechten"
    )
    Lidmaatschap.objects.create(
        user=users["rechten"],
        organisatie_id=actor_as(users["eigen"]).organisatie,
        role=Role.AANLEVERAAR.value,
        beheert_rechten=True,
        sinds=timezone.now(),
    )
    Lidmaatschap.objects.filter(user=users["ander"]).update(beheert_rechten=True)


def _deliver(user: User, content: bytes, *, confirm: bool) -> UUID:
    actor, now = actor_as(user), timezone.now()
    received = aanleveringen.receive(
        actor=actor,
        periode=PERIODE,
        content=content,
        bestandsnaam="export.csv",
        now=now,
        vault=keyring.current_vault(),
    )
    if confirm:
        submission.confirm(
            actor=actor, reference=received.reference, revisie=received.revisie, now=now
        )
    return received.reference


def _regions(users: dict[str, User]) -> None:
    for name, regio in REGIONS.items():
        regios.join(
            actor=actor_as(users["beheer"]),
            gemeente=actor_as(users[name]).organisatie,
            jeugdregio=regio,
            van=date(2015, 1, 1),
            now=timezone.now(),
        )


def build() -> World:
    users = _users()
    _regions(users)
    _rights(users)
    for name in ("eigen", "ander", "solo"):
        added = overeenkomsten.add(
            actor=actor_as(users["beheer"]),
            aanbieder=actor_as(users[name]).organisatie,
            versie="1",
            geldig_van=date(2020, 1, 1),
            geldig_tot=None,
            ondertekenaar="De directie",
            pdf=b"%PDF-1.7\n%%EOF\n",
            now=timezone.now(),
        )
        overeenkomsten.confirm(
            actor=actor_as(users["privacy"]), overeenkomst=added.nummer, now=timezone.now()
        )
    processed = _deliver(users["eigen"], delivery(60), confirm=True)
    _deliver(users["ander"], delivery(45, gemeente="0518", start=60), confirm=True)
    recompute.compute(periode=PERIODE, now=timezone.now(), vault=keyring.current_vault())
    asking = _deliver(users["eigen"], asking_delivery(), confirm=False)
    draft = _deliver(users["eigen"], delivery(30, fouten=2), confirm=False)
    return World(users, processed, asking, draft, actor_as(users["eigen"]).organisatie)
