"""A request of a jeugdige or parent as pages see it: never who it is about."""

import calendar
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from uitkomst.register.models import User, Verzoek

Soort = Verzoek.Soort
FOR_THE_OFFICER = (Soort.BEPERKING, Soort.WISSEN)
"""What who guards the privacy carries out; the rest the provider gives or puts right itself."""

LIFTED = "opgeheven_at"
RESTRICTED = "beperkt_at"


@dataclass(frozen=True)
class VerzoekView:
    """One request. `uiterlijk` is the last day of its term, `dagen` how many are left (below zero:
    too late). `resultaat` holds counts, periods and what was done. What may be done now, by who
    has the permission: `may_allow`, `may_look`, `may_carry_out`, `may_lift`, `may_finish`.
    """

    reference: UUID
    aanbieder: UUID
    aanbieder_naam: str
    soort: str
    soort_titel: str
    ontvangen_op: date
    uiterlijk: date
    dagen: int
    gevraagd_at: datetime
    gevraagd_by: str
    toegestaan_at: datetime | None
    toegestaan_by: str
    afgehandeld_at: datetime | None
    afgehandeld_by: str
    geweigerd_reden: str
    resultaat: dict[str, Any]
    stand: str
    may_allow: bool
    may_look: bool
    may_carry_out: bool
    may_lift: bool
    may_finish: bool


def with_names() -> QuerySet[Verzoek]:
    """Requests with the names in them, the oldest first."""
    people = ("gevraagd_by", "toegestaan_by", "afgehandeld_by", "aanbieder")
    return Verzoek.objects.select_related(*people)


def deadline(received: date) -> date:
    """One month after it was received (AVG article 12(3)); the last day of a shorter month."""
    year, month = received.year + received.month // 12, received.month % 12 + 1
    return date(year, month, min(received.day, calendar.monthrange(year, month)[1]))


def view_of(verzoek: Verzoek, day: date) -> VerzoekView:
    """The view of a row that was read by `with_names`."""
    last = deadline(verzoek.ontvangen_op)
    busy = verzoek.toegestaan_at is not None and verzoek.afgehandeld_at is None
    ours = verzoek.soort in FOR_THE_OFFICER
    lasts = RESTRICTED in verzoek.resultaat and LIFTED not in verzoek.resultaat
    return VerzoekView(
        reference=verzoek.pk,
        aanbieder=verzoek.aanbieder_id,
        aanbieder_naam=verzoek.aanbieder.naam,
        soort=verzoek.soort,
        soort_titel=str(Soort(verzoek.soort).label),
        ontvangen_op=verzoek.ontvangen_op,
        uiterlijk=last,
        dagen=(last - day).days,
        gevraagd_at=verzoek.gevraagd_at,
        gevraagd_by=verzoek.gevraagd_by.display_name,
        toegestaan_at=verzoek.toegestaan_at,
        toegestaan_by=_name(verzoek.toegestaan_by),
        afgehandeld_at=verzoek.afgehandeld_at,
        afgehandeld_by=_name(verzoek.afgehandeld_by),
        geweigerd_reden=verzoek.geweigerd_reden,
        resultaat=verzoek.resultaat,
        stand=_stand(verzoek),
        may_allow=verzoek.toegestaan_at is None and verzoek.afgehandeld_at is None,
        may_look=busy,
        may_carry_out=busy and ours,
        may_lift=lasts,
        may_finish=busy and not ours,
    )


def _stand(verzoek: Verzoek) -> str:
    if verzoek.geweigerd_reden:
        return "Geweigerd door de aanbieder"
    if verzoek.afgehandeld_at is not None:
        return "Afgehandeld"
    return "Toegestaan" if verzoek.toegestaan_at else "Wacht op de aanbieder"


def _name(user: User | None) -> str:
    return user.display_name if user else ""
