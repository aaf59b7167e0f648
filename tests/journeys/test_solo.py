"""Somebody who works alone closes the half-year on a phone, in a few minutes and without a file."""

import re

import pytest
from playwright.sync_api import Route, expect
from visitor import Visitor

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
NARROW = {"width": 320, "height": 700}
PERIODE = "Eerste helft 2026"
NEW = {
    "Burgerservicenummer (BSN)": "999999990",
    "Geboortedatum": "14032012",
    "Postcode": "2511 ab",
    "Wanneer begon de hulp?": "1 mrt 2026",
}
PICKED = {"Wie verwees?": "02", "Welke hulp geeft u?": "02"}


@pytest.fixture
def joost(visitor: Visitor) -> Visitor:
    """The practice of one, on a phone; its half-year is open again."""
    visitor.page.set_viewport_size(PHONE)
    visitor.sign_in("vrijgevestigde")
    _withdraw_what_counts(visitor)
    visitor.go("/")
    return visitor


def _withdraw_what_counts(visitor: Visitor) -> None:
    """The demo delivered for everybody; a draft that another test left goes too."""
    page = visitor.page
    visitor.go("/aanleveringen")
    period = page.get_by_role("region", name=PERIODE)
    links = set(period.get_by_role("link").evaluate_all("all => all.map((a) => a.href)"))
    for address in (each for each in links if re.search(r"/aanleveringen/[0-9a-f-]{36}$", each)):
        page.goto(address)
        throw_away = page.get_by_text(re.compile("(Deze versie|Dit formulier) weggooien"))
        withdraw = page.get_by_role("link", name="Intrekken", exact=True)
        if throw_away.count():
            throw_away.click()
            page.get_by_role("button", name="weggooien").click()
            expect(page.get_by_text("De aanlevering is weggegooid")).to_be_visible()
        elif withdraw.count():
            withdraw.click()
            page.get_by_label("Waarom trekt u deze versie in?").fill("Ik begin opnieuw")
            page.get_by_role("button", name="Intrekken").click()
            expect(page.get_by_text("Deze versie is ingetrokken")).to_be_visible()


def _fits(visitor: Visitor) -> None:
    """Nothing sticks out, and what one taps is big enough for a thumb."""
    page = visitor.page
    for size in (NARROW, PHONE):
        page.set_viewport_size(size)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    small = page.evaluate(
        """[...document.querySelectorAll(
             "main button, main .uk-pick, main .uk-client, main input, main select")]
           .filter((each) => !each.matches("label input, .uk-choice input") && each.offsetParent)
           .filter((each) => each.getBoundingClientRect().height < 43.5)
           .map((each) => each.outerHTML)"""
    )
    assert small == []


def _submit(visitor: Visitor) -> None:
    page = visitor.page
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Indienen", exact=True).click()
    expect(page.get_by_role("link", name="Ontvangstbewijs (pdf)")).to_be_visible()


def test_the_half_year_is_closed_on_a_phone(joost):
    page = joost.page
    page.get_by_role("button", name=re.compile("Cliënten invullen")).first.click()
    expect(page.get_by_role("heading", name="Mijn cliënten")).to_be_visible()
    _fits(joost)
    page.get_by_role("button", name="Niets veranderd").click()
    expect(page.get_by_text("Genoteerd: bij niemand is iets veranderd.")).to_be_visible()

    page.get_by_role("button", name="Cliënt toevoegen").click()
    stand = page.get_by_role("status")
    for label, text in NEW.items():
        page.get_by_label(label, exact=True).fill(text)
    for label, code in PICKED.items():
        page.get_by_label(label).select_option(code)
    page.get_by_label("Vrouw", exact=True).check()
    page.get_by_label("Nee", exact=True).check()
    expect(stand).to_contain_text("Klaar")
    expect(stand).to_contain_text("Bewaard")
    expect(page.get_by_text("Gemeente: 's-Gravenhage")).to_be_visible()
    expect(page.get_by_text("14 maart 2012")).to_be_visible()
    _fits(joost)
    joost.finds_nothing_wrong()

    page.set_viewport_size(PHONE)
    page.get_by_role("link", name="Mijn cliënten").click()
    questions = page.get_by_role("link", name=re.compile("Naar de vra"))
    if questions.count():
        questions.click()
        _answer_all(joost)
        joost.go(re.sub(r".*/aanleveringen/([0-9a-f-]+).*", r"/clienten/\1", page.url))
    page.get_by_role("link", name="Naar indienen").click()
    expect(page.get_by_role("row", name=re.compile("'s-Gravenhage"))).to_be_visible()
    _submit(joost)


def test_a_form_is_not_thrown_away_with_one_tap(joost):
    page = joost.page
    page.get_by_role("button", name=re.compile("Cliënten invullen")).first.click()
    page.get_by_text("Dit formulier weggooien").click()
    expect(page.get_by_text("Dat kunt u niet ongedaan maken.")).to_be_visible()
    _fits(joost)
    joost.finds_nothing_wrong()
    page.get_by_role("button", name="Formulier weggooien").click()
    expect(page.get_by_text("De aanlevering is weggegooid")).to_be_visible()


def _answer_all(visitor: Visitor) -> None:
    page = visitor.page
    for question in page.get_by_role("radio", name="Ja, dit klopt").all():
        question.check()
    for reason in page.get_by_label("Of in uw eigen woorden").all():
        reason.fill("Nagekeken, dit klopt")
    page.get_by_role("button", name="Antwoorden opslaan").click()
    page.wait_for_load_state()


def test_no_trajecten_is_said_in_a_few_clicks(joost):
    page = joost.page
    page.get_by_text("Had u in deze periode geen trajecten?").first.click()
    page.get_by_role("button", name="Geen trajecten").first.click()

    _fits(joost)
    _submit(joost)


def test_nothing_is_lost_by_who_types_fast_while_the_portal_is_slow(joost):
    page = joost.page
    page.get_by_role("button", name=re.compile("Cliënten invullen")).first.click()
    page.get_by_role("button", name="Cliënt toevoegen").click()
    address = page.url

    def slowly(route: Route) -> None:
        page.wait_for_timeout(300)
        route.continue_()

    page.route(address, lambda route: slowly(route) if _saves(route) else route.continue_())
    for label, text in NEW.items():
        page.get_by_label(label, exact=True).fill(text)
        page.keyboard.press("Tab")
    page.get_by_label("Vrouw", exact=True).check()
    page.get_by_role("link", name="Mijn cliënten").click()
    page.wait_for_url("**/clienten/*")
    page.unroute_all()
    page.goto(address)

    for label in NEW:
        expect(page.get_by_label(label, exact=True)).not_to_have_value("")
    expect(page.get_by_label("Vrouw", exact=True)).to_be_checked()


def _saves(route: Route) -> bool:
    return route.request.method == "POST"


def test_who_is_signed_out_or_overtaken_hears_it_where_he_types(joost):
    page = joost.page
    page.get_by_role("button", name=re.compile("Cliënten invullen")).first.click()
    page.get_by_role("button", name="Cliënt toevoegen").click()
    other = page.context.new_page()
    other.goto(page.url)
    other.get_by_label("Postcode", exact=True).fill("2611 AA")
    other.keyboard.press("Tab")
    expect(other.get_by_role("status")).to_contain_text("Bewaard")

    page.get_by_label("Postcode", exact=True).fill("2511 AB")
    page.keyboard.press("Tab")
    expect(page.get_by_role("status")).to_contain_text("Niet bewaard")
    page.get_by_role("link", name="Laad de nieuwste stand").click()
    expect(page.get_by_label("Postcode", exact=True)).to_have_value("2611 AA")

    page.context.clear_cookies(name=re.compile("sessionid"))
    page.get_by_label("Postcode", exact=True).fill("2512 AB")
    page.keyboard.press("Tab")
    expect(page.get_by_role("status")).to_contain_text("U bent uitgelogd")
    expect(page.get_by_role("link", name="Log opnieuw in")).to_be_visible()


def test_without_script_the_buttons_do_the_same(chromium, joost):
    cookies = joost.page.context.cookies()
    with chromium.new_context(java_script_enabled=False, viewport=PHONE) as context:
        context.add_cookies(cookies)
        page = context.new_page()
        page.goto(joost.portal.address)
        page.get_by_role("button", name=re.compile("Cliënten invullen")).first.click()
        page.get_by_role("button", name="Cliënt toevoegen").click()
        page.get_by_label("Postcode", exact=True).fill("2511 AB")
        page.get_by_role("button", name="Opslaan, terug naar de lijst").click()

        expect(page.get_by_role("link", name=re.compile("'s-Gravenhage")).last).to_be_visible()
