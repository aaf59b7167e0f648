"""From a chosen file to a receipt: what the pages of a delivery say, do and keep to themselves."""

import re
from io import BytesIO

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from small_region import PERIODE, asking_delivery, delivery
from test_pages import text

from uitkomst.register.models import Aanlevering, AuditEvent, Lidmaatschap, User

WRONG_HEADING = delivery(12, start=500).replace(b"hulpvorm", b"produktsoort")


def upload(client, content, naam="keuze.csv", address="aanlevering-new", **fields):
    """Post a file as the page does; `alleen_controleren` as the switch stands there by itself."""
    data = {"periode": PERIODE.code, "bestand": SimpleUploadedFile(naam, content)} | fields
    return client.post(reverse(address), data, follow=True)


def columns_of(answer):
    """Give what the form about columns would send when nothing is changed."""
    page = answer.content.decode()
    hidden = re.findall(r'<input type="hidden" name="(was-[^"]+|aangepast)" value="([^"]*)"', page)
    selects = re.findall(r'<select[^>]* name="(kolom-\d+|blad)".*?</select>', page, re.DOTALL)
    chosen = {}
    for name in selects:
        block = re.search(rf'<select[^>]* name="{name}".*?</select>', page, re.DOTALL)[0]
        found = re.search(r'<option value="([^"]*)" selected', block)
        chosen[name] = found[1] if found else ""
    return dict(hidden) | chosen | {"koprij": dict(hidden).get("was-koprij", "")}


def revisie_of(page):
    return re.search(r'name="revisie" value="(\d+)"', page.content.decode())[1]


def viewed(world):
    """Count the lines in the logbook about looking at persons."""
    return AuditEvent.objects.filter(action="personen:view").count()


def address(name, *args):
    return reverse(f"aanlevering-{name}", args=args)


# ── Checking only ───────────────────────────────────────────────────────────────────────────────


def test_checking_only_shows_the_same_outcome_and_keeps_nothing(browse, world):
    before = Aanlevering.objects.count(), AuditEvent.objects.count()
    client = browse("eigen")
    signed_in = AuditEvent.objects.count()
    answer = upload(client, delivery(20, fouten=3, start=500), alleen_controleren="on")

    assert "Uitslag van de controle er is niets bewaard" in text(answer)
    assert "20 rijen in keuze.csv" in text(answer)
    assert "3 geparkeerd" in text(answer)
    assert re.search(r"\d+ regels gecontroleerd, \d+ overgeslagen", text(answer))
    assert "123456789" not in answer.content.decode()
    assert (Aanlevering.objects.count(), AuditEvent.objects.count()) == (before[0], signed_in)


def test_the_switch_stands_on_checking_only_by_itself(browse, world):
    page = browse("eigen").get(reverse("aanlevering-new")).content.decode()

    assert re.search(r'<input type="checkbox" name="alleen_controleren"[^>]* checked', page)


def test_the_marked_file_comes_from_the_same_form_and_keeps_nothing(browse, world):
    before = Aanlevering.objects.count()
    answer = upload(
        browse("eigen"),
        delivery(20, fouten=3, start=500),
        address="aanlevering-marked-only",
        alleen_controleren="on",
    )

    assert answer["Content-Disposition"].startswith("attachment;")
    assert "no-store" in answer["Cache-Control"]
    assert "Oorzaken" in openpyxl.load_workbook(BytesIO(answer.content)).sheetnames
    assert Aanlevering.objects.count() == before


def test_after_checking_the_same_form_delivers(browse, world):
    answer = upload(
        browse("eigen"), delivery(9, start=500), alleen_controleren="on", doel="aanleveren"
    )

    assert "9 rijen in keuze.csv" in text(answer)
    assert answer.redirect_chain


# ── Columns ─────────────────────────────────────────────────────────────────────────────────────


def test_a_missing_column_leads_to_the_columns_and_not_to_a_dead_end(browse, world):
    answer = upload(browse("eigen"), WRONG_HEADING, alleen_controleren="on")
    page = answer.content.decode()

    assert "1 veld nog niet gevonden: Hulpvorm." in text(answer)
    assert "produktsoort" in page
    assert 'label class="utrecht-form-label visually-hidden" for="kolom-6"' in page
    assert "Nu aanleveren" not in page


def test_a_column_pointed_out_is_read_and_goes_along_when_delivering(browse, world):
    client = browse("eigen")
    shown = upload(client, WRONG_HEADING, alleen_controleren="on")
    fields = columns_of(shown) | {"kolom-6": "hulpvorm"}
    again = upload(client, WRONG_HEADING, alleen_controleren="on", **fields)

    assert "12 rijen in keuze.csv" in text(again)

    delivered = upload(
        client, WRONG_HEADING, alleen_controleren="on", doel="aanleveren", **columns_of(again)
    )

    assert delivered.redirect_chain
    assert "12 rijen in keuze.csv" in text(delivered)


def test_a_delivery_with_a_missing_column_is_put_right_and_remembered(browse, world):
    client = browse("eigen")
    shown = upload(client, WRONG_HEADING)

    assert shown.redirect_chain[-1][0].endswith("/bestand")
    assert "Deze kolom" in text(shown) or "ontbre" in text(shown)

    fields = columns_of(shown) | {"kolom-6": "hulpvorm", "onthoud": "ja"}
    fields["revisie"] = revisie_of(shown)
    corrected = client.post(shown.redirect_chain[-1][0], fields, follow=True)

    assert "Uw keuze is opgeslagen" in text(corrected)
    assert "12 rijen in keuze.csv" in text(corrected)

    next_one = upload(client, WRONG_HEADING)

    assert "12 rijen in keuze.csv" in text(next_one)
    assert "(onthouden van een vorige keer)" in text(next_one)


def test_the_columns_show_values_but_hide_a_bsn_and_are_logged(browse, world):
    before = viewed(world)
    page = browse("eigen").get(address("bestand", world.draft)).content.decode()

    assert "20120510" in page
    assert re.search(r"99•••••\d\d", page)
    assert not re.search(r"\b9999\d{5}\b", page)
    assert viewed(world) == before + 1


# ── Findings, repairs and rows ──────────────────────────────────────────────────────────────────


def test_values_are_shown_on_request_only_and_that_is_logged(browse, world):
    client, before = browse("eigen"), viewed(world)
    plain = client.get(reverse("aanlevering", args=[world.asking]), {"weergave": "rij"})

    assert "onb." not in plain.content.decode()
    assert viewed(world) == before

    opened = client.get(
        reverse("aanlevering", args=[world.asking]), {"weergave": "rij", "waarden": "ja"}
    )

    assert "onb." in opened.content.decode()
    assert viewed(world) == before + 1


def test_a_bsn_among_the_values_is_half_hidden(browse, world):
    page = browse("eigen").get(
        reverse("aanlevering", args=[world.draft]), {"weergave": "rij", "waarden": "ja"}
    )

    assert "12•••••89" in page.content.decode()
    assert "123456789" not in page.content.decode()


def test_a_cause_is_repaired_after_an_example_and_undone_again(browse, world):
    client = browse("eigen")
    result = client.get(reverse("aanlevering", args=[world.asking]))
    repair = re.search(r'href="([^"]+/herstel/[^"]+)"', result.content.decode())[1]
    form = client.get(repair.replace("&amp;", "&"))

    assert "Wat betekenen deze waarden?" in text(form)
    assert "onb." in text(form)

    choice = {"waarde-1": "onb.", "code-1": "V", "revisie": revisie_of(form)}
    example = client.post(repair, choice | {"stap": "voorbeeld"})

    assert "Zo wordt het: 1 voorbeeld uit 1 rij" in text(example)
    assert "Toepassen op 1 rij" in text(example)

    done = client.post(repair, choice | {"stap": "toepassen"}, follow=True)

    assert "Het herstel is toegepast" in text(done)
    assert "Wat er met dit bestand is gedaan" in text(done)
    assert "Persoon eigen" in text(done)
    assert "0 geparkeerd" in text(done)

    undone = client.post(
        address("ongedaan", world.asking, 1), {"revisie": revisie_of(done)}, follow=True
    )

    assert "1 geparkeerd" in text(undone)
    assert "ongedaan gemaakt door Persoon eigen" in text(undone)


def test_a_row_put_right_turns_good_and_leads_to_the_next_of_its_cause(browse, world):
    client = browse("eigen")
    page = client.get(address("rij", world.draft, 2))

    assert "Rij 2 van uw bestand nog niet goed" in text(page)
    assert "123456789" in page.content.decode()
    assert "Opslaan, naar rij 3" in text(page)

    saved = client.post(
        address("rij", world.draft, 2),
        {"revisie": revisie_of(page), "was-bsn": "123456789", "veld-bsn": "123456782"},
        follow=True,
    )

    assert "Rij 2 is goed." in text(saved)
    assert "Rij 3 van uw bestand" in text(saved)

    result = client.get(reverse("aanlevering", args=[world.draft]))

    assert "29 goed" in text(result)
    assert "Rij 2 verbeterd" in text(result)
    assert "123456782" not in result.content.decode()


def test_a_row_that_is_still_wrong_says_so(browse, world):
    client = browse("eigen")
    page = client.get(address("rij", world.draft, 2))
    saved = client.post(
        address("rij", world.draft, 2),
        {"revisie": revisie_of(page), "was-bsn": "123456789", "veld-bsn": "123456788"},
        follow=True,
    )

    assert "Rij 2 is opgeslagen, maar is nog niet goed." in text(saved)


def test_a_row_can_be_left_out(browse, world):
    client = browse("eigen")
    page = client.get(address("rij", world.draft, 2))
    dropped = client.post(
        address("rij-weg", world.draft, 2), {"revisie": revisie_of(page)}, follow=True
    )

    assert "Rij 2 is weggelaten." in text(dropped)
    assert "29 rijen in export.csv" in text(client.get(reverse("aanlevering", args=[world.draft])))


def test_a_bsn_that_is_right_stays_hidden_until_it_is_asked_for(browse, world):
    client = browse("eigen")
    page = client.get(address("rij", world.asking, 34)).content.decode()
    hidden = re.search(r"99•••••\d\d", page)

    assert hidden
    assert 'name="veld-bsn"' not in page

    opened = client.get(address("rij", world.asking, 34), {"bsn": "open"}).content.decode()

    assert re.search(r'name="veld-bsn" value="9999\d{5}"', opened)


# ── Two people ──────────────────────────────────────────────────────────────────────────────────


def colleague(world):
    """Give somebody else of the same organisation."""
    made = User.objects.create_user(
        "karin", "een-lang-genoeg-wachtwoord", display_name="Karin de Vries"
    )
    Lidmaatschap.objects.create(
        user=made, role="aanleveraar", organisatie_id=world.aanbieder, sinds=timezone.now()
    )
    return made


def test_a_decision_from_an_old_page_is_answered_with_the_newest_state(browse, world):
    world.users["karin"] = colleague(world)
    mine, hers = browse("eigen"), browse("karin")
    old = mine.get(address("rij", world.draft, 2))
    page = hers.get(address("rij", world.draft, 3))
    hers.post(address("rij-weg", world.draft, 3), {"revisie": revisie_of(page)})

    answer = mine.post(
        address("rij", world.draft, 2),
        {"revisie": revisie_of(old), "was-bsn": "123456789", "veld-bsn": "123456782"},
    )

    assert answer.status_code == 409
    assert "Karin de Vries heeft deze aanlevering intussen veranderd." in text(answer)
    assert "Hieronder ziet u de nieuwste stand." in text(answer)
    assert "29 rijen in export.csv" in text(answer)


def test_one_sees_who_else_is_at_work_on_a_delivery(browse, world):
    world.users["karin"] = colleague(world)
    browse("karin").get(address("rij", world.draft, 3))
    page = text(browse("eigen").get(reverse("aanlevering", args=[world.draft])))

    assert "Karin de Vries is bezig met versie 3" in page


# ── Questions, difference, submitting ───────────────────────────────────────────────────────────


def test_a_question_needs_a_reason_which_is_shown_the_next_time(browse, world):
    client = browse("eigen")
    page = client.get(address("vragen", world.asking))
    (naam,) = re.findall(r'name="vraag-1" value="([^"]+)"', page.content.decode())

    assert "Ja, dit klopt" in text(page)

    answer = {"revisie": revisie_of(page), "vraag-1": naam, "antwoord-1": "ja"}
    refused = client.post(address("vragen", world.asking), answer)

    assert refused.status_code == 422
    assert "Er ontbreekt een reden" in text(refused)

    kept = client.post(
        address("vragen", world.asking), answer | {"tekst-1": "Tussenmeting op verzoek"}
    )
    assert kept.status_code == 302

    later = upload(client, asking_delivery(), naam="later.csv")
    reference = later.redirect_chain[-1][0].rpartition("/")[2]

    assert "Vorige keer: Tussenmeting op verzoek" in text(client.get(address("vragen", reference)))


def test_answering_nothing_is_told_to_choose(browse, world):
    client = browse("eigen")
    page = client.get(address("vragen", world.asking))
    answer = client.post(address("vragen", world.asking), {"revisie": revisie_of(page)})

    assert answer.status_code == 422
    assert "U hebt nog niets beantwoord" in text(answer)


def test_with_an_open_question_one_cannot_submit(browse, world):
    page = text(browse("eigen").get(address("indienen", world.asking)))

    assert "Er staan nog vragen open." in page
    assert "Ik dien deze aanlevering in" not in page


def test_the_difference_is_shown_against_what_counts_now(browse, world):
    page = text(browse("eigen").get(address("verschil", world.draft)))

    assert "Vergeleken met versie 1, die nu telt" in page
    assert "Per gemeente" in page
    assert "Delft" in page
    assert "Wat het doet met uw eigen cijfers" in page
    assert "2 rijen zijn geparkeerd en tellen niet mee" in page


def test_submitting_takes_the_statement_and_gives_a_receipt(browse, world):
    client = browse("eigen")
    page = client.get(address("indienen", world.draft))

    assert "28 rijen tellen mee" in text(page)
    assert "2 geparkeerd: tellen niet mee" in text(page)
    assert "Delft 28 2" in text(page)

    without = client.post(address("indienen", world.draft), {"revisie": revisie_of(page)})

    assert without.status_code == 422
    assert "Zet een vinkje" in text(without)

    done = client.post(
        address("indienen", world.draft),
        {"revisie": revisie_of(page), "verklaring": "ja"},
        follow=True,
    )

    assert "Ontvangstbewijs (pdf)" in text(done)
    assert re.search(r"SHA-256\): [0-9a-f]{64}", text(done))

    receipt = client.get(address("bewijs", world.draft))

    assert receipt.content.startswith(b"%PDF-")
    assert receipt["Content-Type"] == "application/pdf"


def test_a_version_is_withdrawn_with_a_reason_and_put_back(browse, world):
    client = browse("eigen")
    refused = client.post(address("intrekken", world.processed), {"reden": " "})

    assert refused.status_code == 422

    withdrawn = client.post(
        address("intrekken", world.processed), {"reden": "Verkeerd bestand"}, follow=True
    )

    assert "Ingetrokken: deze versie telt niet mee" in text(withdrawn)
    assert "reden: Verkeerd bestand" in text(client.get(reverse("aanleveringen")))

    back = client.post(address("terugzetten", world.processed), follow=True)

    assert "Deze versie is teruggezet en telt weer mee." in text(back)


def test_the_list_says_of_each_version_who_did_what_and_when(browse, world):
    page = text(browse("eigen").get(reverse("aanleveringen")))

    assert page.index("Versie 3") < page.index("Versie 2") < page.index("Versie 1")
    assert "aanlevering ingediend, Persoon eigen" in page
    assert "Nieuwe versie aanleveren" in page
    assert "bewijs van versie 1 (pdf)" in page
    assert "intrekken van versie 1" in page


def test_every_page_of_a_delivery_says_where_one_is(browse, world):
    client = browse("eigen")
    for name, step in (
        ("bestand", "Bestand"), ("vragen", "Vragen"), ("verschil", "Verschil"),
        ("indienen", "Indienen"),
    ):  # fmt: skip
        page = client.get(address(name, world.asking)).content.decode()
        (here,) = re.findall(r'aria-current="step">(.*?)</li>', page, re.DOTALL)

        assert step in here
        assert len(re.findall(r"<h1[ >]", page)) == 1
