"""An agreement as a page shows it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from uitkomst.register.models import Verwerkersovereenkomst
from uitkomst.register.models.overeenkomsten import Handtekening, ModelTekst

SOON = timedelta(days=60)
"""How long before its end an agreement is shown as ending: time to sign a new one."""


@dataclass(frozen=True)
class OvereenkomstView:
    """An agreement without its PDF; `geldig_tot` None is until further notice.

    `counts` tells that its signature is valid or somebody confirmed it, and that it was not
    withdrawn; on which days is for `stand`. People by the name they are known by here.
    """

    nummer: int
    aanbieder: UUID
    aanbieder_naam: str
    versie: str
    model_titel: str
    geldig_van: date
    geldig_tot: date | None
    ondertekenaar: str
    sha256: str
    handtekening: str
    handtekening_titel: str
    handtekening_uitleg: str
    added_at: datetime
    added_by: str
    bevestigd_at: datetime | None
    bevestigd_by: str
    ingetrokken_at: datetime | None
    ingetrokken_by: str
    ingetrokken_reden: str

    @property
    def counts(self) -> bool:
        """Whether it is sure that it was signed, and it was not withdrawn."""
        sure = self.handtekening == Handtekening.GELDIG or self.bevestigd_at is not None
        return sure and self.ingetrokken_at is None

    def stand(self, day: date) -> str:
        """How it stands on this day, for the eye: the gate itself asks the database.

        One of ingetrokken, ongeldig, wacht, verlopen, toekomst, verloopt (soon) and geldig.
        """
        if self.ingetrokken_at is not None:
            return "ingetrokken"
        if not self.counts:
            return "ongeldig" if self.handtekening == Handtekening.ONGELDIG else "wacht"
        if day < self.geldig_van:
            return "toekomst"
        if self.geldig_tot is None:
            return "geldig"
        if day > self.geldig_tot:
            return "verlopen"
        return "verloopt" if self.geldig_tot <= day + SOON else "geldig"


def view_of(agreement: Verwerkersovereenkomst) -> OvereenkomstView:
    """The agreement without its PDF."""
    confirmed, withdrawn = agreement.bevestigd_by, agreement.ingetrokken_by
    return OvereenkomstView(
        nummer=agreement.pk,
        aanbieder=agreement.aanbieder_id,
        aanbieder_naam=agreement.aanbieder.naam,
        versie=agreement.versie,
        model_titel=str(ModelTekst(agreement.model).label),
        geldig_van=agreement.geldig_van,
        geldig_tot=agreement.geldig_tot,
        ondertekenaar=agreement.ondertekenaar,
        sha256=agreement.sha256,
        handtekening=agreement.handtekening,
        handtekening_titel=str(Handtekening(agreement.handtekening).label),
        handtekening_uitleg=agreement.handtekening_uitleg,
        added_at=agreement.added_at,
        added_by=agreement.added_by.display_name,
        bevestigd_at=agreement.bevestigd_at,
        bevestigd_by=confirmed.display_name if confirmed else "",
        ingetrokken_at=agreement.ingetrokken_at,
        ingetrokken_by=withdrawn.display_name if withdrawn else "",
        ingetrokken_reden=agreement.ingetrokken_reden,
    )
