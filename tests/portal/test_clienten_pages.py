"""The pages of the form: the list, one client that saves itself, and what if it cannot."""

import re

import pytest
from django.urls import reverse
from small_region import PERIODE, bsns

from uitkomst.portal.client_post import typed_of
from uitkomst.register.models import Aanlevering, AuditEvent

NUMBERS = [number for number, _ in zip(bsns(), range(200), strict=False)]
HTMX = {"HX-Request": "true"}
BEGIN = PERIODE.eerste_dag
IN_FULL = {
    "bsn": NUMBERS[150],
    "geboortedatum": "14-03-2012",
    "geslacht": "V",
    "postcode_of_gemeente": "2511 ab",
    "gemeente": "",
    "gemeente-was": "",
    "bsn-reden": "",
    "verwijzer": "02",
    "hulpvorm": "02",
    "gestart_met_crisis": "02",
    "datum_aanvang": f"{BEGIN:%d-%m-%Y}",
    "datum_einde": "",
    "reden_beeindiging": "",
}


@pytest.fixture
def joost(browse):
    return browse("solo")


@pytest.fixture
def form(joost):
    """The form of the solo provider, just begun."""
    answer = joost.post(reverse("clienten-beginnen"), {"periode": PERIODE.code})
    return Aanlevering.objects.get(pk=re.search(r"[0-9a-f-]{36}", answer.url)[0])


def page(form, nummer=1):
    return reverse("client", args=[form.pk, nummer])


def revisie(form):
    form.refresh_from_db(fields=["revisie"])
    return form.revisie


def save(client, form, nummer=1, headers=None, **fields):
    fields.setdefault("revisie", revisie(form))
    return client.post(page(form, nummer), fields, headers=headers or {})


def text(answer):
    return answer.content.decode()


def test_the_list_shows_who_is_on_it(joost, form):
    save(joost, form, **IN_FULL)

    shown = joost.get(reverse("clienten", args=[form.pk]))

    assert shown.status_code == 200
    assert shown.headers["Cache-Control"] == "no-store, private"
    assert "1 cliënt: alles ingevuld." in text(shown)
    assert "meisje uit 2012" in text(shown)
    assert IN_FULL["bsn"] not in text(shown)


def test_every_look_is_written_down(joost, form):
    before = AuditEvent.objects.filter(action="personen:view").count()

    joost.get(reverse("clienten", args=[form.pk]))
    joost.get(page(form))

    assert AuditEvent.objects.filter(action="personen:view").count() == before + 2


def test_a_page_without_script_saves_all_of_it(joost, form):
    answer = save(joost, form, **IN_FULL, dan="lijst")

    assert answer.url == reverse("clienten", args=[form.pk])
    shown = text(joost.get(page(form)))
    assert 'value="14-03-2012"' in shown
    assert "14 maart 2012" in shown
    assert "&#x27;s-Gravenhage" in shown
    assert "Deze cliënt is compleet." in shown


def test_the_next_client_follows(joost, form):
    joost.post(reverse("client-toevoegen", args=[form.pk]), {"revisie": revisie(form)})

    assert save(joost, form, **IN_FULL, dan="volgende").url == page(form, 2)
    assert save(joost, form, 2, geslacht="V", dan="volgende").url == reverse(
        "clienten", args=[form.pk]
    )
    assert save(joost, form, 2, geslacht="M", dan="hier").url == page(form, 2)


def test_a_field_is_saved_by_itself_and_the_page_learns_the_new_revisie(joost, form):
    answer = save(joost, form, headers=HTMX, geboortedatum="31-2-2012")

    assert answer.status_code == 200
    assert f'id="revisie" value="{revisie(form)}" hx-swap-oob="true"' in text(answer)
    assert "Deze geboortedatum kunnen wij niet lezen" in text(answer)
    assert "<html" not in text(answer)


def test_what_is_only_empty_is_no_mistake(joost, form):
    shown = text(joost.get(page(form)))

    assert "uk-found--error" not in shown
    assert "Nog in te vullen:" in shown


def test_a_second_tab_is_told_in_place(joost, form):
    old = revisie(form)
    save(joost, form, **IN_FULL)

    by_itself = save(joost, form, headers=HTMX, revisie=old, geslacht="M")
    by_button = save(joost, form, revisie=old, geslacht="M")

    assert by_itself.status_code == by_button.status_code == 409
    assert "ander tabblad" in text(by_itself)
    assert "Laad de nieuwste stand" in text(by_itself)
    assert "<html" not in text(by_itself)
    assert 'value="14-03-2012"' in text(by_button)
    assert f'id="revisie" value="{revisie(form)}"' in text(by_button)


@pytest.mark.parametrize("name", ["client-toevoegen", "clienten-ongewijzigd", "client-weghalen"])
def test_a_list_that_was_overtaken_is_shown_anew(name, joost, form):
    joost.post(reverse("client-toevoegen", args=[form.pk]), {"revisie": revisie(form)})
    arguments = [form.pk, 1] if name == "client-weghalen" else [form.pk]

    answer = joost.post(reverse(name, args=arguments), {"revisie": 0})

    if name == "clienten-ongewijzigd":  # everybody was looked at already: nothing to overwrite
        assert answer.status_code == 302
    else:
        assert answer.status_code == 409
        assert "2 cliënten" in text(answer)


def test_the_last_client_stays(joost, form):
    answer = joost.post(reverse("client-weghalen", args=[form.pk, 1]), {"revisie": revisie(form)})

    assert answer.status_code == 409
    assert "laatste cliënt" in text(answer)


def test_a_client_is_taken_off(joost, form):
    joost.post(reverse("client-toevoegen", args=[form.pk]), {"revisie": revisie(form)})

    answer = joost.post(
        reverse("client-weghalen", args=[form.pk, 1]), {"revisie": revisie(form)}, follow=True
    )

    assert "Cliënt 1 is van het formulier gehaald." in text(answer)


def test_an_unknown_bsn_needs_a_reason_without_a_number(joost, form):
    unknown = {**IN_FULL, "bsn": "", "bsn-onbekend": "ja"}

    asked = save(joost, form, headers=HTMX, **unknown)
    refused = save(joost, form, **{**unknown, "bsn-reden": f"was {NUMBERS[3]}", "geslacht": "M"})
    told = save(joost, form, headers=HTMX, **{**unknown, "bsn-reden": "Niet ingeschreven"})

    assert "Waarom is het BSN niet bekend?" in text(asked)
    assert refused.status_code == 422
    assert 'name="geslacht" value="M" checked' in text(refused)
    assert "Deze cliënt is compleet." in text(told)


def test_no_trajecten_leads_to_submitting(joost):
    answer = joost.post(reverse("geen-trajecten"), {"periode": PERIODE.code})
    reference = re.search(r"[0-9a-f-]{36}", answer.url)[0]

    assert answer.url == reverse("aanlevering-indienen", args=[reference])
    assert joost.get(answer.url).status_code == 200


def test_a_form_that_was_submitted_shows_what_counts(joost, form):
    save(joost, form, **IN_FULL)
    joost.post(
        reverse("aanlevering-indienen", args=[form.pk]),
        {"revisie": revisie(form), "verklaring": "ja"},
    )

    for address in (reverse("clienten", args=[form.pk]), page(form)):
        assert joost.get(address).url == reverse("aanlevering", args=[form.pk])


def test_a_period_that_is_none_is_not_found(joost):
    assert joost.post(reverse("clienten-beginnen"), {"periode": "x"}).status_code == 404
    assert joost.post(reverse("clienten-beginnen"), {"periode": "2020-1"}).status_code == 409


@pytest.mark.parametrize(("reader", "status"), [("eigen", 404), ("delft", 403), ("beheer", 403)])
def test_nobody_else_sees_or_changes_it(reader, status, browse, form):
    other = browse(reader)

    assert other.get(reverse("clienten", args=[form.pk])).status_code == status
    assert other.get(page(form)).status_code == status
    assert save(other, form, geslacht="M").status_code == status
    assert save(other, form, headers=HTMX, geslacht="M").status_code == status


def test_who_is_signed_out_is_sent_to_sign_in_and_nothing_is_saved(browse, form):
    before = revisie(form)

    answer = save(browse(None), form, headers=HTMX, geslacht="M")

    assert answer.status_code == 302
    assert answer.url.startswith(reverse("login"))
    assert revisie(form) == before


@pytest.mark.parametrize(
    ("posted", "place"),
    [
        ({"postcode_of_gemeente": "2511AB", "gemeente": ""}, "2511AB"),
        ({"postcode_of_gemeente": "2511AB", "gemeente": "0503", "gemeente-was": "2511AB"}, "0503"),
        ({"postcode_of_gemeente": "", "gemeente": "0503", "gemeente-was": "0503"}, "0503"),
        ({"postcode_of_gemeente": "2511AB", "gemeente": "0503", "gemeente-was": "0503"}, "2511AB"),
        ({"postcode_of_gemeente": " ", "gemeente": "0518", "gemeente-was": "0503"}, "0518"),
    ],
)
def test_of_postcode_and_gemeente_the_one_filled_in_last_counts(posted, place):
    assert typed_of(posted).velden == {"postcode_of_gemeente": place}


def test_a_code_that_is_no_more_is_shown_instead_of_lost(joost, form):
    save(joost, form, **{**IN_FULL, "verwijzer": "07"})

    shown = text(joost.get(page(form)))

    assert '<option value="07" selected>‘07’ (dit staat er nu)</option>' in shown


def test_other_pages_speak_of_clients_instead_of_rows(joost, form):
    save(joost, form, **{**IN_FULL, "geboortedatum": "1-1-2005"})

    asked = text(joost.get(reverse("aanlevering-vragen", args=[form.pk])))
    row = joost.get(reverse("aanlevering-rij", args=[form.pk, 2]))
    home = text(joost.get(reverse("home")))

    assert f'<a href="{page(form)}">cliënt 1</a>' in asked
    assert row.url == page(form)
    assert "1 traject wacht op uw antwoord" in home


def test_the_start_page_of_somebody_who_works_alone_begins_with_the_form(joost):
    shown = text(joost.get(reverse("home")))

    assert shown.index("Cliënten invullen") < shown.index("Geen trajecten")
    assert "Liever een bestand?" in shown
