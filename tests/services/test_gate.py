"""Nothing of a provider is opened outside a valid agreement: every function with a vault is tried.

A function that is added to the services is found here by itself; one that takes an argument nobody
knows yet fails until it has one below.
"""

import inspect
import pkgutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from importlib import import_module
from uuid import uuid4

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from test_aanleveringen import confirm, inhoud_of, send
from world import BSNS, NOW, PERIODE, agree, children, csv

from uitkomst import services
from uitkomst.intake.keuzes import Herstelkeuze
from uitkomst.register.models import Aanlevering, AuditEvent, Controle, Verwerkersovereenkomst
from uitkomst.services.checking import checks
from uitkomst.services.delivering import aanleveringen
from uitkomst.services.figures import recompute
from uitkomst.services.forms import clienten
from uitkomst.services.kept import orphans
from uitkomst.services.refusals import NoAgreement, ServiceRefusal
from uitkomst.vault.store import FolderStore

LATER = NOW + timedelta(days=1)
MANY = csv(
    [
        *children(4),
        {"bsn": BSNS[5], "geslacht": "Mevrouw"},
        {"bsn": "123456789"},
        *children(2, 7, geboortedatum="20170510", tevredenheid_jeugdige="8"),
    ]
)
RUNNING = {"datum_einde": "", "reden_beeindiging": ""}
# Whose own promise it is to open something for somebody else: they are called from behind the gate.
BEHIND = {
    "check_outcome", "checks", "known", "client_lines", "context", "decisions", "deliveries",
    "demo_deliveries", "kept_places", "kept_rows", "source_tables", "sources", "checksums",
    "onthouden", "seen", "inzage",
}  # fmt: skip
# It opens nothing of a provider: which regions follow children, and the key for it.
OF_REGIONS = {"linking"}
# They count by pseudonym what the logbook names; a breach is told also after an agreement ended.
COUNTS_A_BREACH = {"incidenten_reach", "incidenten_letter"}
# Two persons, or the provider, decided first; ending a processing takes no agreement to it.
ENDS_A_PROCESSING = {
    "contracteinde", "contracteinde_boeken", "contracteinde_begin", "contracteinde_job",
    "contracteinde_omvang", "verzoeken", "verzoeken_uitvoeren", "persons_found", "afterwards",
    "demo_privacy",
}  # fmt: skip
# What destroys opens nothing, and stopping to count needs no agreement.
HOUSEKEEPING = {"orphans.sweep", "retention.sweep", "aanleveringen.discard", "recompute.compute"}
INTERNAL = {
    "vanished.vanished_of",
    "deciding.deciding",
    "opened_drafts.opened_draft",
    "orphans.forget_unless_booked",
    "seen.record_look",
    "inzage.record_view",
    "inzage.persons_of",
}


def opening() -> Iterator[tuple[str, Callable[..., object]]]:
    """Every public function of the services that takes a vault or the bytes of a file."""
    for module in pkgutil.walk_packages(services.__path__, f"{services.__name__}."):
        name_of_module = module.name.rpartition(".")[2]
        if name_of_module in BEHIND | OF_REGIONS | COUNTS_A_BREACH | ENDS_A_PROCESSING:
            continue
        found = import_module(module.name)
        for name, function in vars(found).items():
            if not inspect.isfunction(function) or function.__module__ != found.__name__:
                continue
            named = f"{name_of_module}.{name}"
            takes = inspect.signature(function).parameters.keys() & {"vault", "content"}
            if takes and not name.startswith("_") and named not in HOUSEKEEPING | INTERNAL:
                yield named, function


OPENING = dict(opening())
ARGUMENTS = {
    "periode": PERIODE,
    "content": MANY,
    "bestandsnaam": "x.csv",
    "revisie": 0,
    "blad": None,
    "koprij": 1,
    "kolommen": [(1, "bsn")],
    "onthoud": True,
    "herstel": Herstelkeuze("G02", "geslacht", (("Mevrouw", "V"),)),
    "code": "G02",
    "kolom": "geslacht",
    "nummer": 1,
    "antwoorden": {"V05_1": (True, "Klopt")},
    "rij": 7,
    "rijen": [2, 3],
    "velden": {"bsn": BSNS[9]},
    "oorzaak": "V01",
    "reden": "Klopt niet",
    "indicator": "uitval",
    "hulpvorm": "totaal",
    "categorie": "totaal",
    "verzoek": uuid4(),
    "einde": uuid4(),
    "als": "json",
}
OUT_OF_THE_BOOKS = {"receipt.receipt", "receipt.receipt_of"}
SPECIAL = {
    "vanished.answer": {"antwoorden": {"02": ("einde_volgt", "")}},
    "vanished.vanished_records": {"hulpvorm": None},
    "previews.open_voorstel": {"herstel": None},
}


def call(named: str, actor, reference, vault, now) -> object:  # type: ignore[no-untyped-def]
    known = {**ARGUMENTS, **SPECIAL.get(named, {})}
    known |= {"actor": actor, "reference": reference, "vault": vault, "now": now}
    signature = inspect.signature(OPENING[named]).parameters
    wanted = [
        name
        for name, each in signature.items()
        if name in known and (each.default is each.empty or name in SPECIAL.get(named, {}))
    ]
    return OPENING[named](**{name: known[name] for name in wanted})


def outcome(named: str, *place) -> object:  # type: ignore[no-untyped-def]
    try:
        call(named, *place)
    except ServiceRefusal as refused:
        return type(refused)
    return "answered"


@pytest.fixture
def watched(monkeypatch):
    """What is opened or put away in the vault, by name."""
    seen: list[str] = []
    for verb in ("get", "put"):
        real = getattr(FolderStore, verb)

        def noted(self, name, *content, real=real):
            seen.append(name)
            return real(self, name, *content)

        monkeypatch.setattr(FolderStore, verb, noted)
    return seen


@pytest.fixture
def dirk(people, vault):
    """Two periods delivered and counted, a draft with questions; the agreement ends today."""
    agree(people.ruud, people.dirk, until=timezone.localdate(NOW))
    before = csv(children(20, **RUNNING))
    confirm(people.dirk, send(people.dirk, vault, before, periode=PERIODE.vorige))
    confirm(people.dirk, send(people.dirk, vault, csv(children(19))))
    confirm(people.dirk, send(people.dirk, vault, csv(children(19, 1))))
    recompute.compute(periode=PERIODE, now=NOW, vault=vault)
    send(people.dirk, vault, MANY)
    clienten.begin(actor=people.dirk, periode=PERIODE, now=NOW, vault=vault)
    return people.dirk


def test_without_an_agreement_nothing_is_opened(dirk, vault, watched):
    """By any function, with every version there is: drafts, what counts, what was replaced."""
    versions = list(Aanlevering.objects.filter(aanbieder=dirk.organisatie))
    assert {each.status for each in versions} >= {"Verwerkt", "Vervangen", "Wacht op bevestiging"}
    lines = AuditEvent.objects.filter(action="personen:view").count()
    watched.clear()
    opened, let_through = set(), set()

    for named in OPENING:
        said = {outcome(named, dirk, each.reference, vault, LATER) for each in versions}
        opened |= {named} if watched else set()
        let_through |= set() if NoAgreement in said else {named}
        watched.clear()

    assert opened == set()
    assert let_through == OUT_OF_THE_BOOKS
    assert AuditEvent.objects.filter(action="personen:view").count() == lines


def test_the_functions_are_found_and_do_open_with_an_agreement(dirk, vault, watched):
    """The trial above would notice: with an agreement the same calls do open the vault."""
    assert len(OPENING) > 25
    opened = set()
    for each in Aanlevering.objects.filter(aanbieder=dirk.organisatie):
        for named in ("receipt.receipt", "difference.difference", "readings.reading"):
            watched.clear()
            try:
                call(named, dirk, each.reference, vault, NOW)
            except Exception:
                continue
            opened |= {named} if watched else set()
    assert opened == {"receipt.receipt", "difference.difference", "readings.reading"}


def test_a_check_opens_nothing_of_a_draft_whose_agreement_ended(people, vault, watched, dirk):
    """Not what was typed in its rows either."""
    draft = Aanlevering.objects.get(status="Wacht op bevestiging")
    call("rows_open.save_row", dirk, draft.reference, vault, NOW)
    Controle.objects.filter(pk=draft.pk).update(state="wacht")
    watched.clear()

    with pytest.raises(NoAgreement):
        checks.run(reference=draft.reference, vault=vault, now=LATER)

    assert watched == []
    assert Controle.objects.get(pk=draft.pk).state == "wacht"


def test_an_agreement_that_ends_during_a_check_keeps_its_rows_out(people, vault, monkeypatch):
    """Between the reading of the file and the sealing of its rows."""
    received = send(people.an, vault, MANY)
    before, keep = inhoud_of(received), vault.objects(people.an.organisatie, received.reference)
    real = checks.check_table

    def ended_meanwhile(*arguments, **named):
        Verwerkersovereenkomst.objects.filter(aanbieder=people.an.organisatie).update(
            geldig_tot=timezone.localdate(NOW) - timedelta(days=1)
        )
        return real(*arguments, **named)

    Controle.objects.update(state="wacht")
    monkeypatch.setattr(checks, "check_table", ended_meanwhile)
    with pytest.raises(NoAgreement):
        checks.run(reference=received.reference, vault=vault, now=NOW)

    assert inhoud_of(received) == before
    assert {each.levering for each in vault.leveringen()} == {received.reference, before}
    assert vault.objects(people.an.organisatie, received.reference) == keep


def test_a_check_that_passes_midnight_is_not_booked_after_the_last_day(people, vault, monkeypatch):
    agree(people.ruud, people.dirk, until=timezone.localdate(NOW))
    received = send(people.dirk, vault, MANY)
    Controle.objects.update(state="wacht")
    monkeypatch.setattr(checks, "elapsed_since", lambda _: timedelta(days=1))

    with pytest.raises(NoAgreement):
        checks.run(reference=received.reference, vault=vault, now=NOW)


def test_a_draft_is_checked_as_soon_as_its_agreement_is_renewed(people, vault, monkeypatch):
    """Nobody has to decide something, or to start a worker anew, to get it going."""
    agree(people.ruud, people.dirk, until=timezone.localdate(NOW))
    received = send(people.dirk, vault, MANY)
    Controle.objects.update(state="wacht")
    with pytest.raises(NoAgreement):
        checks.run(reference=received.reference, vault=vault, now=LATER)
    soon = timezone.now() + timedelta(minutes=11)
    checks.ask_again(now=soon, retry_failed=True)
    assert not ProcrastinateJob.objects.filter(queue_name="checks").exists()
    found = aanleveringen.progress(actor=people.dirk, reference=received.reference)
    assert (found.state, found.message) == ("mislukt", aanleveringen.NOT_CHECKED)

    agree(people.ruud, people.dirk)
    checks.ask_again(now=soon, retry_failed=False)

    assert ProcrastinateJob.objects.filter(queue_name="checks").count() == 1


def test_sweeping_needs_no_agreement(people, vault, dirk):
    """Throwing away is no processing that anybody has to agree to."""
    stray = uuid4()
    vault.seal_object(dirk.organisatie, stray, "rapport", b"x")

    assert orphans.sweep(now=timezone.now() + timedelta(hours=2), vault=vault) == 1
