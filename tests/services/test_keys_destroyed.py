"""What is thrown away or past its time takes its key along: an older copy does not open either."""

import shutil
from datetime import timedelta

import pytest
from django.utils import timezone
from test_aanleveringen import confirm, inhoud_of, send
from test_persons import behind
from world import BSNS, NOW, PERIODE, children, csv

from uitkomst.register.models import Aanlevering
from uitkomst.services.delivering import aanleveringen
from uitkomst.services.figures import recompute
from uitkomst.services.figures.deliveries import counting, opened
from uitkomst.services.kept import orphans, retention, sources
from uitkomst.services.refusals import SourceGone
from uitkomst.vault.keys import Purpose
from uitkomst.vault.refusals import KeyMissing, VaultRefusal

FILE = csv([*children(3), {"bsn": "123456789"}])


@pytest.fixture
def copied(people, vault, tmp_path):  # type: ignore[no-untyped-def]
    """Puts the folder of objects back as it was when this was asked for."""

    def back() -> None:
        shutil.copytree(tmp_path / "kopie", tmp_path / "kluis", dirs_exist_ok=True)

    def keep() -> None:
        shutil.copytree(tmp_path / "kluis", tmp_path / "kopie", dirs_exist_ok=True)

    back.keep = keep  # type: ignore[attr-defined]
    return back


def shut(vault, aanbieder, reference, inhoud) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(KeyMissing):
        vault.open_object(aanbieder, reference, "bron", Purpose.IDENTITEITEN)
    if inhoud is not None:
        for open_it in (vault.trajecten, vault.identities):
            with pytest.raises(KeyMissing):
                open_it(aanbieder, inhoud)


def test_a_draft_that_is_thrown_away(people, vault, copied):
    sent = send(people.an, vault, FILE)
    inhoud = inhoud_of(sent)
    copied.keep()

    aanleveringen.discard(actor=people.an, reference=sent.reference, now=NOW, vault=vault)
    copied()

    shut(vault, people.an.organisatie, sent.reference, inhoud)


def test_a_source_after_its_thirty_days_and_the_rows_stay(people, vault, copied):
    sent = confirm(people.an, send(people.an, vault, FILE))
    copied.keep()

    retention.sweep(now=NOW + timedelta(days=31), vault=vault)
    copied()

    shut(vault, people.an.organisatie, sent.reference, None)
    assert vault.trajecten(people.an.organisatie, inhoud_of(sent)).num_rows == 4


def test_a_draft_nobody_finished(people, vault, copied):
    sent = send(people.an, vault, FILE)
    inhoud = inhoud_of(sent)
    copied.keep()

    retention.sweep(now=timezone.now() + timedelta(days=400), vault=vault)
    copied()

    shut(vault, people.an.organisatie, sent.reference, inhoud)


def test_what_a_crash_left(people, vault, copied):
    sent = send(people.an, vault, FILE)
    inhoud = inhoud_of(sent)
    copied.keep()
    Aanlevering.objects.update(status="Weggegooid", inhoud=None)

    orphans.sweep(now=timezone.now() + timedelta(hours=2), vault=vault)
    copied()

    shut(vault, people.an.organisatie, sent.reference, inhoud)


def test_an_erased_child_is_in_no_source_and_in_no_figure(people, vault):
    sent = confirm(people.an, send(people.an, vault, csv(children(3, reden_beeindiging="03"))))
    other = confirm(people.ben, send(people.ben, vault, csv(children(3))))
    aanbieder = people.an.organisatie

    done = vault.erase_person(aanbieder, vault.find_person(aanbieder, bsn=BSNS[0]))

    assert (done.leveringen, done.bronnen) == (1, 1)
    with pytest.raises(SourceGone):
        sources.opened(vault, Aanlevering.objects.get(pk=sent.reference))
    assert sources.opened(vault, Aanlevering.objects.get(pk=other.reference))
    recompute.compute(periode=PERIODE, now=NOW, vault=vault)
    assert [row.bsn for row in behind(people.an, vault)] == BSNS[1:3]


def test_a_source_without_the_child_is_still_there(people, vault):
    with_child = send(people.an, vault, csv(children(3)))
    without = send(people.an, vault, csv(children(3, 3)))
    aanbieder = people.an.organisatie

    vault.erase_person(aanbieder, vault.find_person(aanbieder, bsn=BSNS[0]))

    with pytest.raises(SourceGone):
        sources.opened(vault, Aanlevering.objects.get(pk=with_child.reference))
    assert sources.opened(vault, Aanlevering.objects.get(pk=without.reference))


def test_a_restricted_child_is_not_counted_and_not_shown(people, vault):
    confirm(people.an, send(people.an, vault, csv(children(3, reden_beeindiging="03"))))
    aanbieder = people.an.organisatie
    who = vault.find_person(aanbieder, bsn=BSNS[1])

    vault.restrict_person(aanbieder, who)
    recompute.compute(periode=PERIODE, now=NOW, vault=vault)

    assert [row.bsn for row in behind(people.an, vault)] == [BSNS[0], BSNS[2]]
    rows = opened(PERIODE, counting(PERIODE, NOW.date()), vault)
    assert who not in rows["persoon"].to_pylist()
    vault.unrestrict_person(aanbieder, who)
    assert len(behind(people.an, vault)) == 3


def test_a_provider_that_left_shows_nothing(people, vault):
    sent = confirm(people.an, send(people.an, vault, FILE))

    vault.destroy_provider(people.an.organisatie, now=NOW)

    with pytest.raises(VaultRefusal):
        vault.trajecten(people.an.organisatie, inhoud_of(sent))
    with pytest.raises(SourceGone):
        sources.opened(vault, Aanlevering.objects.get(pk=sent.reference))
