"""What a repair would do, before it is chosen: ten rows, and the values a code mapping asks for."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from uitkomst.access.actor import Actor, require
from uitkomst.access.permissions import Permission
from uitkomst.intake.findings import Voorstel
from uitkomst.intake.keuzes import Herstelkeuze
from uitkomst.intake.voorstellen import Voorbeeld, preview, waarden_van
from uitkomst.services.aanlevering.own import user_of
from uitkomst.services.aanlevering.policies import require_checked
from uitkomst.services.aanlevering.presence import touch_own
from uitkomst.services.aanlevering.seen import record_look
from uitkomst.services.aanlevering.summary import read_back
from uitkomst.services.deciding.bewerkingen import fitting
from uitkomst.services.deciding.opened_drafts import OpenedDraft, gated, opened_draft
from uitkomst.services.kept.kept_rows import restricted_rows
from uitkomst.services.kept.onthouden import repairs_for
from uitkomst.services.refusals import UnknownChoice
from uitkomst.vault.vault import Vault

__all__ = ["Herstelkeuze", "Preview", "Voorbeeld", "VoorstelOpen", "open_voorstel"]

EXAMPLES = 10


@dataclass(frozen=True)
class Preview:
    """The first rows a repair would change, and how many rows it touches in all."""

    voorbeelden: tuple[Voorbeeld, ...] = field(repr=False)
    aantal: int


@dataclass(frozen=True)
class VoorstelOpen:
    """A proposal as a form: what it asks (values that are not known, with how often), last time's
    choice if there was one, and what it does with the choice that was given."""

    voorstel: Voorstel
    revisie: int
    waarden: tuple[tuple[str, int], ...] = field(repr=False)
    vorige: Herstelkeuze | None
    preview: Preview | None


def open_voorstel(
    *,
    actor: Actor,
    reference: UUID,
    code: str,
    kolom: str | None,
    now: datetime,
    vault: Vault,
    herstel: Herstelkeuze | None = None,
) -> VoorstelOpen:
    """A proposal of the last check, with what `herstel` would do (or it alone, if it asks nothing).

    It shows values of persons: nothing is given back before the line in the logbook says whose rows
    the examples are. The values that are asked about are of no row. Raises NotAllowed, NotFound,
    NoAgreement, WrongStatus, StillChecking, UnknownChoice, SourceGone, UnreadableFile.
    """
    require(actor, Permission.SUBMIT_AANLEVERING)
    require(actor, Permission.VIEW_PERSONS)
    aanlevering = gated(actor, reference, now)
    require_checked(aanlevering)
    voorstellen = read_back(aanlevering.summary).voorstellen
    voorstel = next((v for v in voorstellen if (v.code, v.kolom) == (code, kolom)), None)
    if voorstel is None:
        raise UnknownChoice
    if herstel is None and not voorstel.vraagt:
        herstel = Herstelkeuze(code, kolom)
    if herstel is not None:
        fitting([voorstel], herstel)
        herstel = replace(herstel, kolommen=voorstel.kolommen)
    touch_own(aanlevering, user_of(actor), now)
    draft = opened_draft(aanlevering, now, vault)
    vorige = repairs_for([voorstel], aanlevering.aanbieder_id, vault)
    held = restricted_rows(aanlevering, vault)
    preview = _preview(draft, herstel, held) if herstel is not None else None
    rijen = {each.rij for each in preview.voorbeelden} if preview else set()
    record_look(actor, aanlevering, now, vault, about=f"voorbeelden bij {code}", rijen=rijen)
    return VoorstelOpen(
        voorstel=voorstel,
        revisie=aanlevering.revisie,
        waarden=waarden_van(draft.raw, draft.recognised, draft.context, draft.keuzes, voorstel),
        vorige=vorige[0] if vorige else None,
        preview=preview,
    )


def _preview(draft: OpenedDraft, herstel: Herstelkeuze, held: Collection[int]) -> Preview:
    """Without examples of rows that may not be shown."""
    voorbeelden, aantal = preview(
        draft.raw, draft.recognised, draft.context, draft.keuzes, herstel, EXAMPLES
    )
    return Preview(tuple(each for each in voorbeelden if each.rij not in held), aantal)
