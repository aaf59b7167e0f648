"""What a sender decides about a draft: its columns, repairs and answers; each can be undone.

Decisions about single rows are in `rows_open`. Every decision is checked at once or by a job, and
stands in the books with who and when, never with a value of a person.
"""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from uitkomst.access.actor import Actor, require
from uitkomst.access.permissions import Permission
from uitkomst.intake.findings import Oorzaak, Voorstel
from uitkomst.intake.headings import shown_sheet
from uitkomst.intake.keuzes import Herstelkeuze
from uitkomst.register.models import Bewerking
from uitkomst.register.models.bewerkingen import BewerkingSoort
from uitkomst.services.aanlevering.own import own
from uitkomst.services.aanlevering.summary import read_back
from uitkomst.services.aanlevering.views import AanleveringView, view_of
from uitkomst.services.checking.decisions import repair_kept, standing
from uitkomst.services.deciding.bewerking_views import (
    BewerkingView,
    VorigAntwoord,
    Vraag,
    before,
    list_of,
    vragen,
)
from uitkomst.services.deciding.deciding import Deciding, deciding, require_checked
from uitkomst.services.deciding.opened_drafts import opened_table
from uitkomst.services.kept import onthouden
from uitkomst.services.reasons import clean
from uitkomst.services.refusals import UnknownChoice
from uitkomst.standard.recordindeling import recordindeling
from uitkomst.standard.regel import LANG_VELDEN
from uitkomst.vault.vault import Vault

__all__ = [
    "BewerkingView",
    "Herstelkeuze",
    "VorigAntwoord",
    "Vraag",
    "answer",
    "apply_voorstel",
    "before",
    "choose_columns",
    "list_of",
    "undo",
    "vragen",
]

Soort = BewerkingSoort
LONGEST_VALUE = 200
MOST_COLUMNS = 256


def choose_columns(
    *,
    actor: Actor,
    reference: UUID,
    revisie: int,
    blad: str | None,
    koprij: int | None,
    kolommen: Sequence[tuple[int, str]],
    onthoud: bool,
    now: datetime,
    vault: Vault,
) -> AanleveringView:
    """Say where the headings are and which column is which field ("" is not read).

    With `onthoud` also for the next file with these headings. On another sheet the decisions about
    rows no longer mean anything: they are taken back. Raises what `deciding` does, UnknownChoice.
    """
    require(actor, Permission.SUBMIT_AANLEVERING)
    known = {veld.naam for veld in recordindeling().velden} | LANG_VELDEN.keys() | {""}
    numbers = [number for number, _ in kolommen]
    if len(set(numbers)) < len(numbers) or not {veld for _, veld in kolommen} <= known:
        raise UnknownChoice
    if any(not 1 <= number <= MOST_COLUMNS for number in numbers):
        raise UnknownChoice
    if blad is not None and shown_sheet(blad) != blad:  # A sheet that can be read has such a name.
        raise UnknownChoice
    raw = opened_table(actor, reference, blad, now, vault) if onthoud else None
    with _of(actor, reference, revisie, now, vault) as decided:
        _undo_rows_of_another_sheet(decided, blad)
        keuze = {"blad": blad, "koprij": koprij, "kolommen": [list(each) for each in kolommen]}
        decided.book(Soort.KOLOMMEN, "kolommen", keuze, aantal=len(kolommen))
        row = koprij or (onthouden.heading_row(raw) if raw else None)
        if raw and row:
            aanbieder = decided.aanlevering.aanbieder_id
            onthouden.remember_columns(
                raw, row, kolommen, aanbieder=aanbieder, by=decided.user, at=now
            )
    return _now(actor, reference)


def apply_voorstel(
    *,
    actor: Actor,
    reference: UUID,
    revisie: int,
    herstel: Herstelkeuze,
    onthoud: bool,
    now: datetime,
    vault: Vault,
) -> AanleveringView:
    """Do one of the repairs the check proposed, with `onthoud` also in the next files.

    What a code mapping maps is sealed; what could be a value of a person is not remembered. Raises
    what `deciding` does, StillChecking, UnknownChoice.
    """
    replaced: UUID | None = None
    with _of(actor, reference, revisie, now, vault) as decided:
        require_checked(decided)
        voorstel = proposed(decided, herstel)
        herstel = replace(herstel, kolommen=voorstel.kolommen)
        decided.book(
            Soort.HERSTEL,
            herstel.code,
            repair_kept(herstel),
            aantal=voorstel.aantal,
            typed=dict(herstel.waarden) if herstel.waarden else None,
        )
        if onthoud:
            replaced = onthouden.remember_repair(
                herstel, aanbieder=actor.organisatie, by=decided.user, at=now, vault=vault
            )
    if replaced is not None:
        vault.discard(actor.organisatie, replaced)
    return _now(actor, reference)


def answer(
    *,
    actor: Actor,
    reference: UUID,
    revisie: int,
    antwoorden: Mapping[str, tuple[bool, str]],
    now: datetime,
    vault: Vault,
) -> AanleveringView:
    """Answer questions by their name: yes with a reason (its rows count), or no (they wait).

    The reasons, at most 300 characters, are shown again the next period. Raises what `deciding`
    does, StillChecking, UnknownChoice, ReasonMissing, HoldsBsn.
    """
    given = {naam: (ja, clean(reden, needed=ja)) for naam, (ja, reden) in antwoorden.items()}
    if not given:
        raise UnknownChoice
    with _of(actor, reference, revisie, now, vault) as decided:
        require_checked(decided)
        asked = {each.naam: each for each in questions(decided)}
        for naam, (ja, reden) in given.items():
            if naam not in asked:
                raise UnknownChoice
            keuze = {"ja": ja, "reden": reden}
            decided.book(Soort.ANTWOORD, naam, keuze, aantal=asked[naam].aantal)
            onthouden.remember(
                aanbieder=decided.aanlevering.aanbieder_id,
                soort=Soort.ANTWOORD,
                sleutel=naam,
                keuze=keuze,
                by=decided.user,
                at=now,
            )
    return _now(actor, reference)


def undo(
    *, actor: Actor, reference: UUID, revisie: int, nummer: int, now: datetime, vault: Vault
) -> AanleveringView:
    """Take a decision back, also one that was applied from memory.

    Raises what `deciding` does, UnknownChoice.
    """
    with _of(actor, reference, revisie, now, vault) as decided:
        found = Bewerking.objects.filter(aanlevering=reference, nummer=nummer, undone_at=None)
        bewerking = found.first()
        if bewerking is None:
            raise UnknownChoice
        decided.undo(bewerking)
    return _now(actor, reference)


def proposed(decided: Deciding, herstel: Herstelkeuze) -> Voorstel:
    """The proposal a choice belongs to, if the choice is one it leaves. Raises UnknownChoice."""
    return fitting(read_back(decided.aanlevering.summary).voorstellen, herstel)


def fitting(voorstellen: Sequence[Voorstel], herstel: Herstelkeuze) -> Voorstel:
    """The one of these proposals that a choice belongs to. Raises UnknownChoice."""
    for voorstel in voorstellen:
        if (voorstel.code, voorstel.kolom) == (herstel.code, herstel.kolom):
            break
    else:
        raise UnknownChoice
    codes = {*voorstel.keuzes, ""}
    complete = {
        "": not herstel.waarden and not herstel.vorm,
        "vorm": herstel.vorm in voorstel.keuzes and not herstel.waarden,
        "waarden": bool(herstel.waarden) and not herstel.vorm,
    }
    if not complete[voorstel.vraagt] or any(
        naar not in codes or len(van) > LONGEST_VALUE for van, naar in herstel.waarden
    ):
        raise UnknownChoice
    return voorstel


def questions(decided: Deciding) -> list[Oorzaak]:
    """The causes of a draft that ask for a yes or no, answered or not."""
    oorzaken = read_back(decided.aanlevering.summary).oorzaken
    return [each for each in oorzaken if each.ernst == "bevestigen"]


def _of(
    actor: Actor, reference: UUID, revisie: int, now: datetime, vault: Vault
) -> AbstractContextManager[Deciding]:
    return deciding(actor=actor, reference=reference, revisie=revisie, now=now, vault=vault)


def _now(actor: Actor, reference: UUID) -> AanleveringView:
    return view_of(own(actor, reference))


def _undo_rows_of_another_sheet(decided: Deciding, blad: str | None) -> None:
    earlier = standing(decided.aanlevering.reference)
    lezing = read_back(decided.aanlevering.summary).lezing
    sheets = [each.keuze["blad"] for each in earlier if each.soort == Soort.KOLOMMEN]
    chosen = sheets[-1] if sheets else None
    if blad == chosen or (lezing and lezing.blad in (blad, blad or chosen)):
        return
    for each in earlier:
        if each.soort in (Soort.RIJ, Soort.WEG):
            decided.undo(each)
