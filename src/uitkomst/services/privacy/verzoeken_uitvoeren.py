"""What who guards the privacy carries out itself: restrict, lift and erase.

No agreement is needed to restrict or erase: both only end a processing. What was published stays,
and figures of open periods are computed anew.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from uitkomst.access.actor import Actor, require
from uitkomst.access.permissions import Permission
from uitkomst.register.models import Aanlevering, Verzoek
from uitkomst.register.models.aanleveringen import IN_FORCE
from uitkomst.services import jobs
from uitkomst.services.aanlevering.policies import open_periods
from uitkomst.services.deelnemers import overeenkomsten
from uitkomst.services.figures import computations
from uitkomst.services.figures.recompute import RAPPORT
from uitkomst.services.privacy import backups
from uitkomst.services.privacy.verzoeken_boeken import locked, one, user_of, write_down
from uitkomst.services.privacy.verzoeken_views import LIFTED, RESTRICTED, view_of
from uitkomst.services.refusals import RequestNotPossible
from uitkomst.standard.verslagperiode import Verslagperiode
from uitkomst.vault.vault import Vault

Soort = Verzoek.Soort
STAYS = (
    "Cijfers die al zijn uitgegeven blijven staan. Het zijn beschermde aantallen waaruit niemand "
    "is te herkennen, en wie ze las kan ze niet meer teruggeven. In perioden die nog open zijn, "
    "worden de cijfers opnieuw berekend."
)


def restrict(*, actor: Actor, verzoek: UUID, now: datetime, vault: Vault) -> None:
    """Let the rows of a person neither be shown nor counted from now on, until it is lifted.

    Figures of open periods are computed anew. Raises NotAllowed, NotFound, RequestNotPossible,
    VaultRefusal.
    """
    require(actor, Permission.HANDLE_VERZOEK)
    found = _allowed(verzoek, Soort.BEPERKING)
    vault.restrict_person(found.aanbieder_id, found.betrokkene)
    periods = _count_anew(found, vault, now)
    with transaction.atomic():
        found = locked(verzoek)
        found.resultaat |= {RESTRICTED: now.isoformat(), "herberekend": periods}
        _end(found, actor, now)
        write_down(actor, "verzoek:restrict", found, now)


def lift(*, actor: Actor, verzoek: UUID, now: datetime, vault: Vault) -> None:
    """Let the rows be shown and counted again. Raises as `restrict` does."""
    require(actor, Permission.HANDLE_VERZOEK)
    found = one(verzoek)
    if not view_of(found, timezone.localdate(now)).may_lift:
        raise RequestNotPossible
    others = Verzoek.objects.filter(
        aanbieder=found.aanbieder_id, betrokkene=found.betrokkene, resultaat__has_key=RESTRICTED
    ).exclude(resultaat__has_key=LIFTED)
    if not others.exclude(pk=found.pk).exists():  # Another request may ask it as well.
        vault.unrestrict_person(found.aanbieder_id, found.betrokkene)
    periods = _count_anew(found, vault, now)
    with transaction.atomic():
        found = locked(verzoek)
        found.resultaat |= {LIFTED: now.isoformat(), "herberekend": periods}
        found.save(update_fields=["resultaat"])
        write_down(actor, "verzoek:lift", found, now)


def erase(*, actor: Actor, verzoek: UUID, now: datetime, vault: Vault) -> None:
    """Erase a person at this provider: keys, rows and the files they stand in.

    It holds after a restore, and in a next delivery it is asked about. Figures of open periods are
    computed anew; what was published stays. Broken off, it is done again. Raises NotAllowed,
    NotFound, RequestNotPossible, VaultRefusal.
    """
    require(actor, Permission.HANDLE_VERZOEK)
    found = _allowed(verzoek, Soort.WISSEN)
    gone = vault.erase_person(found.aanbieder_id, found.betrokkene)
    periods = _count_anew(found, vault, now)
    until = backups.kept_until(backups.SLEUTELS, timezone.localdate(now))
    with transaction.atomic():
        found = locked(verzoek)
        found.resultaat |= {
            "gewist_rijen": gone.rijen or found.resultaat.get("rijen", 0),
            "gewist_bestanden": gone.bronnen,
            "herberekend": periods,
            "onleesbaar_op": until.isoformat(),
        }
        _end(found, actor, now)
        write_down(actor, "verzoek:erase", found, now)


def _allowed(verzoek: UUID, soort: str) -> Verzoek:
    """The request of this kind that the provider allowed and nobody carried out."""
    found = one(verzoek)
    if found.soort != soort or found.toegestaan_at is None or found.afgehandeld_at is not None:
        raise RequestNotPossible
    return found


def _end(verzoek: Verzoek, actor: Actor, now: datetime) -> None:
    verzoek.afgehandeld_at, verzoek.afgehandeld_by = now, user_of(actor)
    verzoek.save(update_fields=["resultaat", "afgehandeld_at", "afgehandeld_by"])


def _count_anew(verzoek: Verzoek, vault: Vault, now: datetime) -> list[str]:
    """Ask for new figures of the open periods in which the person was; gives which they are.

    The provider's own report is made anew with them, so the old one goes first.
    """
    day = timezone.localdate(now)
    if overeenkomsten.valid_for(aanbieder=verzoek.aanbieder_id, day=day) is None:
        return []  # Nothing of this provider is computed until there is one.
    open_codes = {each.code for each in open_periods(day)}
    wanted = [code for code, _ in _periods(verzoek) if code in open_codes]
    counting = Aanlevering.objects.filter(
        aanbieder=verzoek.aanbieder_id, periode__in=wanted, status__in=IN_FORCE
    )
    done = []
    for each in counting.exclude(inhoud=None):
        periode = Verslagperiode.parse(each.periode)
        assert each.inhoud is not None  # These are those that have one.
        vault.destroy_object(each.aanbieder_id, each.inhoud, RAPPORT)
        with transaction.atomic():
            computation = computations.lock(periode)
            Aanlevering.objects.filter(pk=each.pk).update(reported_at=None)
            computations.wait(computation)
            jobs.enqueue(periode)
        done.append(each.periode)
    return sorted(done)


def _periods(verzoek: Verzoek) -> list[list[Any]]:
    found: list[list[Any]] = verzoek.resultaat.get("perioden", [])
    return found
