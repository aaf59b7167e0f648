"""The register of the made-up region: agreements, contracts and who is in which jeugdregio.

All of it by the services that people use, and once: what is there is left alone.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils import timezone

from uitkomst.access.actor import Actor
from uitkomst.register.models import Contract, Regiodeelname, Verwerkersovereenkomst
from uitkomst.services.deelnemers import contracten, overeenkomsten, regios
from uitkomst.services.demo.agreement import agreement_pdf
from uitkomst.standard.gemeenten import Gemeente
from uitkomst.standard.gemeenten import gemeente as gemeente_by_code
from uitkomst.synthetic.provider import SyntheticProvider

SINCE = date(2015, 1, 1)  # The Jeugdwet came into force.
FIRST, RENEWED = "voorbeeld 1", "voorbeeld 2"
ENDS_IN = timedelta(days=45)  # One agreement ends soon; its renewal waits for a second person.


def take_part(*, actor: Actor, gemeenten: Iterable[tuple[Gemeente, UUID]], now: datetime) -> None:
    """Put each gemeente (with its reference) in its jeugdregio."""
    present = set(Regiodeelname.objects.values_list("gemeente", flat=True))
    for gemeente, reference in gemeenten:
        if reference not in present:
            regios.join(
                actor=actor,
                gemeente=reference,
                jeugdregio=gemeente.jeugdregio,
                van=SINCE,
                now=now,
            )


def agree(
    *,
    by: Actor,
    second: Actor,
    provider: SyntheticProvider,
    reference: UUID,
    van: date,
    ends_soon: bool,
    now: datetime,
) -> None:
    """An agreement, added by one and confirmed by another; of one its end is near."""
    if Verwerkersovereenkomst.objects.filter(aanbieder=reference).exists():
        return
    last = timezone.localdate(now) + ENDS_IN if ends_soon else None
    first = _add(by, provider, reference, FIRST, van, last, now)
    overeenkomsten.confirm(actor=second, overeenkomst=first, now=now)
    if last is not None:
        _add(by, provider, reference, RENEWED, last + timedelta(days=1), None, now)


def contract(
    *,
    actor: Actor,
    provider: SyntheticProvider,
    reference: UUID,
    commissioners: dict[str, UUID],
    van: date,
    now: datetime,
) -> None:
    """A contract with everybody the provider works for: by jeugdregio or by gemeentecode."""
    if Contract.objects.filter(aanbieder=reference).exists():
        return
    found = [_commissioner(code, commissioners) for code in provider.gemeenten]
    for number, opdrachtgever in enumerate(dict.fromkeys(filter(None, found)), start=1):
        contracten.add(
            actor=actor,
            aanbieder=reference,
            opdrachtgever=opdrachtgever,
            nummer=f"{van.year}-{provider.nummer:03}-{number}",
            van=van,
            tot=None,
            now=now,
        )


def _commissioner(code: str, commissioners: dict[str, UUID]) -> UUID | None:
    """Who commissions for this gemeente: its serviceorganisatie, else the gemeente itself."""
    gemeente = gemeente_by_code(code)
    if gemeente is None:
        return None
    return commissioners.get(gemeente.jeugdregio, commissioners.get(code))


def _add(
    by: Actor,
    provider: SyntheticProvider,
    reference: UUID,
    versie: str,
    van: date,
    tot: date | None,
    now: datetime,
) -> int:
    return overeenkomsten.add(
        actor=by,
        aanbieder=reference,
        versie=versie,
        model="boz",
        geldig_van=van,
        geldig_tot=tot,
        ondertekenaar=f"Directie {provider.naam}",
        pdf=agreement_pdf(provider.naam),
        now=now,
    ).nummer
