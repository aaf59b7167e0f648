"""Killed at every write there is: what was acknowledged is there, the rest is whole or absent.

Each step of a delivery's life is tried again and again, broken off at its first write, its second,
and so on until it comes through. After each the books and the vault are held against each other.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone
from test_aanleveringen import confirm, send
from test_bewerkingen import answer, first_proposal, repair, undo
from test_submission import withdraw
from world import BSNS, NOW, PERIODE, children, csv, world

from uitkomst.register.models import Aanlevering, Bewerking, OnthoudenKeuze
from uitkomst.register.models.aanleveringen import DRAFTS, IN_FORCE, Status
from uitkomst.services.aanlevering.check_progress import is_current
from uitkomst.services.checking import checks
from uitkomst.services.checking.decisions import keuzes_of, sealed_of, standing
from uitkomst.services.deciding import bewerkingen, rows_open
from uitkomst.services.delivering import aanleveringen, submission
from uitkomst.services.delivering.reopening import reopen
from uitkomst.services.figures import recompute
from uitkomst.services.forms import clienten
from uitkomst.services.kept import orphans, retention
from uitkomst.services.refusals import ServiceRefusal
from uitkomst.vault.store import FolderStore

FILE = csv(
    [
        *children(4),
        *children(2, 4, geslacht="Mevrouw"),
        {"bsn": "123456789"},
        *children(2, 7, geboortedatum="20170510", tevredenheid_jeugdige="8"),
    ]
)
WRITES = ("INSERT", "UPDATE", "DELETE")
MOST = 200


class Killed(BaseException):
    """The process is gone: no handler of it does anything any more."""


class Killer:
    """Kills at the n-th write, to the books or to the vault; what is dead writes nothing."""

    def __init__(self) -> None:
        self.left = 0
        self.dead = False

    def write(self) -> None:
        if self.dead:
            raise Killed
        self.left -= 1
        if self.left == 0:
            self.dead = True
            raise Killed

    def statement(self, execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        rolls_back = sql.startswith(("ROLLBACK", "RELEASE"))
        if self.dead and not rolls_back:
            raise Killed
        if sql.startswith(WRITES) or "procrastinate_defer" in sql:
            self.write()
        return execute(sql, params, many, context)


@contextmanager
def killed_at(number: int) -> Iterator[Killer]:
    """Kill whatever runs inside at its n-th write."""
    killer = Killer()
    killer.left = number
    with ExitStack() as stack:
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        for verb in ("put", "delete"):
            real = getattr(FolderStore, verb)

            def written(store, name, *content, real=real):  # type: ignore[no-untyped-def]
                killer.write()
                return real(store, name, *content)

            patch.setattr(FolderStore, verb, written)
        stack.enter_context(connection.execute_wrapper(killer.statement))
        yield killer


@contextmanager
def answer_lost_at(number: int, *, then: str) -> Iterator[list[int]]:
    """The n-th commit is done, its answer lost; the database is back at once, or stays away."""
    done = [0]
    real = BaseDatabaseWrapper._commit

    def commit(database):  # type: ignore[no-untyped-def]
        real(database)
        done[0] += 1
        if done[0] == number:
            raise OperationalError

    def away(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        if then == "away" and done[0] >= number and not sql.startswith("ROLLBACK"):
            raise OperationalError
        return execute(sql, params, many, context)

    with pytest.MonkeyPatch.context() as patch, connection.execute_wrapper(away):
        patch.setattr(BaseDatabaseWrapper, "_commit", commit)
        yield done


class Life:
    """A delivery's life, step by step; each step looks for itself how far it is."""

    def __init__(self, vault) -> None:  # type: ignore[no-untyped-def]
        self.vault = vault
        self.an = world().an
        self.acknowledged: dict[str, object] = {}

    @property
    def draft(self) -> aanleveringen.AanleveringView:
        drafts = [each for each in self._all() if each.may_decide]
        return drafts[0]

    @property
    def counting(self) -> aanleveringen.AanleveringView:
        return next(each for each in self._all() if each.status in IN_FORCE)

    def _all(self) -> list[aanleveringen.AanleveringView]:
        return sorted(aanleveringen.visible_to(actor=self.an), key=lambda each: -each.versie)

    def receive(self) -> None:
        received = send(self.an, self.vault, FILE)
        self.acknowledged[f"draft {received.reference}"] = received.reference

    def repair(self) -> None:
        if not Bewerking.objects.filter(soort="herstel", undone_at=None).exists():
            voorstel = first_proposal(self.an, self.draft)
            repair(
                self.an,
                self.vault,
                self.draft,
                (("Mevrouw", "V"),),
                onthoud=True,
                voorstel=voorstel,
            )
        assert self.draft.geparkeerd == 1

    def row(self) -> None:
        if not self.draft.geparkeerd:
            return
        self._save(8, {"bsn": BSNS[20]})
        assert self.draft.geparkeerd == 0

    def _save(self, rij: int, velden: dict[str, str]) -> None:
        rows_open.save_row(
            actor=self.an,
            reference=self.draft.reference,
            revisie=self.draft.revisie,
            rij=rij,
            velden=velden,
            now=NOW,
            vault=self.vault,
        )

    def row_and_undo(self) -> None:
        self._save(2, {"geslacht": "M"})
        last = Bewerking.objects.filter(aanlevering=self.draft.reference).latest("nummer")
        undo(self.an, self.vault, self.draft, last.nummer)

    def answer(self) -> None:
        asked = bewerkingen.vragen(actor=self.an, reference=self.draft.reference)
        if any(each.antwoord is None for each in asked):
            answer(self.an, self.vault, self.draft, {each.naam: (True, "Klopt") for each in asked})
        assert self.draft.status == "Gecontroleerd"

    def submit(self) -> None:
        if self.draft.status == "Gecontroleerd":
            confirm(self.an, self.draft)

    def compute(self) -> None:
        recompute.compute(periode=PERIODE, now=NOW, vault=self.vault)

    def withdraw(self) -> None:
        self.acknowledged["withdrawn"] = self.counting.reference
        withdraw(self.an, self.counting)

    def restore(self) -> None:
        submission.restore(
            actor=self.an,
            reference=self.acknowledged["withdrawn"],  # type: ignore[arg-type]
            now=NOW,
            vault=self.vault,
        )

    def reopen(self) -> None:
        reopen(actor=self.an, reference=self.counting.reference, now=NOW, vault=self.vault)

    def discard(self) -> None:
        aanleveringen.discard(
            actor=self.an, reference=self.draft.reference, now=NOW, vault=self.vault
        )

    def steps(self) -> list[Callable[[], None]]:
        return [
            self.receive, self.repair, self.row, self.row_and_undo, self.answer, self.submit,
            self.compute, self.withdraw, self.restore, self.reopen, self.discard,
        ]  # fmt: skip

    def recovered(self) -> None:
        """What the worker does about it: checks that were broken off are done again."""
        for each in Aanlevering.objects.filter(status__in=DRAFTS):
            if not is_current(each):
                checks.run(reference=each.pk, vault=self.vault, now=NOW)
        orphans.sweep(now=timezone.now() + timedelta(hours=2), vault=self.vault)
        self.is_whole()

    def is_whole(self) -> None:
        """The books and the vault say the same, and nothing lies about that nobody will sweep."""
        booked = {self._whole(each) for each in Aanlevering.objects.all()}
        booked |= set(Aanlevering.objects.exclude(inhoud=None).values_list("inhoud", flat=True))
        booked |= {
            each.keuze["verzegeld"]
            for each in OnthoudenKeuze.objects.filter(keuze__has_key="verzegeld")
        }
        kept = {str(each.levering) for each in self.vault.leveringen()}
        assert kept <= {str(each) for each in booked}
        in_force = Aanlevering.objects.filter(status__in=IN_FORCE)
        assert in_force.count() <= 1

    def _whole(self, each: Aanlevering) -> object:
        place = each.aanbieder_id, each.inhoud
        if each.inhoud is not None:
            rows = self.vault.trajecten(*place)
            assert rows.num_rows == each.totaal
            assert self.vault.identities(*place).num_rows == each.totaal
            assert rows["status"].to_pylist().count("goed") == each.goed
        names = set(self.vault.objects(each.aanbieder_id, each.reference))
        if each.status == Status.WEGGEGOOID:
            assert not names
            return None
        assert "bron" in names
        decided = standing(each.reference)
        typed = [one for one in decided if one.soort == "rij" or one.keuze.get("verzegeld")]
        for one in typed:
            assert sealed_of(one, each.aanbieder_id, self.vault)
        keuzes_of(decided, each.aanbieder_id, self.vault)
        # What is left of a decision that was not booked goes with the draft, or with the source.
        assert all(name == "bron" or name.startswith("bewerking-") for name in names)
        return each.reference

    def ends_clean(self) -> None:
        """After their time nothing is kept but the rows of versions that were submitted."""
        later = timezone.now() + timedelta(days=400)
        retention.sweep(now=later, vault=self.vault)
        orphans.sweep(now=later, vault=self.vault)
        booked = set(Aanlevering.objects.exclude(inhoud=None).values_list("inhoud", flat=True))
        remembered = {
            each.keuze["verzegeld"]
            for each in OnthoudenKeuze.objects.filter(keuze__has_key="verzegeld")
        }
        kept = {str(each.levering) for each in self.vault.leveringen()}
        assert kept == {str(each) for each in booked} | remembered
        assert not Aanlevering.objects.filter(status__in=DRAFTS).exists()


def attempts(life: Life, step: Callable[[], None], broken: Callable[[int], object]) -> int:
    """Break a step off at 1, 2, 3 …; gives after how many it came through."""
    for number in range(1, MOST):
        lines = Bewerking.objects.count()
        try:
            with broken(number):  # type: ignore[attr-defined]
                step()
        except (Killed, OperationalError):
            connection.close()
            life.recovered()
            assert Bewerking.objects.count() >= lines
        except (ServiceRefusal, StopIteration, IndexError):
            return number  # It had been done all the same.
        else:
            life.recovered()
            return number
    raise AssertionError("it never came through")


@pytest.mark.django_db(transaction=True)
def test_killed_at_any_write_a_delivery_stays_whole(vault):
    life = Life(vault)

    taken = {step.__name__: attempts(life, step, killed_at) for step in life.steps()}

    assert all(times > 2 for times in taken.values()), taken
    life.ends_clean()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("then", ["back", "away"])
def test_a_form_whose_booking_nobody_heard_of_keeps_its_lines(vault, then):
    cor = world().cor
    with pytest.raises(OperationalError), answer_lost_at(1, then=then):
        clienten.begin(actor=cor, periode=PERIODE, now=NOW, vault=vault)
    connection.close()

    [booked] = Aanlevering.objects.all()

    seen = clienten.overview(actor=cor, reference=booked.reference, now=NOW, vault=vault)
    assert len(seen.clienten) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("then", ["back", "away"])
def test_a_commit_whose_answer_was_lost_loses_nothing(vault, then):
    """It is in the books and nobody heard; what they tell of is in the vault all the same."""
    life = Life(vault)

    def lost(number: int) -> object:
        return answer_lost_at(number, then=then)

    for step in life.steps():
        attempts(life, step, lost)

    life.ends_clean()
