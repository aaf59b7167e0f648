"""A process is killed (-9) at random moments of the end of a contract, again and again.

`test_contracteinde` breaks it off at each write in turn, inside one process. This is the other
half: a real process, a real signal, at a moment nobody chose. UITKOMST_KILLS says how many times
(200 before a release); UITKOMST_KILL_SEED repeats a run.
"""

import logging
import random
import shutil
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.utils import timezone
from test_aanleveringen import confirm, send
from test_contracteinde import (
    CANARIES,
    contract_of,
    elsewhere,
    opened_by_script,
    outcome,
    published,
    small,
    vault_keys,
)
from test_killed_for_real import KILLS, SECRET, SEED, Forker, forker, settled
from world import BSNS, NOW, PERIODE, agree, csv, provider, world

from uitkomst.register.models import Aanlevering, AuditEvent, Contracteinde
from uitkomst.register.models.aanleveringen import IN_FORCE
from uitkomst.services.figures import recompute
from uitkomst.services.kept import orphans
from uitkomst.services.keyring import vault_in
from uitkomst.services.privacy.contracteinde_job import DONE
from uitkomst.services.privacy.contracteinde_stappen import STEPS
from uitkomst.vault.master import MasterKey
from uitkomst.vault.refusals import VaultRefusal

LOG = logging.getLogger(__name__)
MANY = 100  # kills, of which some fall in each step
IN_A_ROW = 3  # times that one end is killed before it may come to its end

# Loads everything once and then forks: each child carries out one end until it is killed.
ENDS = """
import json, os, sys, time
sys.path.insert(0, sys.argv[1])
from uitkomst.config import startup
startup.load()
from uuid import UUID
from test_contracteinde import LATER
from uitkomst.services.keyring import current_vault
from uitkomst.services.privacy.contracteinde_job import carry_out

def tell(**said):
    os.write(1, json.dumps(said).encode() + b"\\n")

def work(einde):
    tell(doing="end")
    carry_out(einde=einde, now=LATER, vault=current_vault())
    tell(doing="done")
    time.sleep(60)

for line in sys.stdin:
    child = os.fork()
    if child == 0:
        os.setpgid(0, 0)
        try:
            work(UUID(line.strip()))
        finally:
            os._exit(1)
    tell(child=child)
    os.waitpid(child, 0)
    tell(dead=child)
"""


class End:
    """A provider of its own, whose contract with Den Haag is being ended."""

    def __init__(self, people, vault, data: Path, number: int, *, last: bool) -> None:  # type: ignore[no-untyped-def]
        an = provider(f"an{number}", "instelling", naam="Stichting Aap")
        agree(people.ruud, an)
        self.people, self.vault, self.data = replace(people, an=an), vault, data
        self.aanbieder, self.last = an.organisatie, last
        self.einde: UUID = small(self.people, vault, last=last)
        self.shown = published()
        self.older = data / "older" / str(number)
        shutil.copytree(data / "kluis" / str(self.aanbieder), self.older / str(self.aanbieder))

    @property
    def found(self) -> Contracteinde:
        """As it stands in the books."""
        return Contracteinde.objects.get(pk=self.einde)

    def is_whole(self) -> None:
        """Half way or done: what is booked was done, what counts opens, nobody else lost a row."""
        found = self.found
        booked = list(found.resultaat.get(DONE, []))
        assert booked == list(STEPS)[: len(booked)]
        lines = AuditEvent.objects.filter(action="contracteinde:step", subject=str(self.einde))
        told = list(lines.order_by("pk").values_list("purpose", flat=True))
        assert [purpose.split(":")[0] for purpose in told] == booked
        ended = found.staat == "uitgevoerd"
        assert ended == bool(found.certificaat) == (found.besluit.uitgevoerd_at is not None)
        assert not ended or booked == list(STEPS)
        opened = opened_by_script(self.older, vault_keys(self.data), self.aanbieder)
        if "identiteiten" in booked and not self.last:
            assert not {row.get("bsn") for row in opened} & set(CANARIES[1:12])
        if "sleutels" in booked:
            assert opened == []
        self._what_counts_opens()

    def _what_counts_opens(self) -> None:
        for each in Aanlevering.objects.filter(aanbieder=self.aanbieder, status__in=IN_FORCE):
            rows = self.vault.countable(self.aanbieder, each.inhoud)
            who = self.vault.identities(self.aanbieder, each.inhoud)
            assert who.num_rows == rows.num_rows
            if not self.last:
                assert {*BSNS[400:402], CANARIES[0]} <= set(who["bsn"].to_pylist())

    def is_over(self) -> tuple[object, ...]:
        """After its end: no copy opens, nothing is left over; gives all that can be seen of it.

        A file that was being written when somebody died has no name yet, and goes with the sweep.
        """
        assert self.found.staat == "uitgevoerd"
        assert orphans.sweep(now=timezone.now() + timedelta(hours=2), vault=self.vault) == 0
        self.is_whole()
        assert published() == self.shown
        assert opened_by_script(self.older, vault_keys(self.data), self.aanbieder) == []
        seen = outcome(self.people, self.einde, self.vault, self.data)
        shutil.rmtree(self.older)
        return seen


@pytest.mark.django_db(transaction=True)
def test_killed_at_random_the_end_of_a_contract_comes_to_the_same(tmp_path):
    vault = vault_in(tmp_path, MasterKey(SECRET))
    people = world()
    contract_of(people, people.ben, people.gert)
    confirm(people.ben, send(people.ben, vault, csv(elsewhere(BSNS[500:540]))))
    recompute.compute(periode=PERIODE, now=NOW, vault=vault)
    chance, number = random.Random(SEED), 0
    died, steps = Counter[bool](), Counter[int]()
    with forker(tmp_path, ENDS) as process:
        wanted, took = {}, {}
        for last in (True, False):
            number += 1
            whole = End(people, vault, tmp_path, number, last=last)
            took[last] = process.lasted(whole.einde)
            settled()
            wanted[last] = whole.is_over()
        others = whole_of(vault, people.ben.organisatie)
        while sum(died.values()) < KILLS:
            number += 1
            last = chance.random() < 0.5
            end = End(people, vault, tmp_path, number, last=last)
            most = min(IN_A_ROW, KILLS - sum(died.values()))
            for done in killed(process, end, chance, took[last], most):
                steps[done] += 1
                died[last] += 1
            process.lasted(end.einde)
            settled()
            assert end.is_over() == wanted[last], SEED
            assert whole_of(vault, people.ben.organisatie) == others
    assert vault.replay_tombstones().unreadable == 0
    LOG.info("%s kills, seed %s, steps booked: %s", sum(died.values()), SEED, sorted(steps.items()))
    assert KILLS < MANY or set(steps) >= set(range(len(STEPS))), (SEED, steps)


def killed(process: Forker, end: End, chance: random.Random, took: float, most: int):  # type: ignore[no-untyped-def]
    """Kill what carries this out, up to so many times; gives each time how many steps were booked.

    A child that had come to its end is no kill.
    """
    for _ in range(most):
        told = process.killed(end.einde, doing="end", after=chance.uniform(0, took))
        settled()
        end.is_whole()
        if {"doing": "done"} in told:
            return
        yield len(end.found.resultaat.get(DONE, []))


def whole_of(vault, aanbieder: UUID) -> list[object]:  # type: ignore[no-untyped-def]
    """Everything of a provider that has nothing to do with it."""
    return [
        (vault.trajecten(aanbieder, each.inhoud), vault.identities(aanbieder, each.inhoud))
        for each in Aanlevering.objects.filter(aanbieder=aanbieder).order_by("pk")
    ]


@pytest.mark.django_db(transaction=True)
def test_the_checks_see_an_end_that_was_not_whole(tmp_path):
    """The test of the test: each fault, made once on purpose, is found."""
    vault = vault_in(tmp_path, MasterKey(SECRET))
    people = world()
    end = End(people, vault, tmp_path, 1, last=False)
    end.is_whole()

    with pytest.raises(AssertionError):
        end.is_over()
    Contracteinde.objects.filter(pk=end.einde).update(resultaat={DONE: list(STEPS)})
    with pytest.raises(AssertionError):  # Booked, and neither told nor done.
        end.is_whole()
    Contracteinde.objects.filter(pk=end.einde).update(resultaat={})
    in_force = Aanlevering.objects.get(aanbieder=end.aanbieder, status__in=IN_FORCE)
    vault.discard(end.aanbieder, in_force.inhoud)
    with pytest.raises((AssertionError, VaultRefusal)):
        end.is_whole()
