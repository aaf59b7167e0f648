"""The end of a contract as the provider meets it: what will happen, when, and what it can do.

In the term it can take its data along and object. An objection stops everything until it was
answered.
"""

import csv
import io
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from uitkomst.access.actor import Actor, require
from uitkomst.access.permissions import Permission
from uitkomst.register.models import Contracteinde, Organisatie
from uitkomst.services import audit
from uitkomst.services.audit.inzage import record_view
from uitkomst.services.checking.context import whole_rows
from uitkomst.services.deelnemers import overeenkomsten
from uitkomst.services.privacy.contracteinde_omvang import omvang_of
from uitkomst.services.privacy.contracteinde_views import (
    OBJECTION,
    EindeView,
    objection_of,
    state_of,
    view_of,
    with_names,
)
from uitkomst.services.reasons import clean
from uitkomst.services.refusals import EndNotPossible, NotFound
from uitkomst.vault.vault import Vault

__all__ = ["EindeView", "detail", "export", "object_to", "overview"]

Staat = Contracteinde.Staat
BEFORE = (Staat.GEPLAND, Staat.GEREPETEERD, Staat.GEVRAAGD)
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
OBJECTED_BEFORE = "Er is al bezwaar gemaakt. Lees hieronder wat daarop is geantwoord."
TOO_LATE = "Bezwaar maken kan niet meer: het vernietigen is begonnen of gestopt."
GONE = "Deze gegevens zijn er niet meer: het vernietigen is begonnen."


def overview(*, actor: Actor, now: datetime) -> tuple[EindeView, ...]:
    """The own contracts that are being ended or were, newest first. Raises NotAllowed."""
    require(actor, Permission.VIEW_AANLEVERING)
    day = timezone.localdate(now)
    found = with_names().filter(contract__aanbieder__in=_parts_of(actor))
    return tuple(view_of(each, actor, day) for each in found.exclude(staat=Staat.GESTOPT))


def detail(*, actor: Actor, einde: UUID, now: datetime) -> EindeView:
    """One of them. Raises NotAllowed, NotFound."""
    require(actor, Permission.VIEW_AANLEVERING)
    return view_of(_own(actor, einde), actor, timezone.localdate(now))


def object_to(*, actor: Actor, einde: UUID, reden: str, now: datetime) -> None:
    """Object; nothing is destroyed until it was answered.

    Raises NotAllowed, NotFound, EndNotPossible, ReasonMissing, HoldsBsn.
    """
    require(actor, Permission.SUBMIT_AANLEVERING)
    _own(actor, einde)
    reden = clean(reden)
    with transaction.atomic():
        own = Contracteinde.objects.filter(contract__aanbieder__in=_parts_of(actor), pk=einde)
        list(own.select_for_update(of=("self",)).values_list("pk"))
        found = _own(actor, einde)
        if state_of(found) not in BEFORE:
            raise EndNotPossible(TOO_LATE)
        if objection_of(found) is not None:
            raise EndNotPossible(OBJECTED_BEFORE)
        found.resultaat[OBJECTION] = {
            "reden": reden,
            "at": now.isoformat(),
            "door": actor.display_name,
        }
        found.save(update_fields=["resultaat"])
        audit.record(
            actor=actor,
            action="contracteinde:object",
            subject=str(einde),
            purpose=reden,
            now=now,
        )


def export(*, actor: Actor, einde: UUID, now: datetime, vault: Vault) -> bytes:
    """All rows under the contract with who they are about, as a csv: made in memory.

    The line in the logbook, with whose they are, comes first. Raises NotAllowed, NoAgreement,
    NotFound, EndNotPossible, VaultRefusal.
    """
    require(actor, Permission.VIEW_PERSONS)
    overeenkomsten.required_for(aanbieder=actor.organisatie, day=timezone.localdate(now))
    found = _own(actor, einde)
    if state_of(found) not in BEFORE:
        raise EndNotPossible(GONE)
    omvang = omvang_of(found.contract, vault)
    record_view(
        actor=actor,
        action="contracteinde:export",
        subject=str(einde),
        purpose="Gegevens meegenomen voor het einde van een contract",
        persons=omvang.personen | omvang.ook_elders,
        now=now,
        vault=vault,
        aanbieder=found.contract.aanbieder_id,
    )
    said = io.StringIO()
    written = csv.writer(said, delimiter=";", lineterminator="\r\n")
    headed = False
    for part in omvang.parts:
        each = part.aanlevering
        assert each.inhoud is not None  # It has rows.
        rows = whole_rows(vault, each.aanbieder_id, each.inhoud)
        wanted = set(part.rows["rij"].to_pylist())
        if not headed:
            written.writerow(["periode", "versie", "stand", *rows.column_names])
            headed = True
        for row in rows.to_pylist():
            if row["rij"] in wanted:
                known = [_cell(value) for value in row.values()]
                written.writerow([each.periode, each.versie, each.status, *known])
    return said.getvalue().encode("utf-8-sig")


def _cell(value: object) -> str:
    """A value as text that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def _own(actor: Actor, einde: UUID) -> Contracteinde:
    found = with_names().filter(pk=einde, contract__aanbieder__in=_parts_of(actor)).first()
    if found is None:
        raise NotFound
    return found


def _parts_of(actor: Actor) -> list[UUID]:
    """The provider itself, and those that merged into it."""
    parts = Organisatie.objects.filter(Q(pk=actor.organisatie) | Q(opgegaan_in=actor.organisatie))
    return list(parts.values_list("pk", flat=True))
