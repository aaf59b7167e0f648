"""Any life of agreements and deliveries: no row is ever processed outside a valid agreement.

Random people sign, confirm, withdraw, renew and let expire, while others receive, check, submit,
compute and look at persons, and the clock goes on. Beside it runs a model of thirty lines that
knows nothing of the portal. HYPOTHESIS_PROFILE=night tries two thousand histories.

The same histories find each of the ways in which the gate could be left open.
"""

import shutil
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings as django
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from signed_pdf import folder_of, holder, signed
from test_aanleveringen import send
from test_submission import restore, submit
from world import NOW, PDF, PERIODE, children, csv, world

from uitkomst.register.models import Aanlevering, AuditEvent, Controle, Publication
from uitkomst.services.changes import difference
from uitkomst.services.checking import checks, marked
from uitkomst.services.deelnemers import overeenkomsten
from uitkomst.services.delivering import aanleveringen, receipt
from uitkomst.services.figures import deliveries, persons, publications, recompute
from uitkomst.services.forms import clienten
from uitkomst.services.keyring import vault_in
from uitkomst.services.refusals import NoAgreement, ServiceRefusal
from uitkomst.vault.master import MasterKey
from uitkomst.vault.store import FolderStore

FIRST = timezone.localdate(NOW)
LAST = date(2026, 12, 20)  # The period is open until then.
HISTORIES = 2000 if settings().max_examples >= 2000 else 50
AUTHORITY = holder("Vertrouwde Uitgever")
SIGNED = signed(holder("D. Directeur", AUTHORITY))


@dataclass
class Paper:
    """An agreement as the model knows it."""

    van: date
    tot: date | None
    sure: bool
    withdrawn: bool = False
    nummer: int = 0


@dataclass
class Model:
    """What may be processed, in the words of the law: under a paper that is signed and goes on."""

    day: date = FIRST
    papers: list[Paper] = field(default_factory=list)

    def may(self) -> bool:
        return any(
            paper.sure
            and not paper.withdrawn
            and paper.van <= self.day
            and (paper.tot is None or self.day <= paper.tot)
            for paper in self.papers
        )


class Lives(RuleBasedStateMachine):
    """One provider with any agreements; who else takes part does so in good order."""

    papers = Bundle("papers")
    sent = Bundle("sent")

    def __init__(self):
        super().__init__()
        self.outer = transaction.atomic()
        self.outer.__enter__()
        self.folder = Path(tempfile.mkdtemp(prefix="uitkomst-agreed-"))
        self.trusted, django.TRUST_ROOTS = (
            django.TRUST_ROOTS,
            folder_of(self.folder / "trusted", AUTHORITY),
        )
        self.vault = vault_in(self.folder, MasterKey(bytes(range(32))))
        self.people = world()
        self.dirk = self.people.dirk
        self.model, self.now = Model(), NOW
        self.touched: list[str] = []  # What of this provider was opened or put away.
        self.real = {verb: getattr(FolderStore, verb) for verb in ("get", "put")}
        for verb, real in self.real.items():
            setattr(FolderStore, verb, self.watched(real))

    def watched(self, real):
        def noted(store, name, *content):
            if str(self.dirk.organisatie) in name:
                self.touched.append(name)
            return real(store, name, *content)

        return noted

    def teardown(self):
        for verb, real in self.real.items():
            setattr(FolderStore, verb, real)
        django.TRUST_ROOTS = self.trusted
        transaction.set_rollback(True)
        self.outer.__exit__(None, None, None)
        shutil.rmtree(self.folder)

    def gated(self, work):
        """Done if the model says it may; else refused for that reason, and nothing is touched."""
        self.touched.clear()
        looks = self.looks()
        try:
            done = work()
        except NoAgreement:
            assert not self.model.may()
            done = None
        except ServiceRefusal:
            assert self.model.may()
            done = None
        else:
            assert self.model.may()
        assert self.model.may() or (self.touched, self.looks()) == ([], looks)
        return done

    def looks(self):
        return AuditEvent.objects.filter(action="personen:view").count()

    @initialize(target=papers, lasts=st.integers(0, 10), digitally=st.booleans())
    def one_is_there(self, lasts, digitally):
        return self.sign(0, lasts, digitally)

    @rule(days=st.sampled_from([1, 1, 2, 7, 40]))
    def the_clock_goes_on(self, days):
        if self.model.day + timedelta(days=days) <= LAST:
            self.the_clock_goes_on_by(days)

    @rule(paper=papers, beyond=st.integers(0, 1), last=st.booleans())
    def the_clock_goes_to_an_edge(self, paper, beyond, last):
        edge = (paper.tot if last else paper.van - timedelta(days=1)) or self.model.day
        days = (edge - self.model.day).days + beyond
        if days > 0 and self.model.day + timedelta(days=days) <= LAST:
            self.the_clock_goes_on_by(days)

    def the_clock_goes_on_by(self, days):
        self.model.day += timedelta(days=days)
        self.now += timedelta(days=days)

    @rule(
        target=papers,
        begins=st.sampled_from([-30, -5, -1, 0, 0, 1, 5, 20]),
        lasts=st.none() | st.integers(0, 10) | st.integers(0, 60),
        digitally=st.booleans(),
    )
    def sign_another(self, begins, lasts, digitally):
        return self.sign(begins, lasts, digitally)

    def sign(self, begins, lasts, digitally):
        van = self.model.day + timedelta(days=begins)
        tot = None if lasts is None else van + timedelta(days=lasts)
        added = overeenkomsten.add(
            actor=self.people.ruud,
            aanbieder=self.dirk.organisatie,
            versie="1",
            geldig_van=van,
            geldig_tot=tot,
            ondertekenaar="D.",
            pdf=SIGNED if digitally else PDF,
            now=self.now,
        )
        paper = Paper(van, tot, sure=digitally, nummer=added.nummer)
        self.model.papers.append(paper)
        return paper

    @rule(paper=papers, who=st.sampled_from(["ruud", "priya"]))
    def confirm(self, paper, who):
        try:
            actor = getattr(self.people, who)
            overeenkomsten.confirm(actor=actor, overeenkomst=paper.nummer, now=self.now)
        except ServiceRefusal:
            assert who == "ruud" or paper.sure or paper.withdrawn
        else:
            paper.sure = True

    @rule(paper=papers)
    def withdraw(self, paper):
        try:
            overeenkomsten.withdraw(
                actor=self.people.priya, overeenkomst=paper.nummer, reden="Stopt.", now=self.now
            )
        except ServiceRefusal:
            assert paper.withdrawn
        paper.withdrawn = True

    @rule(target=sent, number=st.integers(1, 3))
    def receive(self, number):
        file = csv(children(number))
        return self.gated(lambda: send(self.dirk, self.vault, file, now=self.now))

    @rule(of=sent)
    def check(self, of):
        if of is not None:
            Controle.objects.filter(pk=of.reference).update(state="wacht", revisie=9)
            Aanlevering.objects.filter(pk=of.reference).update(revisie=9)
            self.try_to(lambda: checks.run(reference=of.reference, vault=self.vault, now=self.now))

    @rule(of=sent)
    def submit(self, of):
        if of is not None:
            view = aanleveringen.detail(actor=self.dirk, reference=of.reference).aanlevering
            self.gated(lambda: submit(self.dirk, view, now=self.now))

    @rule(of=sent)
    def put_back(self, of):
        if of is not None:
            self.gated(lambda: restore(self.dirk, of, self.vault, now=self.now))

    @rule(of=sent, what=st.sampled_from(["difference", "marked", "receipt", "form"]))
    def look(self, of, what):
        if of is None:
            return
        known = {"actor": self.dirk, "reference": of.reference, "vault": self.vault}
        works = {
            "difference": lambda: difference.difference(**known, now=self.now),
            "marked": lambda: marked.marked_file(**known, now=self.now),
            "receipt": lambda: receipt.receipt(**known, now=self.now),
            "form": lambda: clienten.begin(
                actor=self.dirk, periode=PERIODE, now=self.now, vault=self.vault
            ),
        }
        # What is on a receipt stands in the books; only who counts opens the vault for it.
        (self.try_to if what == "receipt" else self.gated)(works[what])

    @rule()
    def see_persons(self):
        self.gated(
            lambda: persons.persons_behind(
                actor=self.dirk,
                periode=PERIODE,
                indicator="uitval",
                hulpvorm="totaal",
                categorie="totaal",
                now=self.now,
                vault=self.vault,
            )
        )

    @rule()
    def see_figures(self):
        self.gated(
            lambda: publications.own_table(
                actor=self.dirk, periode=PERIODE, now=self.now, vault=self.vault
            )
        )

    @rule()
    def compute(self):
        self.try_to(lambda: recompute.compute(periode=PERIODE, now=self.now, vault=self.vault))

    def try_to(self, work):
        """Whatever it says, without an agreement it touches nothing."""
        self.touched.clear()
        with suppress(ServiceRefusal):
            work()
        assert self.model.may() or self.touched == []

    @invariant()
    def the_gate_is_open_when_the_model_says_so(self):
        found = overeenkomsten.valid_for(aanbieder=self.dirk.organisatie, day=self.model.day)
        assert (found is not None) == self.model.may()

    @invariant()
    def what_counts_counts_under_an_agreement(self):
        assert self.model.may() or deliveries.counting(PERIODE, self.model.day) == []


def lives(histories, **more):
    run_state_machine_as_test(
        Lives,
        settings=settings(
            max_examples=histories,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            **more,
        ),
    )


def test_no_row_is_processed_outside_a_valid_agreement_in_any_order_of_steps(db):
    lives(HISTORIES)


REAL = overeenkomsten.in_force
SEEDED = {
    "no gate at all": lambda day: Q(pk__isnull=False),
    "a withdrawal that is forgotten": lambda day: (
        Q(geldig_van__lte=day)
        & (Q(geldig_tot=None) | Q(geldig_tot__gte=day))
        & (Q(handtekening="geldig") | Q(bevestigd_at__isnull=False))
    ),
    "one person who is enough": lambda day: (
        Q(geldig_van__lte=day, ingetrokken_at=None) & (Q(geldig_tot=None) | Q(geldig_tot__gte=day))
    ),
    "a day too many": lambda day: REAL(day) | REAL(day - timedelta(days=1)),
    "a day too early": lambda day: REAL(day) | REAL(day + timedelta(days=1)),
    "the last day left out": lambda day: REAL(day) & ~Q(geldig_tot=day),
}


@pytest.mark.parametrize("fault", SEEDED)
def test_the_histories_find_a_gate_that_is_left_open(db, monkeypatch, fault):
    monkeypatch.setattr(overeenkomsten, "in_force", SEEDED[fault])

    with pytest.raises(AssertionError):
        lives(300, phases=[Phase.generate], derandomize=True)


def test_an_agreement_withdrawn_during_a_computation_keeps_its_rows_out(db, vault, monkeypatch):
    """Between the counting and the publishing; what was published before stays until then."""
    people = world()
    for who, start in ((people.an, 0), (people.ben, 20)):
        submit(who, send(who, vault, csv(children(20, start))))
    real, counted = recompute.count, []

    def withdrawn_meanwhile(*arguments):
        if not counted:
            found = overeenkomsten.valid_for(aanbieder=people.ben.organisatie, day=FIRST)
            overeenkomsten.withdraw(
                actor=people.priya, overeenkomst=found.nummer, reden="Stopt.", now=NOW
            )
        counted.append(arguments)
        return real(*arguments)

    monkeypatch.setattr(recompute, "count", withdrawn_meanwhile)
    recompute.compute(periode=PERIODE, now=NOW, vault=vault)

    assert {
        each.status for each in Aanlevering.objects.filter(aanbieder=people.an.organisatie)
    } == {"Verwerkt"}
    of_ben = Aanlevering.objects.get(aanbieder=people.ben.organisatie)
    assert (of_ben.status, of_ben.reported_at) == ("Ingediend", None)
    shown = Publication.objects.filter(in_force=True)
    assert shown.exists()
    assert not any(str(people.ben.organisatie) in each.table for each in shown)
