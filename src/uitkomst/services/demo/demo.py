"""The made-up region in the books: organisations, accounts, agreements, and its files delivered.

Everything goes the road of an upload. All of it may be done again: what is there is left alone,
so that a demo that was broken off goes on where it was.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid5

from django.db import transaction

from uitkomst.access.permissions import Role
from uitkomst.register.models import AuditEvent, Lidmaatschap, Organisatie, User
from uitkomst.register.models.organisaties import Soort
from uitkomst.services import audit
from uitkomst.services.deelnemers.accounts import DEMO_PASSWORD, actor_of
from uitkomst.services.demo import register
from uitkomst.standard.gemeenten import Gemeente
from uitkomst.synthetic.provider import Region, SyntheticProvider

DEMO = UUID("5f6f1c1e-6f0e-5c57-8d0a-2f3d1e0b7a11")  # a namespace: a demo is the same each time
BEHEERDER = "beheerder"
PRIVACY = "privacyfunctionaris"
OWN_REGION = "Haaglanden"  # Its serviceorganisatie commissions for the whole region.
# Made-up people: a visitor of the demo looks around as one of them.
PEOPLE = {
    "aanleveraar-haaglanden": "Marloes de Wit",
    "aanleveraar-almere": "Karim Bakker",
    "aanleveraar-zonder-overeenkomst": "Petra Smit",
    "vrijgevestigde": "Joost van Dam",
    "gemeente-den-haag": "Fatima Yilmaz",
    "gemeente-almere": "Daan Visser",
    "serviceorganisatie-haaglanden": "Evy Hendriks",
    BEHEERDER: "Sanne Mulder",
    PRIVACY: "Ruud Jansen",
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


def establish(*, region: Region, gemeenten: Sequence[Gemeente], now: datetime) -> None:
    """Put everybody in the books: organisations, accounts, agreements, contracts and regions."""
    cast = cast_of(region)
    with transaction.atomic():
        beheer = _organisatie("beheer", naam="Beheer Uitkomst", soort=Soort.BEHEER)
        _user(BEHEERDER, Role.BEHEERDER, beheer, now, demo=True)
        _user(PRIVACY, Role.PRIVACY, beheer, now, demo=True)
        regions = set()
        for each in gemeenten:
            regions.add(each.jeugdregio)
            _gemeente(each, now)
        for regio in sorted(regions):
            _serviceorganisatie(regio, now)
        for provider in region.aanbieders:
            _provider(provider, cast, now)
    _register(region, cast, gemeenten, now)


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


def _user(
    username: str, role: Role, organisatie: Organisatie, now: datetime, *, demo: bool
) -> None:
    if not User.objects.filter(username=username).exists():
        user = User.objects.create_user(
            username,
            DEMO_PASSWORD if demo else None,
            display_name=PEOPLE.get(username, f"Medewerker van {organisatie.naam}"),
            email=f"{username}@voorbeeld.example",
            is_demo=demo,
        )
        Lidmaatschap.objects.create(
            user=user, organisatie=organisatie, role=role, beheert_rechten=True, sinds=now
        )


def _gemeente(gemeente: Gemeente, now: datetime) -> None:
    organisatie = _organisatie(
        gemeente.code,
        naam=f"Gemeente {gemeente.naam}",
        soort=Soort.GEMEENTE,
        gemeentecode=gemeente.code,
    )
    called = {"0518": "gemeente-den-haag", "0034": "gemeente-almere"}
    _user(
        called.get(gemeente.code, f"gemeente-{gemeente.code}"),
        Role.GEMEENTE,
        organisatie,
        now,
        demo=gemeente.code in called,
    )


def _serviceorganisatie(regio: str, now: datetime) -> None:
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
        now,
        demo=regio == OWN_REGION,
    )


def _provider(provider: SyntheticProvider, cast: Cast, now: datetime) -> None:
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
        now,
        demo=provider.sleutel in called,
    )


def _register(region: Region, cast: Cast, gemeenten: Sequence[Gemeente], now: datetime) -> None:
    """Agreements, contracts and regions. Almere commissions itself, the rest by its region."""
    members = Lidmaatschap.objects.select_related("user", "organisatie")
    actor = actor_of(members.get(user__username=BEHEERDER))
    second = actor_of(members.get(user__username=PRIVACY))
    van = date(min(region.periodes).eerste_dag.year, 1, 1)
    with_reference = [(each, reference_of(each.code)) for each in gemeenten]
    register.take_part(actor=actor, gemeenten=with_reference, now=now)
    commissioners = {each.code: reference for each, reference in with_reference}
    commissioners[OWN_REGION] = reference_of(OWN_REGION)
    parts = {cast.haaglanden, cast.almere, cast.solo, cast.without_agreement}
    ends_soon = next(each.sleutel for each in region.aanbieders if each.sleutel not in parts)
    for provider in region.aanbieders:
        reference = reference_of(provider.sleutel)
        register.contract(
            actor=actor,
            provider=provider,
            reference=reference,
            commissioners=commissioners,
            van=van,
            now=now,
        )
        if provider.sleutel != cast.without_agreement:
            register.agree(
                by=actor,
                second=second,
                provider=provider,
                reference=reference,
                van=van,
                ends_soon=provider.sleutel == ends_soon,
                now=now,
            )
