"""What the pages say, and what they do not."""

import re
from html import unescape

from django.urls import reverse
from django.utils import timezone
from small_region import PERIODE, delivery

from uitkomst.register.models import Organisatie
from uitkomst.reports.words import protected_sentences
from uitkomst.services import keyring
from uitkomst.services.figures import recompute

REPORT = [PERIODE.code, "uitval"]


def text(answer):
    """Give what a reader reads: the page without its tags, its white space as one space."""
    page = answer.content.decode()
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_every_page_has_one_heading_a_skip_link_and_a_title(browse, world):
    client = browse("eigen")
    for name, args in [
        ("home", []), ("aanleveringen", []), ("aanlevering-new", []), ("reports", []),
        ("aanlevering", [world.draft]), ("report-aanbieder", REPORT), ("regelboek", []),
        ("report-trajecten", REPORT), ("hoe-geteld", ["uitval"]), ("logboek", []),
    ]:  # fmt: skip
        page = client.get(reverse(name, args=args)).content.decode()

        assert len(re.findall(r"<h1[ >]", page)) == 1, name
        assert 'href="#inhoud"' in page
        assert re.search(r"<title>[^<]+ - Uitkomst</title>", page), name
        assert len(set(re.findall(r'\sid="([^"]+)"', page))) == len(
            re.findall(r'\sid="([^"]+)"', page)
        ), name


def test_the_start_page_names_the_one_thing_to_do(browse):
    page = text(browse("eigen").get(reverse("home")))

    assert "Nog niet ingediend" in page
    assert "Geparkeerde rijen oplossen" in page
    assert "28 goed 2 geparkeerd 0 vragen open" in page
    assert "Eerste helft" in page or "Tweede helft" in page
    assert "2 rijen geparkeerd. Oplossen" in page


def test_a_new_provider_is_told_where_to_begin(browse):
    page = text(browse("solo").get(reverse("home")))

    assert "Nog niet aangeleverd" in page
    assert "Bestand controleren" in page
    assert "nog niet aangeleverd. Bestand controleren" in page
    assert "U hebt nog niets aangeleverd" in page


def test_the_findings_page_counts_rows_and_rules(browse, world):
    page = text(browse("eigen").get(reverse("aanlevering", args=[world.draft])))

    assert "30 rijen in export.csv" in page
    assert "2 geparkeerd" in page
    assert re.search(r"\d+ regels gecontroleerd, \d+ overgeslagen", page)
    assert "2 keer regel V01" in page
    assert "Wat kunt u doen?" in page


def test_the_findings_page_shows_no_value_of_a_person(browse, world):
    client = browse("eigen")
    for view in ("oorzaak", "rij"):
        answer = client.get(reverse("aanlevering", args=[world.draft]), {"weergave": view})

        assert "123456789" not in answer.content.decode()
        assert "20120510" not in answer.content.decode()


def test_submitting_is_explained_before_it_is_done(browse, world):
    page = text(browse("eigen").get(reverse("aanlevering", args=[world.draft])))

    assert "28 rijen tellen mee als u indient, 2 rijen zijn geparkeerd en tellen niet mee." in page
    assert "Tot u indient, blijft versie 1 tellen." in page


def test_findings_can_be_read_in_the_order_of_the_file(browse, world):
    answer = browse("eigen").get(reverse("aanlevering", args=[world.draft]), {"weergave": "rij"})
    rows = re.findall(r"<tr><td data-label=\"Rij\"><a [^>]*>(\d+)<", answer.content.decode())

    assert rows[:2] == ["2", "3"]


def test_a_file_goes_from_upload_through_findings_to_submitted(browse, world):
    client = browse("solo")
    upload = _upload("klein.csv", delivery(12, start=200))
    received = client.post(
        reverse("aanlevering-new"), {"periode": PERIODE.code, "bestand": upload}, follow=True
    )

    assert "12 rijen in klein.csv" in text(received)
    assert "Geen bevindingen" in text(received) or "Bevindingen" in text(received)

    address = received.redirect_chain[-1][0]
    confirmed = client.post(
        f"{address}/indienen", {"verklaring": "ja", "revisie": "0"}, follow=True
    )

    assert "Uw aanlevering wordt verwerkt" in text(confirmed)
    assert "hx-get" in confirmed.content.decode()


def test_a_discarded_delivery_says_so_and_cannot_be_submitted(browse, world):
    client = browse("eigen")
    client.post(reverse("aanlevering-discard", args=[world.draft]))
    page = text(client.get(reverse("aanlevering", args=[world.draft])))

    assert "Deze aanlevering is weggegooid" in page
    refused = client.post(
        reverse("aanlevering-indienen", args=[world.draft]),
        {"verklaring": "ja", "revisie": "0"},
        follow=True,
    )
    assert "Deze aanlevering is weggegooid" in text(refused)


def test_the_progress_fragment_stops_asking_when_the_figures_are_there(browse, world):
    answer = browse("eigen").get(reverse("aanlevering-progress", args=[world.processed]))

    assert "De cijfers zijn berekend" in text(answer)
    assert answer["HX-Refresh"] == "true"
    assert "hx-get" not in answer.content.decode()
    assert "<html" not in answer.content.decode()


def test_the_own_report_is_exact_and_leads_to_the_trajecten(browse):
    answer = browse("eigen").get(reverse("report-aanbieder", args=REPORT))

    assert "20.0%(12)" in text(answer)
    assert f"/rapporten/aanbieder/{PERIODE.code}/uitval/trajecten?" in answer.content.decode()
    assert "Hoe geteld?" in text(answer)


def test_a_gemeente_sees_rounded_figures_and_no_way_to_persons(browse):
    answer = browse("delft").get(reverse("report-gemeente", args=["0503", *REPORT]))

    assert not re.search(r"\d\.\d%\(", text(answer))
    assert "trajecten?" not in answer.content.decode()
    assert "Zo beschermen we kinderen" in text(answer)
    assert set(protected_sentences("standaard")) == {
        sentence for sentence in protected_sentences("standaard") if sentence in text(answer)
    }


def test_a_gemeente_is_told_which_groups_are_not_shown_and_why(browse):
    page = text(browse("delft").get(reverse("report-gemeente", args=["0503", *REPORT])))

    assert "Minder dan 10 kinderen: niet apart getoond." in page
    assert "pleegzorg" in page


def test_the_trajecten_are_shown_with_the_notice_that_this_was_logged(browse):
    client = browse("eigen")
    answer = client.get(
        reverse("report-trajecten", args=REPORT), {"hulpvorm": "totaal", "categorie": "03"}
    )

    assert "Deze inzage is vastgelegd in het logboek" in text(answer)
    assert "12 van de beëindigde trajecten" in text(answer)
    assert "999900006" in text(answer)
    assert "10-05-2012" in text(answer)
    assert "Trajecten" in text(client.get(reverse("logboek")))


def test_the_report_of_a_region_can_be_narrowed_to_one_gemeente(browse):
    client = browse("haaglanden")
    whole = text(client.get(reverse("report-regio", args=["Haaglanden", *REPORT])))
    part = client.get(reverse("report-regio", args=["Haaglanden", *REPORT]), {"gemeente": "0518"})

    assert "Per gemeente" in whole
    assert "Alle gemeenten samen" in whole
    assert "Jeugdregio Haaglanden, 's-Gravenhage" in text(part)


def test_a_gemeente_in_the_chart_leads_to_the_report_of_that_gemeente(browse):
    page = browse("haaglanden").get(reverse("report-regio", args=["Haaglanden", *REPORT]))

    assert f'href="/rapporten/regio/Haaglanden/{PERIODE.code}/uitval?gemeente=0518"' in (
        page.content.decode()
    )


def test_the_way_of_counting_is_one_click_from_every_chart(browse):
    page = browse("haaglanden").get(reverse("report-regio", args=["Haaglanden", *REPORT]))
    charts = re.findall(r"<section.*?</section>", page.content.decode(), re.DOTALL)

    assert len(charts) == 2
    assert all('href="/hoe-geteld/uitval"' in chart for chart in charts)


def test_who_works_alone_is_told_how_others_see_the_practice(browse):
    client = browse("solo")
    upload = _upload("solo.csv", delivery(3, start=400))
    received = client.post(
        reverse("aanlevering-new"), {"periode": PERIODE.code, "bestand": upload}, follow=True
    )
    address = received.redirect_chain[-1][0]
    client.post(f"{address}/indienen", {"verklaring": "ja", "revisie": "0"})
    recompute.compute(periode=PERIODE, now=timezone.now(), vault=keyring.current_vault())
    page = text(client.get(reverse("report-aanbieder", args=[PERIODE.code, "doelrealisatie"])))

    assert "U werkt alleen en hoeft deze uitkomst niet aan te leveren." in page
    assert "zien uw praktijk nooit apart en nooit met naam" in page


def test_organisations_without_an_agreement_come_first(browse, world):
    Organisatie.objects.create(
        naam="Zonder papieren", soort="aanbieder", aanbieder_soort="instelling", kvk="10000009"
    )
    page = text(browse("beheer").get(reverse("organisaties")))

    assert "1 Overeenkomst ontbreekt" in page
    assert page.index("Zonder papieren") < page.index("Organisatie ander")


def test_the_logbook_says_in_words_what_was_looked_at(browse):
    client = browse("eigen")
    client.get(reverse("report-trajecten", args=REPORT), {"hulpvorm": "04", "categorie": "03"})
    page = text(client.get(reverse("logboek")))

    assert "Uitval, " in page
    assert "Voortijdig afgesloten: eenzijdig door de cliënt, kenmerk " in page
    assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}-", page)


def test_a_choice_leads_to_the_address_of_its_report(browse):
    answer = browse("delft").get(
        reverse("reports"),
        {"soort": "gemeente", "sleutel": "0503", "periode": PERIODE.code, "pagina": "uitval",
         "aanbieder": "totaal"},
    )  # fmt: skip

    assert answer.status_code == 302
    assert answer["Location"] == reverse("report-gemeente", args=["0503", *REPORT])


def test_a_choice_that_no_form_offers_does_not_exist(browse):
    client = browse("delft")

    for choice in ({"soort": "geheim"}, {"soort": "gemeente"}, {"soort": "//elders"}):
        assert client.get(reverse("reports"), choice).status_code == 404


def test_a_page_or_a_period_that_does_not_exist_is_not_found(browse):
    client = browse("eigen")

    for periode, pagina in (("2026-3", "uitval"), (PERIODE.code, "geheim"), ("0", "overzicht")):
        assert client.get(reverse("report-aanbieder", args=[periode, pagina])).status_code == 404


def test_the_page_of_rights_shows_the_roles_as_they_are_guarded(browse):
    page = text(browse("beheer").get(reverse("toegang")))

    row = "De trajecten achter een eigen cijfer zien, met persoonsgegevens"
    assert f"{row} deels opnieuw bevestigen ja ja nee nee nee nee" in page
    assert "De eigen, precieze cijfers zien ja ja nee nee nee nee" in page


def test_the_regelboek_names_every_severity_in_words(browse):
    page = text(browse("eigen").get(reverse("regelboek")))

    assert "{" not in page
    for titel in ("Heel het bestand", "Rij geparkeerd", "Graag bevestigen", "Tip"):
        assert titel in page


def test_every_rule_of_the_regelboek_has_its_own_place(browse):
    page = browse("eigen").get(reverse("regelboek")).content.decode()

    assert page.count('id="V01"') == 1
    assert 'id="V23"' in page


def test_one_click_sign_in_is_only_there_in_a_demonstration(browse):
    assert "Kijk rond als" not in text(browse(None).get(reverse("login")))


def _upload(name, content):
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile(name, content)
