"""Running help that was delivered for the period before and is not in this file: what became of it?

CBS closes such a record by itself, with reason unknown (rule R11 of the domain). Here nothing is
closed: the sender is asked, a question per hulpvorm, and the answers go on the receipt. Until a
tenth of the running records is gone this is a question only; then rule V22 asks too, and must be
answered before the file can be submitted.

A record is the same by person, hulpvorm and datum aanvang. So one of an unborn child, whom nothing
tells apart, or one whose key was corrected, is asked about as well.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import pyarrow as pa
from django.utils import timezone

from uitkomst.access.actor import Actor, require
from uitkomst.access.permissions import Permission
from uitkomst.intake.checking.engine import query
from uitkomst.register.models import Aanlevering, Bewerking
from uitkomst.register.models.aanleveringen import IN_FORCE
from uitkomst.register.models.bewerkingen import BewerkingSoort
from uitkomst.services import reasons
from uitkomst.services.aanlevering.own import own
from uitkomst.services.aanlevering.views import view_of
from uitkomst.services.audit.inzage import record_view
from uitkomst.services.changes.records import COUNTS, KEY, gemeente_naam
from uitkomst.services.changes.vanished_views import (
    ANDERS,
    ANSWERS,
    Verdwenen,
    VerdwenenGroep,
    VerdwenenRecord,
)
from uitkomst.services.deciding.bewerkingen import questions
from uitkomst.services.deciding.deciding import Deciding, deciding, require_checked
from uitkomst.services.deelnemers import overeenkomsten
from uitkomst.services.kept.kept_rows import rows_of
from uitkomst.services.refusals import UnknownChoice
from uitkomst.standard.codelijst import codelijst
from uitkomst.standard.verslagperiode import Verslagperiode
from uitkomst.vault.vault import Vault

__all__ = [
    "ANSWERS",
    "SUBJECT",
    "Verdwenen",
    "VerdwenenGroep",
    "VerdwenenRecord",
    "answer",
    "vanished",
    "vanished_of",
    "vanished_records",
]

SUBJECT = "verdwenen:"
"""Before the hulpvorm it is about, the subject of the decision that holds an answer."""

RULE = "V22_2"
"""The question of the rules that asks the same about the file as a whole."""
INCOMPLETE = "hoort_erbij"
ANSWERED_PER_GROUP = "Per hulpvorm beantwoord bij ‘Verdwenen lopende hulp’"
MOST_PLACES = 100


def vanished(*, actor: Actor, reference: UUID, now: datetime, vault: Vault) -> Verdwenen:
    """The vanished records of an own version per hulpvorm, with what was answered; no persons.

    Raises NotAllowed, NotFound, NoAgreement, StillChecking, RowsGone.
    """
    require(actor, Permission.VIEW_AANLEVERING)
    overeenkomsten.required_for(aanbieder=actor.organisatie, day=timezone.localdate(now))
    return vanished_of(own(actor, reference), vault)


def vanished_of(aanlevering: Aanlevering, vault: Vault) -> Verdwenen:
    """The same for a version that was looked up already. Raises StillChecking, RowsGone."""
    previous = _previous(aanlevering)
    if previous is None:
        return Verdwenen(None, ())
    gone = _gone(rows_of(previous, vault), rows_of(aanlevering, vault))
    given = _given(aanlevering)
    per_code: dict[str, list[dict[str, Any]]] = {}
    for row in gone.to_pylist():
        per_code.setdefault(row["hulpvorm"], []).append(row)
    groups = (_group(code, rows, given.get(code)) for code, rows in sorted(per_code.items()))
    return Verdwenen(view_of(previous), tuple(groups))


def vanished_records(
    *, actor: Actor, reference: UUID, hulpvorm: str | None = None, now: datetime, vault: Vault
) -> tuple[VerdwenenRecord, ...]:
    """The vanished records one by one, of one hulpvorm or all: for who may see persons.

    The line in the logbook is committed before the identities are opened. Raises NotAllowed,
    NotFound, NoAgreement, StillChecking, RowsGone.
    """
    require(actor, Permission.VIEW_PERSONS)
    overeenkomsten.required_for(aanbieder=actor.organisatie, day=timezone.localdate(now))
    aanlevering = own(actor, reference)
    previous = _previous(aanlevering)
    if previous is None or previous.inhoud is None:
        return ()
    gone = _gone(rows_of(previous, vault), rows_of(aanlevering, vault))
    record_view(
        actor=actor,
        action="personen:view",
        subject=str(previous.reference),
        purpose=f"Lopende hulp die niet in {aanlevering.periode} versie {aanlevering.versie} staat",
        persons=gone["persoon"].to_pylist(),
        now=now,
        vault=vault,
    )
    rijen = gone["rij"].to_pylist()
    identities = vault.identities(previous.aanbieder_id, previous.inhoud, rijen)
    joined = query(
        """
        select rij, bsn, clientnummer, geboortedatum, hulpvorm, gemeente, datum_aanvang
        from gone join identities using (rij) order by rij
        """,
        gone=gone,
        identities=identities,
    )
    records = (VerdwenenRecord(**row) for row in joined.to_pylist())
    return tuple(each for each in records if hulpvorm in (None, each.hulpvorm))


def answer(
    *,
    actor: Actor,
    reference: UUID,
    revisie: int,
    antwoorden: Mapping[str, tuple[str, str]],
    now: datetime,
    vault: Vault,
) -> Verdwenen:
    """Keep what the sender says of groups of a draft: hulpvorm → (code of `ANSWERS`, reason).

    A reason is at most 300 characters, and needed where the answer is "anders". Nothing is closed
    or changed in the rows. With an answer about every group rule V22 is answered too, unless the
    sender says that records are missing. Raises NotAllowed, NotFound, NoAgreement, WrongStatus,
    ChangedMeanwhile, StillChecking, RowsGone, UnknownChoice, ReasonMissing, HoldsBsn.
    """
    given = {
        hulpvorm: (code, reasons.clean(reden, needed=code == ANDERS))
        for hulpvorm, (code, reden) in antwoorden.items()
    }
    with deciding(
        actor=actor, reference=reference, revisie=revisie, now=now, vault=vault
    ) as decided:
        require_checked(decided)
        asked = {each.hulpvorm: each for each in vanished_of(decided.aanlevering, vault).groepen}
        for hulpvorm, (code, reason) in given.items():
            if hulpvorm not in asked or code not in ANSWERS:
                raise UnknownChoice
            keuze = {"antwoord": code, "reden": reason}
            aantal = asked[hulpvorm].aantal
            decided.book(BewerkingSoort.ANTWOORD, f"{SUBJECT}{hulpvorm}", keuze, aantal=aantal)
        _answer_rule(decided, vanished_of(decided.aanlevering, vault))
    return vanished(actor=actor, reference=reference, now=now, vault=vault)


def _answer_rule(decided: Deciding, told: Verdwenen) -> None:
    """Who answered about every group has answered rule V22 too, unless something is missing."""
    asked = [each for each in questions(decided) if each.naam == RULE and each.antwoord is None]
    incomplete = any(each.antwoord == INCOMPLETE for each in told.groepen)
    if asked and not told.open and not incomplete:
        keuze = {"ja": True, "reden": ANSWERED_PER_GROUP}
        decided.book(BewerkingSoort.ANTWOORD, RULE, keuze, aantal=asked[0].aantal)


def _previous(aanlevering: Aanlevering) -> Aanlevering | None:
    """The version in force of the period before."""
    before = Verslagperiode.parse(aanlevering.periode).vorige
    versions = Aanlevering.objects.filter(
        aanbieder=aanlevering.aanbieder_id, periode=before.code, status__in=IN_FORCE
    )
    return versions.select_related("received_by", "submitted_by", "touched_by").first()


def _gone(before: pa.Table, now: pa.Table) -> pa.Table:
    """What counted and had not ended then, and stands in no row now, parked or not."""
    keys = ", ".join(KEY)
    return query(
        f"""
        select rij, persoon, hulpvorm, gemeente, datum_aanvang
        from before anti join now using ({keys})
        where {COUNTS} and datum_einde is null order by rij
        """,  # noqa: S608 - names of our own schema
        before=before,
        now=now,
    )


def _given(aanlevering: Aanlevering) -> dict[str, Bewerking]:
    """The last answer for each hulpvorm."""
    answers = aanlevering.bewerkingen.filter(onderwerp__startswith=SUBJECT, undone_at=None)
    return {each.onderwerp.removeprefix(SUBJECT): each for each in answers.select_related("by")}


def _group(code: str, rows: list[dict[str, Any]], given: Bewerking | None) -> VerdwenenGroep:
    if given is not None and given.aantal != len(rows):
        given = None
    places = Counter(gemeente_naam(row["gemeente"]) for row in rows)
    return VerdwenenGroep(
        hulpvorm=code,
        titel=codelijst("hulpvorm").titel_of(code),
        aantal=len(rows),
        gemeenten=tuple(sorted(places.items())),
        rijen=tuple(row["rij"] for row in rows[:MOST_PLACES]),
        antwoord=given.keuze["antwoord"] if given else "",
        reden=given.keuze["reden"] if given else "",
        door=given.by.display_name if given else "",
        at=given.at if given else None,
    )
