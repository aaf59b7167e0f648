"""Who takes part, and under which name a reader may know them."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Prefetch, Q, QuerySet

from uitkomst.access.actor import Actor, require
from uitkomst.access.permissions import Permission
from uitkomst.register.models import Organisatie, Regiodeelname, Verwerkersovereenkomst
from uitkomst.register.models.organisaties import AanbiederSoort, Soort
from uitkomst.services import audit
from uitkomst.services.deelnemers import overeenkomsten, regios
from uitkomst.services.deelnemers.gegevens import Gegevens, fields_of
from uitkomst.services.deelnemers.organisatie_views import (
    OrganisatieDetail,
    OrganisatieView,
    organisatie_view,
    user_view,
)
from uitkomst.services.deelnemers.overeenkomst_views import view_of
from uitkomst.services.refusals import NotFound, WrongGegevens

SOLO_NAAM = "Vrijgevestigde praktijk"


def overview(
    *, actor: Actor, day: date, zoek: str = "", stand: str = ""
) -> tuple[OrganisatieView, ...]:
    """The organisations by name, with how their agreement stands on this day.

    `zoek` is a part of a name, or a whole KvK number, AGB code or gemeentecode; `stand` one of
    STANDEN. Raises NotAllowed.
    """
    require(actor, Permission.MANAGE_ORGANISATIES)
    shown = _views(_found(zoek), day)
    return tuple(each for each in shown if stand in ("", each.stand))


def detail(*, actor: Actor, reference: UUID, day: date) -> OrganisatieDetail:
    """One organisation. Raises NotAllowed, NotFound."""
    require(actor, Permission.MANAGE_ORGANISATIES)
    rows = Organisatie.objects.filter(pk=reference)
    shown = _views(rows, day)
    if not shown:
        raise NotFound
    agreements = overeenkomsten.with_people().filter(aanbieder=reference)
    people = rows.get().leden.select_related("user").order_by("user__username")
    before = Organisatie.objects.filter(opgegaan_in=reference)
    return OrganisatieDetail(
        organisatie=shown[0],
        overeenkomsten=tuple(view_of(each) for each in agreements),
        gebruikers=tuple(user_view(each) for each in people),
        voorgangers=tuple(before.values_list("pk", "naam")),
    )


def gegevens_of(*, actor: Actor, reference: UUID) -> Gegevens:
    """What is written down about an organisation, to change it. Raises NotAllowed, NotFound."""
    require(actor, Permission.MANAGE_ORGANISATIES)
    found = Organisatie.objects.filter(pk=reference).exclude(soort=Soort.BEHEER).first()
    if found is None:
        raise NotFound
    return Gegevens(**{name: getattr(found, name) for name in Gegevens.__dataclass_fields__})


def create(*, actor: Actor, gegevens: Gegevens, now: datetime) -> UUID:
    """Put an organisation in the books and give its reference.

    Raises NotAllowed, WrongGegevens (with the field that is not right).
    """
    require(actor, Permission.MANAGE_ORGANISATIES)
    try:
        with transaction.atomic():
            made = Organisatie.objects.create(**fields_of(gegevens))
            _write_down(actor, "organisatie:create", made, str(made.get_soort_display()), now)
    except IntegrityError:  # Somebody else put the same gemeente or region in, this very moment.
        raise WrongGegevens from None
    return made.pk


def change(*, actor: Actor, reference: UUID, gegevens: Gegevens, now: datetime) -> None:
    """Change what is written down; what kind of organisation it is, and its code, stay.

    Raises NotAllowed, NotFound, WrongGegevens.
    """
    before = gegevens_of(actor=actor, reference=reference)
    fixed = ("soort", "gemeentecode", "jeugdregio")
    wanted = Gegevens(**{**asdict(gegevens), **{name: getattr(before, name) for name in fixed}})
    with transaction.atomic():
        found = Organisatie.objects.select_for_update().get(pk=reference)
        fields = fields_of(wanted, besides=found)
        changed = [name for name, value in fields.items() if getattr(found, name) != value]
        for name in changed:
            setattr(found, name, fields[name])
        if changed:
            found.save(update_fields=changed)
            _write_down(actor, "organisatie:change", found, ", ".join(changed), now)


def names_in_reports(*, keys: Iterable[str]) -> dict[str, str]:
    """The name under which readers of a report may know each provider (key: its reference).

    The one place where a name is given out for a report, when the table is made: a solo provider
    is a natural person and has its name for itself only. Keys that name no provider are left out.
    """
    references = [UUID(key) for key in keys]
    found = Organisatie.objects.filter(pk__in=references, soort=Soort.AANBIEDER)
    return {
        str(each.pk): SOLO_NAAM if each.aanbieder_soort == AanbiederSoort.SOLO else each.naam
        for each in found
    }


def _found(zoek: str) -> QuerySet[Organisatie]:
    asked = zoek.strip()
    if not asked:
        return Organisatie.objects.all()
    number = Q(kvk=asked) | Q(agb=asked) | Q(gemeentecode=asked)
    return Organisatie.objects.filter(Q(naam__icontains=asked) | number)


def _views(rows: QuerySet[Organisatie], day: date) -> list[OrganisatieView]:
    """With what the gate itself says of each on this day, in one question to the database."""
    agreements = overeenkomsten.with_people()
    taking_part = Regiodeelname.objects.filter(regios.on(day))
    read = rows.select_related("opgegaan_in").prefetch_related(
        Prefetch("overeenkomsten", agreements, to_attr="agreements"),
        Prefetch(
            "overeenkomsten", agreements.filter(overeenkomsten.in_force(day)), to_attr="valid"
        ),
        Prefetch("regiodeelnames", taking_part, to_attr="now_in"),
    )
    return [_view(each, day) for each in read]


def _view(organisatie: Organisatie, day: date) -> OrganisatieView:
    valid: list[Verwerkersovereenkomst] = organisatie.valid  # type: ignore[attr-defined]
    agreements: list[Verwerkersovereenkomst] = organisatie.agreements  # type: ignore[attr-defined]
    now_in: list[Regiodeelname] = organisatie.now_in  # type: ignore[attr-defined]
    counts = view_of(valid[0]) if valid and organisatie.opgegaan_in_id is None else None
    regio = now_in[0].jeugdregio if now_in else ""
    return organisatie_view(organisatie, agreements, counts, regio, day)


def _write_down(
    actor: Actor, action: str, organisatie: Organisatie, what: str, now: datetime
) -> None:
    audit.record(actor=actor, action=action, subject=str(organisatie.pk), purpose=what, now=now)
