"""From confirmed files to what each circle of readers may open, and nobody else."""

from datetime import timedelta

import pytest
from test_aanleveringen import confirm, inhoud_of, send
from world import NOW, PERIODE, agree, children, csv

from uitkomst.access.actor import NotAllowed
from uitkomst.register.models import Aanlevering, Organisatie, Publication, Verwerkersovereenkomst
from uitkomst.services import audit
from uitkomst.services.deelnemers import organisaties
from uitkomst.services.delivering import aanleveringen
from uitkomst.services.figures import computations, publications, published, recompute
from uitkomst.services.figures.deliveries import BrokenDelivery, due
from uitkomst.services.refusals import NotFound

LATER = NOW + timedelta(days=1)


@pytest.fixture
def computed(people, vault):
    """Three providers delivered; the figures are there."""
    confirm(
        people.an,
        send(people.an, vault, csv(children(30) + children(5, 30, reden_beeindiging="03"))),
    )
    confirm(people.ben, send(people.ben, vault, csv(children(25, 40))))
    confirm(people.cor, send(people.cor, vault, csv(children(12, 80))))
    compute(vault)
    return people


def compute(vault, periode=PERIODE):
    recompute.compute(periode=periode, now=NOW, vault=vault)


def compute_later(vault):
    recompute.compute(periode=PERIODE, now=LATER, vault=vault)


def own(actor, vault):
    return publications.own_table(actor=actor, periode=PERIODE, now=NOW, vault=vault)


def figure(table, *, gemeente="totaal", aanbieder="totaal", hulpvorm="totaal", categorie="03"):
    [cell] = [
        cell
        for cell in table.cells
        if (cell.indicator, cell.gemeente, cell.hulpvorm, cell.categorie)
        == ("uitval", gemeente, hulpvorm, categorie)
        and cell.aanbieder == aanbieder
    ]
    return cell


def test_a_provider_sees_its_own_figures_exactly(computed, vault):
    cell = figure(own(computed.an, vault), aanbieder=str(computed.an.organisatie))

    assert (cell.aantal, cell.gemeten, str(cell.percentage)) == (5, 35, "14.3")


def test_every_aanlevering_that_counts_is_closed_in_the_books(computed):
    assert set(Aanlevering.objects.values_list("status", flat=True)) == {"Verwerkt"}
    [sent] = aanleveringen.visible_to(actor=computed.an)
    progress = aanleveringen.progress(actor=computed.an, reference=sent.reference)
    assert progress.state == "klaar"


def test_a_gemeente_sees_its_own_protected_table_only(computed):
    table = published.gemeente_table(actor=computed.guus, gemeente="0518", periode=PERIODE)

    assert (table.kring, table.periode) == ("gemeente", "2026-1")
    assert {cell.gemeente for cell in table.cells} == {"0518"}
    assert all(cell.aantal is None or cell.aantal % 5 == 0 for cell in table.cells)
    with pytest.raises(NotFound):
        published.gemeente_table(actor=computed.guus, gemeente="0503", periode=PERIODE)
    with pytest.raises(NotFound):
        published.gemeente_table(actor=computed.guus, gemeente="9999", periode=PERIODE)


def test_a_serviceorganisatie_sees_its_region_and_each_gemeente_in_it(computed):
    evy = computed.evy

    assert published.regio_for(actor=evy) == "Haaglanden"
    assert {each.code for each in published.gemeenten_for(actor=evy)} == {"0503", "0518"}
    assert published.regio_table(actor=evy, regio="Haaglanden", periode=PERIODE).kring == "regio"
    assert published.gemeente_table(actor=evy, gemeente="0503", periode=PERIODE)
    with pytest.raises(NotFound):
        published.regio_table(actor=evy, regio="Flevoland", periode=PERIODE)
    with pytest.raises(NotFound):
        published.gemeente_table(actor=evy, gemeente="0034", periode=PERIODE)


def test_a_period_that_was_not_computed_does_not_exist(computed, vault):
    for attempt in (
        lambda: publications.own_table(
            actor=computed.an, periode=PERIODE.vorige, now=NOW, vault=vault
        ),
        lambda: published.gemeente_table(
            actor=computed.guus, gemeente="0518", periode=PERIODE.vorige
        ),
    ):
        with pytest.raises(NotFound):
            attempt()


def test_nobody_opens_a_report_of_another_kind(computed, vault):
    with pytest.raises(NotAllowed):
        own(computed.guus, vault)
    with pytest.raises(NotAllowed):
        published.gemeente_table(actor=computed.an, gemeente="0518", periode=PERIODE)
    with pytest.raises(NotAllowed):
        published.regio_table(actor=computed.guus, regio="Haaglanden", periode=PERIODE)


def test_everybody_knows_which_periods_there_are(computed):
    for actor in (computed.an, computed.guus, computed.gert, computed.evy):
        assert publications.periods_for(actor=actor) == (PERIODE,)
    for actor in (computed.dirk, computed.ruud):
        assert publications.periods_for(actor=actor) == ()


def test_a_solo_provider_is_in_no_table_and_has_no_name_for_others(computed):
    key = str(computed.cor.organisatie)
    for code in ("0518", "0503"):
        table = published.gemeente_table(actor=computed.evy, gemeente=code, periode=PERIODE)
        assert key not in table.to_json()

    names = published.names_for_regio(actor=computed.evy, regio="Haaglanden", periode=PERIODE)
    assert set(names.values()) == {"Stichting Aap", "Stichting Noot"}
    assert organisaties.names_in_reports(keys=[key]) == {key: "Vrijgevestigde praktijk"}
    with pytest.raises(NotFound):
        published.names_for_gemeente(actor=computed.guus, gemeente="0503", periode=PERIODE)


def test_a_report_keeps_the_names_it_was_published_with(computed):
    Organisatie.objects.filter(pk=computed.an.organisatie).update(naam="Stichting Wolf")

    names = published.names_for_gemeente(actor=computed.guus, gemeente="0518", periode=PERIODE)

    assert names[str(computed.an.organisatie)] == "Stichting Aap"


def test_a_redelivery_changes_the_figures_of_all(computed, vault):
    before = published.gemeente_table(actor=computed.guus, gemeente="0518", periode=PERIODE)
    confirm(computed.an, send(computed.an, vault, csv(children(35, reden_beeindiging="03"))))
    still = figure(own(computed.an, vault), aanbieder=str(computed.an.organisatie))
    assert still.aantal == 5

    compute(vault)

    after = published.gemeente_table(actor=computed.guus, gemeente="0518", periode=PERIODE)
    exact = figure(own(computed.an, vault), aanbieder=str(computed.an.organisatie))
    assert exact.aantal == 35
    assert figure(after, gemeente="0518").aantal > figure(before, gemeente="0518").aantal
    versions = Publication.objects.filter(code="0518").order_by("versie")
    assert [(each.versie, each.in_force) for each in versions] == [(1, False), (2, True)]


def test_computing_again_gives_the_same(computed, vault):
    first = own(computed.an, vault)

    compute(vault)

    assert own(computed.an, vault) == first
    assert Publication.objects.filter(in_force=True).count() == 3


def test_without_an_agreement_a_provider_is_not_counted(people, vault):
    agree(people.ruud, people.dirk, until=NOW.date())
    confirm(people.dirk, send(people.dirk, vault, csv(children(30))))
    confirm(people.an, send(people.an, vault, csv(children(30, 40))))

    recompute.compute(periode=PERIODE, now=NOW.replace(day=16), vault=vault)

    found = Aanlevering.objects.values_list("aanbieder", "status")
    assert dict(found) == {
        people.dirk.organisatie: "Ingediend",
        people.an.organisatie: "Verwerkt",
    }
    table = published.gemeente_table(actor=people.guus, gemeente="0518", periode=PERIODE)
    assert figure(table, gemeente="0518", categorie="01").aantal == 30


def test_a_period_without_aanleveringen_publishes_nothing(people, vault):
    compute(vault)

    assert not Publication.objects.exists()


def test_when_computing_fails_nothing_is_published_and_the_page_says_so(people, vault):
    received = confirm(people.an, send(people.an, vault, csv(children(30))))
    vault.discard(people.an.organisatie, inhoud_of(received))

    with pytest.raises(BrokenDelivery):
        compute(vault)

    progress = aanleveringen.progress(actor=people.an, reference=received.reference)
    assert (progress.state, progress.message) == ("mislukt", computations.BROKEN_DELIVERY)
    assert not Publication.objects.exists()
    assert Aanlevering.objects.get().status == "Ingediend"


def test_the_logbook_names_the_aanlevering_that_cannot_be_opened(computed, vault, tmp_path):
    shown = Publication.objects.filter(in_force=True).values_list("pk", flat=True)
    before = set(shown)
    broken = confirm(computed.ben, send(computed.ben, vault, csv(children(30, 40))))
    sealed = tmp_path / "kluis" / str(computed.ben.organisatie) / str(inhoud_of(broken))
    (sealed / "trajecten").write_bytes((sealed / "trajecten").read_bytes()[:-1])

    with pytest.raises(BrokenDelivery):
        compute(vault)

    for reader in (computed.ruud, computed.ben):
        line = audit.log_for(actor=reader)[0]
        assert (line.action, line.subject) == ("publicatie:failed", str(broken.reference))
        assert "Het zegel" in line.purpose
    assert "publicatie:failed" not in {line.action for line in audit.log_for(actor=computed.an)}
    assert set(shown) == before


def test_what_cannot_be_counted_without_an_agreement_says_so(people, vault):
    received = confirm(people.an, send(people.an, vault, csv(children(30))))
    Verwerkersovereenkomst.objects.update(geldig_tot=NOW.date())

    compute_later(vault)

    progress = aanleveringen.progress(actor=people.an, reference=received.reference)
    assert (progress.state, progress.message) == ("mislukt", aanleveringen.AGREEMENT_ENDED)
    assert not Publication.objects.exists()


def test_a_renewed_agreement_brings_the_aanlevering_in_the_figures(people, vault):
    confirm(people.an, send(people.an, vault, csv(children(30))))
    Verwerkersovereenkomst.objects.update(geldig_tot=NOW.date())
    compute_later(vault)
    assert due(LATER.date(), retry_failed=False) == []

    agree(people.ruud, people.an)

    assert due(LATER.date(), retry_failed=False) == [PERIODE]
