"""Rows that wait, one by one on the screen: open one, put it right or leave it out, and the next.

What is typed goes to the vault, sealed; the books know which fields of which row, by whom and when.
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import pyarrow.compute as pc
from django.utils import timezone

from uitkomst.access.actor import Actor, require
from uitkomst.access.permissions import Permission
from uitkomst.intake.check import read_cells
from uitkomst.intake.findings import Oorzaak
from uitkomst.register.models import Aanlevering
from uitkomst.register.models.bewerkingen import BewerkingSoort
from uitkomst.services.aanlevering import check_progress
from uitkomst.services.aanlevering.own import own, user_of
from uitkomst.services.aanlevering.policies import require_checked
from uitkomst.services.aanlevering.presence import touch_own
from uitkomst.services.aanlevering.seen import record_look
from uitkomst.services.aanlevering.summary import read_back
from uitkomst.services.deciding.deciding import deciding
from uitkomst.services.deciding.opened_drafts import OpenedDraft, gated, opened_draft
from uitkomst.services.deciding.row_views import (
    AnderTraject,
    Fout,
    RijOpen,
    VeldOpen,
    fields_of,
    fout_of,
)
from uitkomst.services.deelnemers import overeenkomsten
from uitkomst.services.kept import kept_places
from uitkomst.services.kept.kept_rows import shown_of
from uitkomst.services.refusals import RowHeldBack, UnknownChoice
from uitkomst.standard.recordindeling import recordindeling
from uitkomst.standard.regel import LANG_VELDEN
from uitkomst.standard.verslagperiode import Verslagperiode
from uitkomst.vault.vault import Vault

__all__ = [
    "AnderTraject",
    "Fout",
    "RijOpen",
    "VeldOpen",
    "drop_row",
    "open_row",
    "rows_waiting",
    "save_row",
]

Soort = BewerkingSoort
LONGEST_VALUE = 200


def open_row(
    *, actor: Actor, reference: UUID, rij: int, now: datetime, vault: Vault, oorzaak: str = ""
) -> RijOpen:
    """One row of an own draft as a form; `oorzaak` is the name of the cause one is working through.

    The line in the logbook is committed before the file is opened. Raises NotAllowed, NotFound,
    NoAgreement, WrongStatus, StillChecking, UnknownChoice (no such row), SourceGone, RowHeldBack.
    """
    require(actor, Permission.SUBMIT_AANLEVERING)
    require(actor, Permission.VIEW_PERSONS)
    aanlevering = gated(actor, reference, now)
    require_checked(aanlevering)
    _require_shown(aanlevering, rij, vault)
    record_look(actor, aanlevering, now, vault, about=f"rij {rij}", rijen=[rij])
    touch_own(aanlevering, user_of(actor), now)
    there = _values(opened_draft(aanlevering, now, vault), rij)
    return _opened(aanlevering, rij, there, oorzaak, vault)


def save_row(
    *,
    actor: Actor,
    reference: UUID,
    revisie: int,
    rij: int,
    velden: Mapping[str, str],
    now: datetime,
    vault: Vault,
    oorzaak: str = "",
) -> RijOpen:
    """Put fields of a row right and have the file checked; tells whether the row is good now.

    Fields that stay as they were are no decision. Raises what `open_row` does, ChangedMeanwhile.
    """
    require(actor, Permission.SUBMIT_AANLEVERING)
    require(actor, Permission.VIEW_PERSONS)
    known = {veld.naam for veld in recordindeling().velden} | LANG_VELDEN.keys()
    typed = {naam: text.strip() for naam, text in velden.items()}
    if not typed.keys() <= known or any(len(text) > LONGEST_VALUE for text in typed.values()):
        raise UnknownChoice
    aanlevering = gated(actor, reference, now)
    require_checked(aanlevering)
    _require_shown(aanlevering, rij, vault)
    there = _values(opened_draft(aanlevering, now, vault), rij)
    changed = {veld: text for veld, text in typed.items() if text != (there.get(veld) or "")}
    if changed:
        oorzaak = oorzaak or _first_cause(aanlevering, rij, vault)
        with deciding(
            actor=actor, reference=reference, revisie=revisie, now=now, vault=vault
        ) as decided:
            decided.book(
                Soort.RIJ,
                "rij",
                {"velden": sorted(changed)},
                rij=rij,
                aantal=1,
                typed={veld: text or None for veld, text in changed.items()},
            )
        aanlevering = own(actor, reference)
        _require_shown(aanlevering, rij, vault)  # Whose row it is may have been put right.
    record_look(actor, aanlevering, now, vault, about=f"rij {rij}", rijen=[rij])
    return _opened(aanlevering, rij, {**there, **changed}, oorzaak, vault)


def drop_row(
    *,
    actor: Actor,
    reference: UUID,
    revisie: int,
    rij: int,
    now: datetime,
    vault: Vault,
    oorzaak: str = "",
) -> RijOpen:
    """Leave a row out; the rest of the file stays. Raises as `save_row`."""
    require(actor, Permission.SUBMIT_AANLEVERING)
    require(actor, Permission.VIEW_PERSONS)
    aanlevering = gated(actor, reference, now)
    require_checked(aanlevering)
    _require_shown(aanlevering, rij, vault)
    there = _values(opened_draft(aanlevering, now, vault), rij)
    oorzaak = oorzaak or _first_cause(aanlevering, rij, vault)
    with deciding(
        actor=actor, reference=reference, revisie=revisie, now=now, vault=vault
    ) as decided:
        decided.book(Soort.WEG, "rij", {}, rij=rij, aantal=1)
    aanlevering = own(actor, reference)
    record_look(actor, aanlevering, now, vault, about=f"rij {rij}", rijen=[rij])
    return _opened(aanlevering, rij, there, oorzaak, vault, weg=True)


def rows_waiting(
    *,
    actor: Actor,
    reference: UUID,
    oorzaak: str,
    now: datetime,
    vault: Vault,
    offset: int = 0,
    limit: int = 100,
) -> tuple[tuple[int, ...], int]:
    """Rows that may be opened in which a cause has a place, and how many there are; no values.

    Raises NotAllowed, NotFound, NoAgreement, UnknownChoice.
    """
    require(actor, Permission.VIEW_AANLEVERING)
    overeenkomsten.required_for(aanbieder=actor.organisatie, day=timezone.localdate(now))
    aanlevering = own(actor, reference)
    names = [each.naam for each in read_back(aanlevering.summary).oorzaken]
    if oorzaak not in names or aanlevering.inhoud is None:
        raise UnknownChoice
    places = kept_places.places(vault, aanlevering.aanbieder_id, aanlevering.inhoud)
    rows = shown_of(aanlevering, kept_places.rows_with(places, names.index(oorzaak)), vault)
    return tuple(rows[offset : offset + limit]), len(rows)


def _require_shown(aanlevering: Aanlevering, rij: int, vault: Vault) -> None:
    """Go on only with a row that may be shown; nothing of it is opened. Raises RowHeldBack."""
    if not shown_of(aanlevering, [rij], vault):
        raise RowHeldBack


def _values(draft: OpenedDraft, rij: int) -> dict[str, str | None]:
    found = read_cells(draft.raw, draft.recognised, [rij], draft.keuzes, draft.context)
    if rij not in found:
        raise UnknownChoice
    return found[rij]


def _opened(
    aanlevering: Aanlevering,
    rij: int,
    values: Mapping[str, str | None],
    oorzaak: str,
    vault: Vault,
    *,
    weg: bool = False,
) -> RijOpen:
    current = check_progress.is_current(aanlevering)
    causes = _causes(aanlevering, vault)
    mine = [cause for cause, rows in causes if rij in rows]
    wrong: dict[str, list[Oorzaak]] = {}
    whole = []
    for cause in mine:
        veld = _field(cause, values)
        wrong.setdefault(veld, []).append(cause) if veld else whole.append(cause)
    oorzaak = oorzaak or (mine[0].naam if mine else "")
    rows = next((rows for cause, rows in causes if cause.naam == oorzaak), [])
    others = [each for each in rows if each != rij]
    later = [each for each in others if each > rij]
    return RijOpen(
        rij=rij,
        revisie=aanlevering.revisie,
        goed=(not mine and not weg) if current else None,
        weg=weg,
        velden=fields_of(values, wrong, Verslagperiode.parse(aanlevering.periode).laatste_dag),
        fouten=tuple(fout_of(cause) for cause in whole),
        andere=_others_of_person(aanlevering, rij, vault),
        oorzaak=oorzaak,
        volgende=next(iter(later or others), None),
        resterend=len(others) if weg else len(rows),
    )


def _causes(aanlevering: Aanlevering, vault: Vault) -> list[tuple[Oorzaak, list[int]]]:
    """What keeps rows from counting, with the rows: what blocks, and what is not confirmed."""
    if aanlevering.inhoud is None:
        return []
    places = kept_places.places(vault, aanlevering.aanbieder_id, aanlevering.inhoud)
    return [
        (cause, shown_of(aanlevering, kept_places.rows_with(places, index), vault))
        for index, cause in enumerate(read_back(aanlevering.summary).oorzaken)
        if cause.ernst == "blokkeert" or (cause.ernst == "bevestigen" and not cause.antwoord)
    ]


def _first_cause(aanlevering: Aanlevering, rij: int, vault: Vault) -> str:
    return next((c.naam for c, rows in _causes(aanlevering, vault) if rij in rows), "")


def _field(cause: Oorzaak, values: Mapping[str, str | None]) -> str | None:
    """The field of the form a cause is about; in the long layout both who answer share one."""
    if cause.kolom is None or cause.kolom in values:
        return cause.kolom
    base = cause.kolom.removesuffix("_jeugdige").removesuffix("_ouder")
    return base if base in values else cause.kolom


def _others_of_person(aanlevering: Aanlevering, rij: int, vault: Vault) -> tuple[AnderTraject, ...]:
    if aanlevering.inhoud is None:
        return ()
    rows = vault.trajecten(aanlevering.aanbieder_id, aanlevering.inhoud)
    mine = rows.filter(pc.equal(rows["rij"], rij))
    if mine.num_rows == 0:
        return ()
    same = rows.filter(pc.equal(rows["persoon"], mine["persoon"][0]))
    shown = same.filter(pc.not_equal(same["rij"], rij)).select(
        ["rij", "hulpvorm", "datum_aanvang", "datum_einde", "reden_beeindiging", "status"]
    )
    return tuple(AnderTraject(**row) for row in shown.to_pylist())
