"""The made-up region in the books: organisations, accounts, agreements, and its files delivered.

Everything goes the road of an upload. All of it may be done again: what is there is left alone,
so that a demo that was broken off goes on where it was.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone

from uitkomst.access.permissions import Role
from uitkomst.register.models import AuditEvent, Organisatie, User
from uitkomst.register.models.organisaties import Soort
from uitkomst.services import audit
from uitkomst.services.deelnemers import overeenkomsten
from uitkomst.services.deelnemers.accounts import DEMO_PASSWORD, actor_of
from uitkomst.services.demo.agreement import agreement_pdf
from uitkomst.standard.gemeenten import Gemeente
from uitkomst.synthetic.provider import Region, SyntheticProvider

DEMO = UUID("5f6f1c1e-6f0e-5c57-8d0a-2f3d1e0b7a11")  # a namespace: a demo is the same each time
BEHEERDER = "beheerder"
# Made-up people: a visitor of the demo looks around as one of them.
PEOPLE = {
    "aanleveraar-haaglanden": "Marloes de Wit",
    "aanleveraar-almere": "Karim Bakker",
    "aanleveraar-zonder-overeenkomst": "Petra Smit",
    "vrijgevestigde": "Joost van Dam",
    "gemeente-den-haag": "Fatima Yilmaz",
    "gemeente-almere": "Daan Visser",
    "serviceorganisatie-haaglanden": "Evy Hendriks",
    BEHEERDER: "Ruud Jansen",
}


@dataclass(frozen=True)
class Cast:
    """The providers with a part of their own in the demo, by sleutel."""

    haaglanden: str
    almere: str
    solo: str
    without_agreement: str


def cast_of(region: Region) -> Cast:
    """Choose them: a sizeable one that delivers BSNs in Haaglanden, one in Almere, a solo one.

    With several hulpvormen if there is one, so that its report has something to tell. The one
    without agreement is the smallest that is not solo.
    """

    def largest(chosen: Iterable[SyntheticProvider]) -> str:
        return max(chosen, key=lambda each: (_is_varied(each), each.omvang)).sleutel

    others = [each for each in region.aanbieders if each.soort == "instelling"]
    plain = [each for each in others if each.indeling == "breed" and not each.clientnummers]
    return Cast(
        haaglanden=largest(each for each in plain if "0518" in each.gemeenten),
        almere=largest(each for each in others if "0034" in each.gemeenten),
        solo=largest(each for each in region.aanbieders if each.soort == "solo"),
        without_agreement=min(others, key=lambda each: each.omvang).sleutel,
    )


def _is_varied(provider: SyntheticProvider) -> bool:
    return sum(part > 0 for part in provider.mix) >= 3


def establish(*, region: Region, gemeenten: Iterable[Gemeente], now: datetime) -> None:
    """Put everybody in the books: organisations, accounts and agreements."""
    cast = cast_of(region)
    with transaction.atomic():
        beheer = _organisatie("beheer", naam="Beheer Uitkomst", soort=Soort.BEHEER)
        _user(BEHEERDER, Role.BEHEERDER, beheer, demo=True)
        regions = set()
        for each in gemeenten:
            regions.add(each.jeugdregio)
            _gemeente(each)
        for regio in sorted(regions):
            _serviceorganisatie(regio)
        for provider in region.aanbieders:
            _provider(provider, cast)
    _agreements(region, cast, now)


def reference_of(sleutel: str) -> UUID:
    """The reference of a made-up organisation; the same in every demo."""
    return uuid5(DEMO, sleutel)


def is_loaded() -> bool:
    """Whether a demo was loaded to its end in this database."""
    return AuditEvent.objects.filter(action="demo:load").exists()


def mark_loaded(*, now: datetime) -> None:
    """Write down that the demo is complete."""
    audit.record_by_portal(
        action="demo:load", subject="voorbeeldregio", purpose="Demonstratie", now=now
    )


def _organisatie(sleutel: str, **fields: str) -> Organisatie:
    return Organisatie.objects.get_or_create(pk=reference_of(sleutel), defaults=fields)[0]


def _user(username: str, role: Role, organisatie: Organisatie, *, demo: bool) -> None:
    if not User.objects.filter(username=username).exists():
        User.objects.create_user(
            username,
            DEMO_PASSWORD if demo else None,
            display_name=PEOPLE.get(username, f"Medewerker van {organisatie.naam}"),
            email=f"{username}@voorbeeld.example",
            role=role,
            organisatie=organisatie,
            is_demo=demo,
        )


def _gemeente(gemeente: Gemeente) -> None:
    organisatie = _organisatie(
        gemeente.code,
        naam=f"Gemeente {gemeente.naam}",
        soort=Soort.GEMEENTE,
        gemeentecode=gemeente.code,
        jeugdregio=gemeente.jeugdregio,
    )
    called = {"0518": "gemeente-den-haag", "0034": "gemeente-almere"}
    _user(
        called.get(gemeente.code, f"gemeente-{gemeente.code}"),
        Role.GEMEENTE,
        organisatie,
        demo=gemeente.code in called,
    )


def _serviceorganisatie(regio: str) -> None:
    organisatie = _organisatie(
        regio,
        naam=f"Serviceorganisatie {regio}",
        soort=Soort.SERVICEORGANISATIE,
        jeugdregio=regio,
    )
    _user(
        f"serviceorganisatie-{regio.lower()}",
        Role.SERVICEORGANISATIE,
        organisatie,
        demo=regio == "Haaglanden",
    )


def _provider(provider: SyntheticProvider, cast: Cast) -> None:
    organisatie = _organisatie(
        provider.sleutel,
        naam=provider.naam,
        soort=Soort.AANBIEDER,
        aanbieder_soort=provider.soort,
        kvk=provider.kvk,
        agb=provider.agb,
    )
    called = {
        cast.haaglanden: "aanleveraar-haaglanden",
        cast.almere: "aanleveraar-almere",
        cast.solo: "vrijgevestigde",
        cast.without_agreement: "aanleveraar-zonder-overeenkomst",
    }
    _user(
        called.get(provider.sleutel, f"aanleveraar-{provider.sleutel}"),
        Role.SOLO if provider.soort == "solo" else Role.AANLEVERAAR,
        organisatie,
        demo=provider.sleutel in called,
    )


def _agreements(region: Region, cast: Cast, now: datetime) -> None:
    actor = actor_of(User.objects.select_related("organisatie").get(username=BEHEERDER))
    first_day = min(region.periodes).eerste_dag
    for provider in region.aanbieders:
        reference = reference_of(provider.sleutel)
        present = overeenkomsten.valid_for(aanbieder=reference, day=timezone.localdate(now))
        if present or provider.sleutel == cast.without_agreement:
            continue
        overeenkomsten.add(
            actor=actor,
            aanbieder=reference,
            versie="voorbeeld 1",
            geldig_van=date(first_day.year, 1, 1),
            geldig_tot=None,
            ondertekenaar=f"Directie {provider.naam}",
            pdf=agreement_pdf(provider.naam),
            now=now,
        )
