"""What a careful sender must never miss: what counts, what was lost, what to do now."""

import re
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone
from small_region import PERIODE, delivery
from test_access_matrix import ROWS, address_of
from test_intake_pages import address, colleague, revisie_of, upload
from test_pages import text
from world import actor_as

from uitkomst.portal.counted import counted, grouped
from uitkomst.portal.views.session import page_behind
from uitkomst.register.models import Aanlevering, Controle, Verwerkersovereenkomst
from uitkomst.services import keyring
from uitkomst.services.delivering import aanleveringen, submission
from uitkomst.services.kept.sources import GONE


def of_earlier_period(rows):
    """Give a file of the period before, of which all help ended."""
    earlier = PERIODE.vorige
    begin = PERIODE.eerste_dag
    end = date(PERIODE.jaar, begin.month + 2, 10)
    old_end = date(earlier.jaar, earlier.eerste_dag.month + 2, 10)
    content = delivery(rows).decode()
    content = content.replace(f"{begin:%Y%m%d}", f"{earlier.eerste_dag:%Y%m%d}")
    return content.replace(f"{end:%Y%m%d}", f"{old_end:%Y%m%d}").encode()


@pytest.fixture
def much_smaller(world, browse):
    """A draft with a question about the file as a whole: far fewer rows than the period before."""
    actor, now = actor_as(world.users["eigen"]), timezone.now()
    earlier = aanleveringen.receive(
        actor=actor,
        periode=PERIODE.vorige,
        content=of_earlier_period(60),
        bestandsnaam="vorige.csv",
        now=now,
        vault=keyring.current_vault(),
    )
    submission.confirm(actor=actor, reference=earlier.reference, revisie=earlier.revisie, now=now)
    answer = upload(browse("eigen"), delivery(20, start=500), naam="klein.csv")
    return answer.redirect_chain[-1][0].rpartition("/")[2]


def say(client, reference, *words):
    """Answer the questions of a delivery in order: "ja" with a reason, or "nee"."""
    page = client.get(address("vragen", reference))
    names = re.findall(r'name="(vraag-\d+)" value="([^"]+)"', page.content.decode())
    fields = dict(names) | {"revisie": revisie_of(page)}
    for number, word in enumerate(words, start=1):
        fields |= {f"antwoord-{number}": word, f"tekst-{number}": "Nagekeken"}
    return client.post(address("vragen", reference), fields, follow=True)


# ── A no to the file as a whole ─────────────────────────────────────────────────────────────────


def test_after_a_no_to_the_whole_file_every_page_says_that_another_file_is_needed(
    browse, much_smaller
):
    client = browse("eigen")
    answered = say(client, much_smaller, "nee", "nee", "nee")
    result = client.get(reverse("aanlevering", args=[much_smaller]))

    assert "Uw antwoord" in text(answered)
    assert "Deze versie kunt u niet indienen" in text(result)
    assert "Verbeterd bestand aanleveren" in text(result)
    assert "Antwoord veranderen" in text(result)
    for name in ("vragen", "verschil", "indienen"):
        page = text(client.get(address(name, much_smaller)))
        assert "U antwoordde ‘nee’ op een vraag over het hele bestand." in page
        assert "Verbeterd bestand nodig" in page
    assert "u hebt een verbeterd bestand nodig" in text(client.get(reverse("home")))


def test_a_yes_to_the_whole_file_leads_on_to_the_difference(browse, much_smaller):
    answered = say(browse("eigen"), much_smaller, "ja", "ja", "ja")

    assert answered.redirect_chain[-1][0] == address("verschil", much_smaller)


def test_what_was_typed_with_a_question_stays_when_it_is_refused(browse, world):
    client = browse("eigen")
    page = client.get(address("vragen", world.asking))
    (naam,) = re.findall(r'name="vraag-1" value="([^"]+)"', page.content.decode())
    refused = client.post(
        address("vragen", world.asking),
        {
            "revisie": revisie_of(page),
            "vraag-1": naam,
            "antwoord-1": "ja",
            "tekst-1": "zie dossier 999900006",
        },
    )

    assert refused.status_code == 422
    assert "zie dossier 999900006" in refused.content.decode()
    assert re.search(r'id="ja-1"[^>]* checked', refused.content.decode())


# ── What was lost, or never came ────────────────────────────────────────────────────────────────


def test_rows_that_were_left_out_are_still_counted_for_the_reader(browse, world):
    client = browse("eigen")
    page = client.get(address("rij", world.draft, 2))
    client.post(address("rij-weg", world.draft, 2), {"revisie": revisie_of(page)})

    assert "29 rijen in export.csv , en 1 rij door u weggelaten" in text(
        client.get(reverse("aanlevering", args=[world.draft]))
    )


def test_a_draft_is_thrown_away_in_two_steps_that_say_what_is_lost(browse, world):
    page = text(browse("eigen").get(reverse("aanlevering", args=[world.draft])))

    assert "Het bestand en alles wat u hier deed gaan dan verloren." in page
    assert "Versie 1 blijft gewoon tellen." in page


def test_putting_a_version_back_says_which_one_then_counts_no_more(browse, world):
    client = browse("eigen")
    page = client.get(address("indienen", world.draft))
    client.post(address("indienen", world.draft), {"revisie": revisie_of(page), "verklaring": "ja"})
    replaced = text(client.get(reverse("aanlevering", args=[world.processed])))

    assert "Zet u deze versie terug, dan telt versie 3 niet meer mee." in replaced
    assert "Telde mee 60 rijen" in replaced


def test_a_file_that_cannot_be_read_does_not_hide_which_version_counts(browse, world):
    client = browse("eigen")
    upload(client, delivery(9, start=500).replace(b"hulpvorm", b"produktsoort"))

    assert "Versie 1 blijft gewoon tellen." in text(client.get(reverse("home")))


def test_no_marked_file_is_offered_once_the_source_is_gone(browse, world):
    client, page = browse("eigen"), reverse("aanlevering", args=[world.processed])

    assert "Gemarkeerd bestand downloaden" in text(client.get(page))

    found = Aanlevering.objects.get(pk=world.processed)
    found.summary[GONE] = timezone.now().isoformat()
    found.save(update_fields=["summary"])

    assert "Gemarkeerd bestand downloaden" not in text(client.get(page))
    assert "Uw bestand zelf bewaren we niet meer" in text(client.get(page))


@pytest.mark.parametrize(
    ("email", "said"), [("marloes@voorbeeld.example", True), ("", False), (None, False)]
)
def test_a_mail_is_promised_only_when_one_will_come(email, said, browse, world):
    user = world.users["eigen"]
    if email is not None:
        user.email = email
        user.save()
    Controle.objects.filter(pk=world.draft).update(
        state=Controle.State.WACHT, mail_to=None if email is None else user
    )
    for name in ("aanlevering", "aanlevering-progress"):
        page = text(browse("eigen").get(reverse(name, args=[world.draft])))

        assert "U kunt deze pagina sluiten" in page
        assert ("u krijgt een mail" in page) is said


# ── Going back, going on ────────────────────────────────────────────────────────────────────────


def test_a_repair_that_was_done_already_leads_back_instead_of_to_a_dead_end(browse, world):
    client = browse("eigen")
    repair = address("herstel", world.asking, "G02") + "?kolom=geslacht"
    form = client.get(repair)
    choice = {"waarde-1": "onb.", "code-1": "V", "revisie": revisie_of(form)}
    client.post(repair, choice | {"stap": "toepassen"})
    again = client.get(repair, follow=True)

    assert again.redirect_chain[-1][0] == reverse("aanlevering", args=[world.asking])
    assert "Dit herstel is al gedaan, of is niet meer nodig." in text(again)


def test_a_code_that_was_not_chosen_is_asked_for(browse, world):
    client = browse("eigen")
    repair = address("herstel", world.asking, "G02") + "?kolom=geslacht"
    form = client.get(repair)
    answer = client.post(
        repair,
        {"waarde-1": "onb.", "code-1": "-", "revisie": revisie_of(form), "stap": "voorbeeld"},
    )

    assert answer.status_code == 422
    assert "U hebt nog niets gekozen" in text(answer)


def test_a_row_that_is_not_there_leads_back_to_the_findings(browse, world):
    answer = browse("eigen").get(address("rij", world.draft, 9999), follow=True)

    assert answer.redirect_chain[-1][0] == reverse("aanlevering", args=[world.draft])
    assert "Rij 9999 staat niet (meer) in dit bestand." in text(answer)


def test_who_changes_nothing_is_not_told_that_something_was_saved(browse, world):
    client = browse("eigen")
    page = client.get(address("rij", world.draft, 2))
    saved = client.post(address("rij", world.draft, 2), {"revisie": revisie_of(page)}, follow=True)

    assert "Rij 2 is nog niet goed. U hebt niets veranderd." in text(saved)


def test_who_decides_twice_hears_that_it_was_not_somebody_else(browse, world):
    client = browse("eigen")
    page = client.get(address("rij", world.draft, 2))
    fields = {"revisie": revisie_of(page), "was-bsn": "123456789", "veld-bsn": "123456782"}
    client.post(address("rij", world.draft, 2), fields)
    again = client.post(address("rij", world.draft, 3), fields)

    assert again.status_code == 409
    assert "U hebt deze aanlevering zelf intussen veranderd" in text(again)


@pytest.mark.parametrize(
    "name", sorted({row[0] for row in ROWS if row[1] == "GET" and "405" in row[2:]})
)
def test_who_signs_in_after_a_button_was_pressed_lands_on_a_page(name, browse, world):
    page = page_behind(address_of(name, world))

    assert browse("eigen").get(page).status_code != 405


def test_signing_in_again_says_that_the_last_input_may_not_be_kept(browse, world):
    asked = browse(None).post(address("vragen", world.asking), follow=True)

    assert "Wat u had opgeslagen, is bewaard." in text(asked)


# ── Two people ──────────────────────────────────────────────────────────────────────────────────


def test_an_open_page_hears_of_a_colleague_once_and_of_what_changed(browse, world):
    world.users["karin"] = colleague(world)
    mine, hers = browse("eigen"), browse("karin")
    page = mine.get(reverse("aanlevering", args=[world.draft])).content.decode()
    ask = re.search(r'hx-get="([^"]+/aanwezig[^"]+)"', page)[1].replace("&amp;", "&")

    assert mine.get(ask).status_code == 204

    row = hers.get(address("rij", world.draft, 3))
    told = mine.get(ask)

    assert "Karin de Vries is bezig met versie 3" in text(told)
    next_ask = re.search(r'hx-get="([^"]+)"', told.content.decode())[1].replace("&amp;", "&")
    assert mine.get(next_ask).status_code == 204

    hers.post(address("rij-weg", world.draft, 3), {"revisie": revisie_of(row)})

    assert "Deze aanlevering is intussen veranderd" in text(mine.get(next_ask))


# ── What to do first ────────────────────────────────────────────────────────────────────────────


def test_causes_stand_by_what_they_ask_with_what_can_be_mended_at_once(browse, world):
    page = text(browse("eigen").get(reverse("aanlevering", args=[world.asking])))

    parked = page.index("Deze rijen zijn geparkeerd en tellen nu niet mee (1 oorzaak)")
    asked = page.index("Hierover hebben we een vraag (1 oorzaak)")
    assert parked < page.index("in één keer te herstellen") < asked
    assert "Vertaal uw codes (1 rij)" in page


def test_findings_are_given_in_english_on_request(browse, world):
    client, address_ = browse("eigen"), reverse("aanlevering", args=[world.asking])
    dutch, english = client.get(address_), client.get(address_, {"taal": "en"})
    lines = client.get(address_, {"taal": "en", "weergave": "rij"})

    assert "Bevindingen in het Engels" in text(dutch)
    assert "Bevindingen in het Nederlands" in text(english)
    assert "staat niet in de codelijst" in text(dutch)
    for page in (english, lines):
        assert "staat niet in de codelijst" not in text(page)
        assert 'lang="en"' in page.content.decode()


def test_without_an_agreement_that_is_the_first_thing_to_do(browse, world):
    Verwerkersovereenkomst.objects.filter(aanbieder=world.aanbieder).update(
        geldig_tot=date(2020, 12, 31)
    )
    page = text(browse("eigen").get(reverse("home")))

    assert "U bent bij" not in page
    assert "Te doen Er is geen geldige verwerkersovereenkomst." in page


def test_an_export_without_any_field_of_ours_is_called_another_file(browse, world):
    answer = upload(browse("eigen"), b"factuur;bedrag\r\n1;10\r\n2;20\r\n", alleen_controleren="on")

    assert "Waarschijnlijk koos u een ander bestand." in text(answer)


def test_a_large_number_has_a_point_for_each_thousand():
    assert grouped(200000) == "200.000"
    assert grouped(999) == "999"
    assert counted(1000, "rij", "rijen") == "1.000 rijen"


# ── The wrong file, and a version that was taken back ───────────────────────────────────────────


def test_a_file_of_another_period_is_called_that_and_is_not_offered_for_delivery(browse, world):
    client = browse("eigen")
    looked = upload(client, of_earlier_period(60), alleen_controleren="on")

    assert "Dit bestand kunt u zo niet aanleveren" in text(looked)
    assert "Dit bestand gaat over een andere verslagperiode dan u koos." in text(looked)
    assert "Nu aanleveren" not in looked.content.decode()

    kept = upload(client, of_earlier_period(60))

    assert not kept.redirect_chain[-1][0].endswith("/bestand")
    assert "Dit bestand kunt u zo niet indienen" in text(kept)
    assert "Ander bestand of andere periode kiezen" in text(kept)
    assert "niet lezen" not in text(kept)
    assert "S03:" not in text(kept)


def test_after_a_withdrawal_the_start_page_says_that_nothing_counts(browse, world):
    client = browse("eigen")
    for draft in (world.draft, world.asking):
        client.post(address("discard", draft))
    client.post(address("intrekken", world.processed), {"reden": "Verkeerd bestand"})
    page = text(client.get(reverse("home")))

    assert "Ingetrokken: er telt niets mee" in page
    assert "U trok versie 1 in. Zet haar terug, of lever een nieuw bestand aan." in page
    assert "We wachten op uw bestand" not in page.split("Tweede helft")[0]


def test_an_answer_is_listed_with_its_question_and_not_with_a_code(browse, world):
    client = browse("eigen")
    say(client, world.asking, "ja")
    page = text(client.get(reverse("aanlevering", args=[world.asking])))
    done = page[page.index("Wat er met dit bestand is gedaan") :]

    assert "V05_1" not in done
    assert re.search(r"18 jaar of ouder: dit klopt", done)


def test_a_draft_that_came_too_late_is_not_led_to_a_refusal_at_the_last_step(browse, world):
    client = browse("eigen")
    page = client.get(address("indienen", world.draft))
    client.post(address("indienen", world.draft), {"revisie": revisie_of(page), "verklaring": "ja"})

    for name in ("aanlevering", "aanlevering-verschil", "aanlevering-indienen"):
        late = client.get(reverse(name, args=[world.asking]))
        assert "Versie 3 telt al. Deze versie kunt u daarom niet meer indienen." in text(late)
        assert "Ik dien deze aanlevering in" not in text(late)


def test_an_answer_without_a_reason_names_the_question_it_is_about(browse, world):
    client = browse("eigen")
    page = client.get(address("vragen", world.asking))
    (naam,) = re.findall(r'name="vraag-1" value="([^"]+)"', page.content.decode())
    refused = client.post(
        address("vragen", world.asking),
        {"revisie": revisie_of(page), "vraag-1": naam, "antwoord-1": "ja"},
    )

    assert refused.status_code == 422
    assert re.search(r'<a href="#reden-1">[^<]*18 jaar of ouder', refused.content.decode())
    assert "Kies een reden, of schrijf die in uw eigen woorden op." in text(refused)
