"""Requests of jeugdigen and parents at their own provider: allow or refuse, look, give, put right.

The provider is responsible for its data. It decides whether a request is what it says, and nobody
but its own people see a value. Everything is shown under an agreement only, and each look is
written down before it.
"""

import json
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from uitkomst.access.actor import Actor, require
from uitkomst.access.permissions import Permission
from uitkomst.register.models import Verzoek
from uitkomst.services.aanlevering.own import own
from uitkomst.services.aanlevering.views import AanleveringView
from uitkomst.services.deelnemers import overeenkomsten
from uitkomst.services.deelnemers.fusies import of_and_before
from uitkomst.services.delivering import reopening
from uitkomst.services.privacy.persons_found import Dossier, counts_of, dossier_of
from uitkomst.services.privacy.verzoeken_boeken import user_of, write_down
from uitkomst.services.privacy.verzoeken_pdf import pdf_of
from uitkomst.services.privacy.verzoeken_views import VerzoekView, view_of, with_names
from uitkomst.services.reasons import clean
from uitkomst.services.refusals import NotFound, RequestNotPossible
from uitkomst.vault.vault import Vault

__all__ = [
    "Dossier",
    "VerzoekView",
    "allow",
    "correct",
    "detail",
    "finish",
    "handed_over",
    "overview",
    "refuse",
    "show",
]

Soort = Verzoek.Soort


def overview(*, actor: Actor, now: datetime) -> tuple[VerzoekView, ...]:
    """The requests about the own data, what is open first. Raises NotAllowed."""
    require(actor, Permission.ALLOW_VERZOEK)
    day = timezone.localdate(now)
    shown = [view_of(each, day) for each in with_names().filter(of_and_before(actor.organisatie))]
    return tuple(sorted(shown, key=lambda each: (each.afgehandeld_at is not None, each.uiterlijk)))


def detail(*, actor: Actor, verzoek: UUID, now: datetime) -> VerzoekView:
    """One of them. Raises NotAllowed, NotFound."""
    require(actor, Permission.ALLOW_VERZOEK)
    return view_of(_own(actor, verzoek), timezone.localdate(now))


def allow(*, actor: Actor, verzoek: UUID, now: datetime, vault: Vault) -> None:
    """Let a request be handled; how much it is about is counted and kept.

    Raises NotAllowed, NoAgreement, NotFound, RequestNotPossible, VaultRefusal.
    """
    require(actor, Permission.ALLOW_VERZOEK)
    _gate(actor, now)
    waiting = _own(actor, verzoek)
    counts = counts_of(waiting.aanbieder_id, waiting.betrokkene, vault)
    with transaction.atomic():
        found = _locked(actor, verzoek)
        if not view_of(found, timezone.localdate(now)).may_allow:
            raise RequestNotPossible
        found.toegestaan_at, found.toegestaan_by = now, user_of(actor)
        found.resultaat |= counts
        found.save(update_fields=["toegestaan_at", "toegestaan_by", "resultaat"])
        write_down(actor, "verzoek:allow", found, now)


def refuse(*, actor: Actor, verzoek: UUID, reden: str, now: datetime) -> None:
    """Refuse a request, with the reason that the person gets.

    Raises NotAllowed, NotFound, RequestNotPossible, ReasonMissing, HoldsBsn.
    """
    require(actor, Permission.ALLOW_VERZOEK)
    _own(actor, verzoek)
    reden = clean(reden)
    with transaction.atomic():
        found = _locked(actor, verzoek)
        if not view_of(found, timezone.localdate(now)).may_allow:
            raise RequestNotPossible
        found.geweigerd_reden = reden
        found.afgehandeld_at, found.afgehandeld_by = now, user_of(actor)
        found.save(update_fields=["geweigerd_reden", "afgehandeld_at", "afgehandeld_by"])
        write_down(actor, "verzoek:refuse", found, now, purpose=reden)


def show(*, actor: Actor, verzoek: UUID, now: datetime, vault: Vault) -> Dossier:
    """All there is of the person; the line in the logbook stands before it is opened.

    Raises NotAllowed, NoAgreement, NotFound, RequestNotPossible, VaultRefusal.
    """
    return _opened(actor, verzoek, "verzoek:view", now, vault)


def handed_over(*, actor: Actor, verzoek: UUID, als: str, now: datetime, vault: Vault) -> bytes:
    """The same for the person: `als` "json" for a machine or "pdf" to read, made in memory.

    Raises as `show` does.
    """
    dossier = _opened(actor, verzoek, "verzoek:export", now, vault)
    found = _own(actor, verzoek)
    if als == "pdf":
        return pdf_of(dossier, aanbieder=found.aanbieder.naam, kenmerk=str(verzoek), at=now)
    return _json(dossier, found.aanbieder.naam, now)


def correct(
    *, actor: Actor, verzoek: UUID, reference: UUID, now: datetime, vault: Vault
) -> AanleveringView:
    """A new draft of a version, to put right in it what is wrong; the version itself stays.

    Raises NotAllowed, NoAgreement, NotFound, RequestNotPossible and what `reopening.reopen` does.
    """
    require(actor, Permission.ALLOW_VERZOEK)
    require(actor, Permission.SUBMIT_AANLEVERING)
    _gate(actor, now)
    found = _own(actor, verzoek)
    own(actor, reference)
    if found.soort != Soort.CORRECTIE or not view_of(found, timezone.localdate(now)).may_look:
        raise RequestNotPossible
    made = reopening.reopen(actor=actor, reference=reference, now=now, vault=vault)
    with transaction.atomic():
        found = _locked(actor, verzoek)
        drafts = found.resultaat.get("concepten", [])
        found.resultaat["concepten"] = [*drafts, [str(made.reference), made.periode.code]]
        found.save(update_fields=["resultaat"])
        write_down(actor, "verzoek:correct", found, now, purpose=made.periode.code)
    return made


def finish(*, actor: Actor, verzoek: UUID, now: datetime) -> None:
    """Say that the person got what was asked for. Raises NotAllowed, NotFound, RequestNotPossible.

    What was asked to be restricted or erased ends by being done (`verzoeken`).
    """
    require(actor, Permission.ALLOW_VERZOEK)
    with transaction.atomic():
        found = _locked(actor, verzoek)
        if not view_of(found, timezone.localdate(now)).may_finish:
            raise RequestNotPossible
        found.afgehandeld_at, found.afgehandeld_by = now, user_of(actor)
        found.save(update_fields=["afgehandeld_at", "afgehandeld_by"])
        write_down(actor, "verzoek:finish", found, now)


def _opened(actor: Actor, verzoek: UUID, action: str, now: datetime, vault: Vault) -> Dossier:
    require(actor, Permission.ALLOW_VERZOEK)
    require(actor, Permission.VIEW_PERSONS)
    _gate(actor, now)
    found = _own(actor, verzoek)
    if not view_of(found, timezone.localdate(now)).may_look:
        raise RequestNotPossible
    write_down(actor, action, found, now)  # Committed before anything is opened.
    return dossier_of(found.aanbieder_id, found.betrokkene, vault)


def _json(dossier: Dossier, aanbieder: str, now: datetime) -> bytes:
    """For another system (AVG article 20): names of fields as the informatieprotocol has them."""
    told = {
        "aanbieder": aanbieder,
        "gemaakt_op": now.isoformat(),
        "rijen": [
            {
                "periode": each.periode,
                "versie": each.versie,
                "telt_mee": each.telt,
                "stand_van_de_rij": each.rijstatus,
                "velden": each.waarden,
            }
            for each in dossier.rijen
        ],
        "wijzigingen": [[each.at.isoformat(), each.door, each.wat] for each in dossier.wijzigingen],
        "in_cijfers_van": [
            [each.periode, each.wie, each.versie, each.at.isoformat()] for each in dossier.uitgaven
        ],
        "gezien_door": [[each.at.isoformat(), each.door, each.wat] for each in dossier.gezien],
    }
    return json.dumps(told, ensure_ascii=False, indent=2).encode()


def _gate(actor: Actor, now: datetime) -> None:
    overeenkomsten.required_for(aanbieder=actor.organisatie, day=timezone.localdate(now))


def _own(actor: Actor, verzoek: UUID) -> Verzoek:
    found = with_names().filter(of_and_before(actor.organisatie), pk=verzoek).first()
    if found is None:
        raise NotFound
    return found


def _locked(actor: Actor, verzoek: UUID) -> Verzoek:
    held = Verzoek.objects.filter(of_and_before(actor.organisatie), pk=verzoek)
    list(held.select_for_update(of=("self",)).values_list("pk"))
    return _own(actor, verzoek)
