"""The form of somebody who works alone: a line per traject, never a file.

A form is a draft like any other: the same gate, the same rules, the same vault and the same life.
Each save seals the lines anew under another name, books that name and has the draft checked; what
was sealed before goes only then, so that nothing typed is ever lost. A form without lines says
that no help was given.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from uitkomst.access.actor import Actor, require
from uitkomst.access.permissions import Permission
from uitkomst.intake.formulier import FIRST, as_read
from uitkomst.register.models import Aanlevering
from uitkomst.register.models.aanleveringen import Route
from uitkomst.services import reasons
from uitkomst.services.aanlevering.own import own, own_draft, record
from uitkomst.services.aanlevering.seen import record_look
from uitkomst.services.deciding.deciding import deciding
from uitkomst.services.deelnemers import overeenkomsten
from uitkomst.services.forms import client_answers
from uitkomst.services.forms.known import left_out
from uitkomst.services.forms.new_form import TITLE, begin, without_trajecten
from uitkomst.services.forms.views import Client, Clienten, Hint, clienten_of
from uitkomst.services.kept import client_lines
from uitkomst.services.kept.client_lines import MOST, Line
from uitkomst.services.kept.kept_rows import restricted_rows
from uitkomst.services.refusals import (
    ChangedMeanwhile,
    LastClient,
    NotFound,
    RowHeldBack,
    TooManyClients,
    WrongStatus,
)
from uitkomst.standard.recordindeling import recordindeling
from uitkomst.vault.vault import Vault

__all__ = [
    "FIRST",
    "MOST",
    "Client",
    "Clienten",
    "Hint",
    "add",
    "begin",
    "nothing_changed",
    "overview",
    "remove",
    "save",
    "without_trajecten",
]

LONGEST = 40  # characters; no field of a record has more
ELSEWHERE = (
    "U hebt dit formulier ook ergens anders geopend en daar iets veranderd, bijvoorbeeld in een "
    "ander tabblad. Wat u hier net deed, is niet opgeslagen. Laad de nieuwste stand en doe het dan "
    "opnieuw."
)
Change = Callable[[list[Line], frozenset[int]], list[Line]]
"""Gives other lines; the numbers are those of lines that nobody may see or change."""


def overview(*, actor: Actor, reference: UUID, now: datetime, vault: Vault) -> Clienten:
    """All lines of a form with what was found in each; the look is written down.

    Raises NotAllowed, NotFound, WrongStatus, NoAgreement, SourceGone.
    """
    require(actor, Permission.VIEW_PERSONS)
    draft = _form(actor, reference)
    overeenkomsten.required_for(aanbieder=actor.organisatie, day=timezone.localdate(now))
    _look(actor, draft, now, vault)
    return _shown(draft, vault)


def add(*, actor: Actor, reference: UUID, revisie: int, now: datetime, vault: Vault) -> int:
    """Put an empty line at the end; gives its number. Raises as `save`, and TooManyClients."""

    def with_one_more(lines: list[Line], held: frozenset[int]) -> list[Line]:
        if len(lines) >= MOST:
            raise TooManyClients
        seen = [line for nummer, line in enumerate(lines, start=1) if nummer not in held]
        return [*lines, Line(client_lines.usual_hulpvorm(seen), nagekeken=True)]

    return len(_change(actor, reference, revisie, with_one_more, "cliënt toegevoegd", now, vault))


def save(
    *,
    actor: Actor,
    reference: UUID,
    revisie: int,
    nummer: int,
    velden: Mapping[str, str],
    reden_bsn: str | None = None,
    now: datetime,
    vault: Vault,
) -> Clienten:
    """Write fields of one line (its number counts from 1), and have the form checked.

    Fields that are not named keep what they hold. `reden_bsn` says why a BSN is not known; with a
    reason for every such line the question about them is answered. Raises NotAllowed, NotFound,
    WrongStatus, ChangedMeanwhile, NoAgreement, SourceGone, ReasonMissing (it is too long),
    HoldsBsn, RowHeldBack.
    """
    there = {veld.naam for veld in recordindeling().velden}
    typed = {veld: as_read(veld, text)[:LONGEST] for veld, text in velden.items() if veld in there}
    reason = None if reden_bsn is None else reasons.clean(reden_bsn, needed=False)

    def written(lines: list[Line], held: frozenset[int]) -> list[Line]:
        line = lines[_at(nummer, lines, held)]
        saved = replace(line, velden={**line.velden, **typed}, nagekeken=True)
        if reason is not None:
            saved = replace(saved, reden_bsn=reason)
        if not saved.without_bsn:
            saved = replace(saved, reden_bsn="")
        return [saved if each is line else each for each in lines]

    _change(actor, reference, revisie, written, f"cliënt {nummer} opgeslagen", now, vault)
    return _shown(_form(actor, reference), vault)


def remove(
    *, actor: Actor, reference: UUID, revisie: int, nummer: int, now: datetime, vault: Vault
) -> None:
    """Take one line out. Raises as `save`, and LastClient: a form is not emptied unnoticed."""

    def without(lines: list[Line], held: frozenset[int]) -> list[Line]:
        at = _at(nummer, lines, held)
        if len(lines) == 1:
            raise LastClient
        return lines[:at] + lines[at + 1 :]

    _change(actor, reference, revisie, without, f"cliënt {nummer} weggehaald", now, vault)


def nothing_changed(
    *, actor: Actor, reference: UUID, revisie: int, now: datetime, vault: Vault
) -> None:
    """Say of all lines at once that they still hold. Raises as `save`."""

    def all_seen(lines: list[Line], held: frozenset[int]) -> list[Line]:
        return [
            line if nummer in held else replace(line, nagekeken=True)
            for nummer, line in enumerate(lines, start=1)
        ]

    _change(actor, reference, revisie, all_seen, "niets veranderd", now, vault)


def _form(actor: Actor, reference: UUID) -> Aanlevering:
    """An own draft that is a form with lines. Raises NotFound, WrongStatus (it has none)."""
    draft = own(actor, reference)
    if draft.route != Route.FORMULIER:
        raise NotFound
    if draft.bestandsnaam != TITLE:
        raise WrongStatus
    return own_draft(actor, reference)


def _look(actor: Actor, draft: Aanlevering, now: datetime, vault: Vault) -> None:
    """Write down whose lines are shown."""
    seen = set(range(FIRST, FIRST + MOST)) - restricted_rows(draft, vault)
    record_look(actor, draft, now, vault, about="cliënten in het formulier", rijen=seen)


def _shown(draft: Aanlevering, vault: Vault) -> Clienten:
    lines = client_lines.opened(vault, draft)
    return clienten_of(draft, lines, _held(draft, vault), left_out(draft, vault))


def _held(draft: Aanlevering, vault: Vault) -> frozenset[int]:
    """The numbers of the lines that may not be shown."""
    return frozenset(rij - FIRST + 1 for rij in restricted_rows(draft, vault))


def _at(nummer: int, lines: list[Line], held: frozenset[int]) -> int:
    if not 1 <= nummer <= len(lines):
        raise NotFound
    if nummer in held:
        raise RowHeldBack
    return nummer - 1


def _change(
    actor: Actor,
    reference: UUID,
    revisie: int,
    change: Change,
    about: str,
    now: datetime,
    vault: Vault,
) -> list[Line]:
    """Change the lines as one decision; what leaves them as they are is none, and books nothing."""
    require(actor, Permission.SUBMIT_AANLEVERING)
    require(actor, Permission.VIEW_PERSONS)
    draft = _form(actor, reference)
    overeenkomsten.required_for(aanbieder=actor.organisatie, day=timezone.localdate(now))
    before = client_lines.opened(vault, draft)
    late = draft.revisie != revisie
    try:
        lines = change(before, _held(draft, vault))
    except (LastClient, NotFound, RowHeldBack, TooManyClients):
        if late:
            raise _changed_by(draft, actor) from None
        raise
    if lines == before:
        _look(actor, draft, now, vault)
        return lines
    if late:
        raise _changed_by(draft, actor)
    with deciding(
        actor=actor, reference=reference, revisie=revisie, now=now, vault=vault
    ) as decided:
        bron = client_lines.seal(vault, actor.organisatie, reference, lines)
        decided.replace_source(bron)
        client_answers.about_unknown_bsn(decided, lines)
        record(actor, "clienten:change", decided.aanlevering, now, about=about)
    return lines


def _changed_by(draft: Aanlevering, actor: Actor) -> ChangedMeanwhile:
    other = draft.touched_by
    if other is None or other.username == actor.username:
        return ChangedMeanwhile(ELSEWHERE)
    return ChangedMeanwhile.by(other.display_name)
