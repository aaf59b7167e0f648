"""One decision about a draft, and the check that follows it: all in the books, or nothing.

The decision names the revisie of the page it was made on. When somebody else decided meanwhile it
is refused with that person's name, so that nobody overwrites what they did not see.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import DatabaseError, transaction
from django.db.models import Max
from django.utils import timezone

from uitkomst.access.actor import Actor, require
from uitkomst.access.permissions import Permission
from uitkomst.register.models import Aanlevering, Bewerking, User
from uitkomst.register.models.aanleveringen import Route
from uitkomst.register.models.bewerkingen import BewerkingSoort
from uitkomst.services.aanlevering import policies
from uitkomst.services.aanlevering.own import own_draft, record, user_of
from uitkomst.services.aanlevering.presence import touch
from uitkomst.services.checking import checks
from uitkomst.services.checking.decisions import seal_typed
from uitkomst.services.deelnemers import overeenkomsten
from uitkomst.services.kept import sources
from uitkomst.services.kept.sources import BEWERKING
from uitkomst.services.refusals import ChangedMeanwhile, UnknownChoice
from uitkomst.vault.vault import Vault

ACTIONS = {
    "kolommen": "aanlevering:columns",
    "herstel": "aanlevering:repair",
    "rij": "aanlevering:row",
    "weg": "aanlevering:row",
    "antwoord": "aanlevering:answer",
}
Typed = Mapping[str, str | None]


@dataclass
class Deciding:
    """A draft that is locked while somebody decides about it; `book` and `undo` change it."""

    aanlevering: Aanlevering
    actor: Actor
    user: User
    now: datetime
    vault: Vault
    _next: int
    _sealed: list[str] = field(default_factory=list)
    _forgotten: list[str] = field(default_factory=list)

    def book(
        self,
        soort: str,
        onderwerp: str,
        keuze: dict[str, Any],
        *,
        rij: int | None = None,
        aantal: int | None = None,
        typed: Typed | None = None,
    ) -> None:
        """Put a decision in the books with its line; what was `typed` goes to the vault only.

        Raises UnknownChoice for what is decided about a file and not about a form, of which the
        lines themselves are put right (`clienten`).
        """
        if self.aanlevering.route == Route.FORMULIER and soort != BewerkingSoort.ANTWOORD:
            raise UnknownChoice
        nummer = self._next
        self._next += 1
        if typed is not None:
            where = self.aanlevering.aanbieder_id, self.aanlevering.reference
            self._sealed.append(f"{BEWERKING}{nummer}")
            seal_typed(self.vault, *where, nummer, typed)
        Bewerking.objects.create(
            aanlevering=self.aanlevering,
            nummer=nummer,
            soort=soort,
            onderwerp=onderwerp,
            keuze=keuze,
            rij=rij,
            aantal=aantal,
            at=self.now,
            by=self.user,
        )
        about = f"rij {rij}" if rij is not None else onderwerp
        record(self.actor, ACTIONS[soort], self.aanlevering, self.now, about=about)

    def replace_source(self, naam: str) -> None:
        """Let the source be what was sealed under this name; the old one goes once booked."""
        self._sealed.append(naam)
        self._forgotten.append(self.aanlevering.bron)
        self.aanlevering.bron = naam

    def undo(self, bewerking: Bewerking) -> None:
        """Take a decision back; it stays in the books, what was typed with it does not stay."""
        bewerking.undone_at, bewerking.undone_by = self.now, self.user
        bewerking.save()
        self._forgotten.append(f"{BEWERKING}{bewerking.nummer}")
        about = f"bewerking {bewerking.nummer}"
        record(self.actor, "aanlevering:undo", self.aanlevering, self.now, about=about)

    def end(self) -> None:
        """Forget in the vault what is not in the books any more."""
        self._destroy(self._forgotten)

    def give_up(self) -> None:
        """Forget in the vault what was sealed and not booked.

        When the answer to a commit is lost it may have been booked after all: the books are asked,
        and when they do not answer either it goes with the draft.
        """
        with suppress(DatabaseError):
            draft = Aanlevering.objects.get(pk=self.aanlevering.pk)
            booked = draft.bewerkingen.values_list("nummer", flat=True)
            names = {draft.bron, *(f"{BEWERKING}{nummer}" for nummer in booked)}
            self._destroy([naam for naam in self._sealed if naam not in names])

    def _destroy(self, names: Iterable[str]) -> None:
        for naam in names:
            self.vault.destroy_object(
                self.aanlevering.aanbieder_id, self.aanlevering.reference, naam
            )


@contextmanager
def deciding(
    *, actor: Actor, reference: UUID, revisie: int, now: datetime, vault: Vault
) -> Iterator[Deciding]:
    """Decide about an own draft inside the block; afterwards it is checked, or will be.

    Raises NotAllowed, NotFound, NoAgreement, WrongStatus, ChangedMeanwhile, SourceGone (what cannot
    be checked again is not decided about).
    """
    require(actor, Permission.SUBMIT_AANLEVERING)
    overeenkomsten.required_for(aanbieder=actor.organisatie, day=timezone.localdate(now))
    decided: Deciding | None = None
    try:
        with transaction.atomic():
            aanlevering = own_draft(actor, reference, lock=True)
            if aanlevering.revisie != revisie:
                raise changed_by(aanlevering, actor)
            sources.require(vault, aanlevering)
            last = aanlevering.bewerkingen.aggregate(last=Max("nummer"))["last"] or 0
            user = user_of(actor)
            decided = Deciding(aanlevering, actor, user, now, vault, last + 1)
            yield decided
            aanlevering.revisie += 1
            touch(aanlevering, user, now)
            aanlevering.save()
            at_once = checks.ask(aanlevering, now=now, by=user)
    except BaseException:
        if decided is not None:
            decided.give_up()
        raise
    decided.end()
    if at_once:
        checks.run(reference=reference, vault=vault, now=now)


def require_checked(decided: Deciding) -> None:
    """Go on only when what the books say is about this revisie. Raises StillChecking."""
    policies.require_checked(decided.aanlevering)


def changed_by(aanlevering: Aanlevering, actor: Actor) -> ChangedMeanwhile:
    """The refusal that names who decided last, which may be the actor in another window."""
    last: tuple[datetime, str, str] | None = None
    for each in aanlevering.bewerkingen.select_related("by", "undone_by"):
        at, by = each.undone_at or each.at, each.undone_by or each.by
        last = max(last or (at, "", ""), (at, by.username, by.display_name))
    if last is None:
        return ChangedMeanwhile()
    _, username, name = last
    if username == actor.username:
        return ChangedMeanwhile.by_oneself()
    return ChangedMeanwhile.by(name)
