"""What would change if one version counted in the place of another, seen before it counts.

Records are the same when person, hulpvorm and datum aanvang are (informatieprotocol v7, § 3.3);
nothing that identifies is opened for it, and who is restricted is left out. The own figures are
counted by the engine that makes the provider's own report, so that what is promised here is what
the report will say.
"""

from datetime import datetime
from uuid import UUID

from django.utils import timezone

from uitkomst.access.actor import Actor, require
from uitkomst.access.permissions import Permission
from uitkomst.register.models import Aanlevering
from uitkomst.register.models.aanleveringen import Status
from uitkomst.services.aanlevering.own import all_of, in_force, own
from uitkomst.services.aanlevering.seen import in_rows
from uitkomst.services.aanlevering.views import view_of
from uitkomst.services.audit.inzage import record_view
from uitkomst.services.changes import samples
from uitkomst.services.changes.figures import figures_of
from uitkomst.services.changes.records import compared, per_field, per_gemeente, tally
from uitkomst.services.changes.views import (
    Figuur,
    GemeenteVerschil,
    GeparkeerdVerschil,
    IndicatorVerschil,
    VeldVerschil,
    VeldWaarde,
    VeldWijziging,
    Verschil,
    Vervallen,
    Wijziging,
)
from uitkomst.services.deelnemers import overeenkomsten
from uitkomst.services.kept.kept_rows import Teruggehouden, held_back, rows_of
from uitkomst.services.refusals import NotFound
from uitkomst.vault.vault import Vault

__all__ = [
    "Figuur",
    "GemeenteVerschil",
    "GeparkeerdVerschil",
    "IndicatorVerschil",
    "VeldVerschil",
    "VeldWaarde",
    "VeldWijziging",
    "Verschil",
    "Vervallen",
    "Wijziging",
    "difference",
]

SAMPLE = 20  # changed records, and as many that are gone


def difference(
    *,
    actor: Actor,
    reference: UUID,
    against: UUID | None = None,
    now: datetime,
    vault: Vault,
    sample_size: int = SAMPLE,
) -> Verschil:
    """What `reference` changes against another own version of the same period.

    Without `against` that is the version in force, or for the one in force the version before it.
    The samples are for who may see persons and are written in the logbook; `sample_size` 0 leaves
    all of that out. Raises NotAllowed, NotFound, NoAgreement, StillChecking, RowsGone.
    """
    require(actor, Permission.VIEW_AANLEVERING)
    overeenkomsten.required_for(aanbieder=actor.organisatie, day=timezone.localdate(now))
    new = own(actor, reference)
    old = _other(actor, new, against)
    rows_new = rows_of(new, vault)
    rows_old = rows_new.slice(0, 0) if old is None else rows_of(old, vault)
    pairs = compared(rows_old, rows_new)
    counts = tally(pairs, rows_old, rows_new)
    size = sample_size if actor.can(Permission.VIEW_PERSONS) else 0
    changed = samples.changed(pairs, rows_old, rows_new, size)
    gone = samples.gone(pairs, rows_old, size)
    if changed or gone:
        shown = [
            *in_rows(rows_new, [each.rij_nu for each in changed])["persoon"].to_pylist(),
            *in_rows(rows_old, [each.rij_toen for each in gone])["persoon"].to_pylist(),
        ]
        _write_down(actor, new, shown, now, vault)
    return Verschil(
        van=view_of(new),
        met=view_of(old) if old else None,
        erbij=counts.erbij,
        veranderd=counts.veranderd,
        weg=counts.weg,
        gelijk=counts.gelijk,
        verhuisd=counts.verhuisd,
        vragen=counts.vragen,
        geparkeerd=counts.geparkeerd,
        gemeenten=per_gemeente(pairs),
        velden=per_field(pairs),
        voorbeelden=changed,
        voorbeelden_weg=gone,
        indicatoren=figures_of(new.aanbieder, new.periode, rows_old, rows_new),
        teruggehouden=held_back(new, vault),
        teruggehouden_met=held_back(old, vault) if old else Teruggehouden(),
    )


def _other(actor: Actor, new: Aanlevering, against: UUID | None) -> Aanlevering | None:
    if against is not None:
        other = own(actor, against)
        if other.periode != new.periode or other == new:
            raise NotFound
        return other
    counting = in_force(new)
    if counting != new:
        return counting
    replaced = all_of(actor).filter(periode=new.periode, status=Status.VERVANGEN)
    return replaced.exclude(inhoud=None).order_by("-submitted_at").first()


def _write_down(
    actor: Actor, aanlevering: Aanlevering, persons: list[str], now: datetime, vault: Vault
) -> None:
    """The line comes before anything is shown: no line, no rows."""
    record_view(
        actor=actor,
        action="personen:view",
        subject=str(aanlevering.reference),
        purpose="Voorbeelden van gewijzigde en vervallen records, zonder identiteiten",
        persons=persons,
        now=now,
        vault=vault,
    )
