"""A small world for the tests of services: who takes part, and files they could send.

Everybody comes in by the ordinary door: agreements are added by the service, files are received.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from uitkomst.access.actor import Actor
from uitkomst.access.permissions import Role
from uitkomst.register.models import Lidmaatschap, Organisatie, Regiodeelname, User
from uitkomst.services.deelnemers import overeenkomsten
from uitkomst.services.deelnemers.accounts import actor_of, current
from uitkomst.standard.identificatie import is_bsn
from uitkomst.standard.verslagperiode import Verslagperiode

NOW = datetime(2026, 7, 15, 10, 0, tzinfo=UTC)
PERIODE = Verslagperiode(2026, 1)
PDF = b"%PDF-1.4\n%%EOF\n"
BSNS = [str(number) for number in range(999900000, 999999991) if is_bsn(str(number))]
COLUMNS = (
    "bsn", "geboortedatum", "geslacht", "postcode_of_gemeente", "verwijzer", "hulpvorm",
    "gestart_met_crisis", "datum_aanvang", "datum_einde", "reden_beeindiging",
    "tevredenheid_jeugdige", "zonder_hulp_jeugdige", "tevredenheid_ouder", "zonder_hulp_ouder",
)  # fmt: skip
GOOD = {
    "geboortedatum": "20120314",
    "geslacht": "V",
    "postcode_of_gemeente": "0518",
    "verwijzer": "02",
    "hulpvorm": "02",
    "gestart_met_crisis": "02",
    "datum_aanvang": "20250901",
    "datum_einde": "20260301",
    "reden_beeindiging": "01",
}


@dataclass
class World:
    """Who takes part, by first name."""

    an: Actor  # of a provider with an agreement
    ben: Actor  # of another such provider
    cor: Actor  # works alone, with an agreement
    dirk: Actor  # of a provider without an agreement
    guus: Actor  # gemeente Den Haag
    gert: Actor  # gemeente Delft
    evy: Actor  # serviceorganisatie Haaglanden
    ruud: Actor  # runs the portal
    priya: Actor  # guards the privacy; a second person


def world() -> World:
    ruud = person("ruud", Role.BEHEERDER, soort="beheer", naam="Beheer")
    priya = person("priya", Role.PRIVACY, soort="beheer", naam="Privacy")
    people = World(
        an=provider("an", "instelling", naam="Stichting Aap"),
        ben=provider("ben", "instelling", naam="Stichting Noot"),
        cor=provider("cor", "solo", naam="Praktijk Cornelissen"),
        dirk=provider("dirk", "instelling", naam="Stichting Mies"),
        guus=gemeente("guus", "0518"),
        gert=gemeente("gert", "0503"),
        evy=person(
            "evy",
            Role.SERVICEORGANISATIE,
            soort="serviceorganisatie",
            naam="Serviceorganisatie",
            jeugdregio="Haaglanden",
        ),
        ruud=ruud,
        priya=priya,
    )
    for each in (people.an, people.ben, people.cor):
        agree(ruud, each)
    return people


def person(username: str, role: Role, **organisatie: str) -> Actor:
    made = Organisatie.objects.create(**organisatie)
    user = User.objects.create_user(
        username,
        None,
        display_name=username.title(),
        email=f"{username}@aanbieder.example",
    )
    return actor_of(
        Lidmaatschap.objects.create(
            user=user, organisatie=made, role=role.value, beheert_rechten=True, sinds=NOW
        )
    )


def actor_as(user: User) -> Actor:
    """What somebody with one membership is."""
    return actor_of(current(user).get())


def provider(username: str, soort: str, **fields: str) -> Actor:
    role = Role.SOLO if soort == "solo" else Role.AANLEVERAAR
    return person(username, role, soort="aanbieder", aanbieder_soort=soort, **fields)


def gemeente(username: str, code: str, jeugdregio: str = "Haaglanden") -> Actor:
    made = person(
        username, Role.GEMEENTE, soort="gemeente", naam=f"Gemeente {code}", gemeentecode=code
    )
    Regiodeelname.objects.create(
        gemeente_id=made.organisatie, jeugdregio=jeugdregio, van=date(2015, 1, 1)
    )
    return made


def agree(ruud: Actor, aanbieder: Actor, until: date | None = None) -> int:
    """An agreement that counts: added by one, confirmed by another; gives its number."""
    added = overeenkomsten.add(
        actor=ruud,
        aanbieder=aanbieder.organisatie,
        versie="1",
        geldig_van=date(2023, 1, 1),
        geldig_tot=until,
        ondertekenaar="De directie",
        pdf=PDF,
        now=NOW,
    )
    priya = actor_as(User.objects.get(username="priya"))
    return overeenkomsten.confirm(actor=priya, overeenkomst=added.nummer, now=NOW).nummer


def csv(rows: Iterable[dict[str, str]]) -> bytes:
    """A file with a line per row; what a row does not say is as in GOOD."""
    lines = [";".join(COLUMNS)]
    lines += [";".join({**GOOD, **row}.get(name, "") for name in COLUMNS) for row in rows]
    return ("\n".join(lines) + "\n").encode()


def children(number: int, start: int = 0, **same: str) -> list[dict[str, str]]:
    """Rows for so many children, each with a BSN of its own."""
    return [{"bsn": bsn, **same} for bsn in BSNS[start : start + number]]
