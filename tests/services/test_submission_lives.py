"""Any order of receiving, answering, submitting, withdrawing, restoring and throwing away.

Whatever people do, of a provider and period at most one version counts, nothing counts that has an
open question, and the figures are those of the version that counts.
"""

import shutil
import tempfile
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    rule,
    run_state_machine_as_test,
)
from test_aanleveringen import send
from test_submission import TOO_YOUNG, restore, say, submit, withdraw
from world import NOW, PERIODE, children, csv, world

from uitkomst.register.models import Aanlevering
from uitkomst.register.models.aanleveringen import IN_FORCE
from uitkomst.services.delivering import aanleveringen
from uitkomst.services.figures import publications, recompute
from uitkomst.services.figures.deliveries import counting
from uitkomst.services.keyring import vault_in
from uitkomst.services.refusals import NotFound, ServiceRefusal
from uitkomst.vault.master import MasterKey

PERIODES = (PERIODE, PERIODE.vorige)
RUNNING = {"datum_einde": "", "reden_beeindiging": ""}


@dataclass
class Sent:
    """What the model remembers of one version: how many children, and whether it asks."""

    reference: object
    children: int
    asks: bool


class Lives(RuleBasedStateMachine):
    """One provider, two periods; refusals are expected, and leave everything as it was."""

    sent = Bundle("sent")

    def __init__(self):
        super().__init__()
        self.outer = transaction.atomic()
        self.outer.__enter__()
        self.folder = Path(tempfile.mkdtemp(prefix="uitkomst-lives-"))
        self.vault = vault_in(self.folder, MasterKey(bytes(range(32))))
        self.an = world().an
        self.now = NOW
        self.counts: dict[object, Sent] = {}  # by period: what should count

    def teardown(self):
        transaction.set_rollback(True)
        self.outer.__exit__(None, None, None)
        shutil.rmtree(self.folder)

    def tick(self):
        self.now += timedelta(minutes=1)
        return self.now

    def view(self, sent):
        found = aanleveringen.detail(actor=self.an, reference=sent.reference)
        return found.aanlevering

    def tried(self, work):
        """Whether it was done; a refusal changes nothing."""
        before = self.books()
        try:
            work()
        except ServiceRefusal:
            assert self.books() == before
            return False
        return True

    def books(self):
        return list(Aanlevering.objects.order_by("pk").values_list("pk", "status", "revisie"))

    @rule(
        target=sent,
        periode=st.sampled_from(PERIODES),
        number=st.integers(1, 4),
        asks=st.booleans(),
    )
    def receive(self, periode, number, asks):
        rows = children(number, **(RUNNING if periode == PERIODE.vorige else {}))
        if asks:
            rows += children(1, 10, **TOO_YOUNG, **(RUNNING if periode != PERIODE else {}))
        draft = send(self.an, self.vault, csv(rows), periode=periode, now=self.tick())
        return Sent(draft.reference, len(rows), draft.status == "Wacht op bevestiging")

    @rule(sent=sent)
    def answer(self, sent):
        if self.tried(lambda: say(self.an, self.view(sent), self.vault, ja=True)):
            sent.asks = False

    @rule(sent=sent)
    def confirm(self, sent):
        view = self.view(sent)
        if self.tried(lambda: submit(self.an, view, now=self.tick())):
            assert not sent.asks
            self.counts[view.periode] = sent

    @rule(sent=sent)
    def withdraw(self, sent):
        view = self.view(sent)
        if self.tried(lambda: withdraw(self.an, view, now=self.tick())):
            assert self.counts.pop(view.periode) is sent

    @rule(sent=sent)
    def restore(self, sent):
        view = self.view(sent)
        if self.tried(lambda: restore(self.an, view, self.vault, now=self.tick())):
            self.counts[view.periode] = sent

    @rule(sent=consumes(sent))
    def discard(self, sent):
        self.tried(
            lambda: aanleveringen.discard(
                actor=self.an, reference=sent.reference, now=self.tick(), vault=self.vault
            )
        )

    @rule(periode=st.sampled_from(PERIODES))
    def compute(self, periode):
        recompute.compute(periode=periode, now=self.now, vault=self.vault)
        expected = self.counts.get(periode)
        if expected is None:
            with pytest.raises(NotFound):
                publications.own_table(actor=self.an, periode=periode, now=NOW, vault=self.vault)
            return
        table = publications.own_table(actor=self.an, periode=periode, now=NOW, vault=self.vault)
        ended = {cell.gemeten for cell in table.cells if cell.indicator == "uitval"}
        assert max(ended) == (expected.children if periode == PERIODE else 0)

    @invariant()
    def at_most_one_version_counts(self):
        for periode in PERIODES:
            found = Aanlevering.objects.filter(periode=periode.code, status__in=IN_FORCE)
            expected = self.counts.get(periode)
            assert [each.pk for each in found] == ([expected.reference] if expected else [])

    @invariant()
    def nothing_counts_with_an_open_question(self):
        assert not Aanlevering.objects.filter(status__in=IN_FORCE, bevestigen__gt=0).exists()

    @invariant()
    def the_rows_that_count_are_those_of_that_version(self):
        for periode in PERIODES:
            rows = [
                self.vault.trajecten(each.aanbieder, each.inhoud).num_rows
                for each in counting(periode, self.now.date())
            ]
            expected = self.counts.get(periode)
            assert rows == ([expected.children] if expected else [])


def test_any_order_of_steps_leaves_one_version_that_counts(db):
    run_state_machine_as_test(
        Lives,
        settings=settings(
            max_examples=settings().max_examples // 10,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
