"""Checking without keeping: no line in the books, no object in the vault, no file on a disk.

The gate is the same as for a delivery, because reading a file is processing it.
"""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from uitkomst.access.actor import Actor, require
from uitkomst.access.permissions import Permission
from uitkomst.intake.check import CheckResult, Context, UnreadableFile, check_table
from uitkomst.intake.findings import Finding, KolomLezing, Lezing, Oorzaak, Voorstel
from uitkomst.intake.keuzes import AS_RECOGNISED, Keuzes
from uitkomst.intake.lezing import lezing_of
from uitkomst.intake.marking.mark import MarkedFile, marked
from uitkomst.intake.read import read
from uitkomst.intake.recognise import recognise
from uitkomst.intake.wrong_columns import WrongColumns
from uitkomst.services.aanlevering import policies
from uitkomst.services.deelnemers import overeenkomsten
from uitkomst.standard.verslagperiode import Verslagperiode

__all__ = [
    "CheckOnly",
    "CheckResult",
    "Finding",
    "Keuzes",
    "KolomLezing",
    "Lezing",
    "MarkedFile",
    "Oorzaak",
    "UnreadableFile",
    "Voorstel",
    "check_only",
    "marked_only",
]


@dataclass(frozen=True)
class CheckOnly:
    """What a check found, for the one who asked and nobody after.

    `lezing` holds the first values of each column: for a page to whom the file belongs, never to
    keep. Without a `result` the columns are not those of a delivery, and `melding` says so.
    """

    result: CheckResult | None
    lezing: Lezing = field(repr=False)
    melding: str


def check_only(
    *,
    actor: Actor,
    content: bytes,
    bestandsnaam: str,
    now: datetime,
    periode: Verslagperiode | None = None,
    keuzes: Keuzes = AS_RECOGNISED,
) -> CheckOnly:
    """Check a file and forget it; without `periode` the file itself tells which it is about.

    Raises NotAllowed, NoAgreement, UnreadableFile (not for wrong columns: those are shown).
    """
    context = _gate(actor, periode, now)
    raw = read(content, bestandsnaam, blad=keuzes.blad)
    lezing = lezing_of(raw, bestandsnaam, keuzes)
    try:
        recognised = recognise(raw, None, keuzes)
        result = check_table(raw, recognised, bestandsnaam, context, keuzes=keuzes)
    except WrongColumns as wrong:
        return CheckOnly(None, lezing, wrong.melding)
    return CheckOnly(result, lezing, "")


def marked_only(
    *,
    actor: Actor,
    content: bytes,
    bestandsnaam: str,
    now: datetime,
    periode: Verslagperiode | None = None,
    keuzes: Keuzes = AS_RECOGNISED,
    als: str = "xlsx",
    taal: str = "nl",
) -> MarkedFile:
    """The file back with what was found marked in it, and forget both.

    Raises NotAllowed, NoAgreement, UnreadableFile.
    """
    context = _gate(actor, periode, now)
    raw = read(content, bestandsnaam, blad=keuzes.blad)
    recognised = recognise(raw, None, keuzes)
    result = check_table(raw, recognised, bestandsnaam, context, keuzes=keuzes)
    return marked(content, bestandsnaam, result, als=als, taal=taal)


def _gate(actor: Actor, periode: Verslagperiode | None, now: datetime) -> Context:
    """The permission, then the agreement, and only then the file."""
    require(actor, Permission.CHECK_FILE)
    day = timezone.localdate(now)
    overeenkomsten.required_for(aanbieder=actor.organisatie, day=day)
    return Context(periode=periode, laatste_periode=policies.open_periods(day)[0])
