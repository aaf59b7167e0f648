"""The whole road in a real browser: a file with mistakes, corrected, seen in three reports."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect
from visitor import Visitor

pytestmark = pytest.mark.browser

PERIODE = "2026-1"
PAGES = ("overzicht", "tevredenheid", "zonder-hulp-verder", "doelrealisatie", "uitval")


def deliver(visitor: Visitor, word: str) -> None:
    """Choose the sample with this word in its name, and deliver it."""
    visitor.choose(visitor.sample(word), keep=True)


def submit(visitor: Visitor) -> None:
    """Let it count, and wait until the figures are there."""
    visitor.page.get_by_role("link", name="Indienen", exact=True).first.click()
    visitor.page.get_by_label("Ik dien deze aanlevering in").check()
    visitor.page.get_by_role("button", name="Indienen").click()
    expect(visitor.page.get_by_text("Verwerkt: deze versie telt mee")).to_be_visible(timeout=60_000)


def measured(visitor: Visitor, path: str) -> int:
    """# gemeten of uitval on a report page."""
    visitor.go(path)
    figure = visitor.page.locator("dl").first.inner_text()
    found = re.search(r"# gemeten[^\d]*(\d+)", figure)
    assert found, figure
    return int(found[1])


READERS = {
    "gemeente-den-haag": f"/rapporten/gemeente/0518/{PERIODE}/uitval",
    "serviceorganisatie-haaglanden": f"/rapporten/regio/Haaglanden/{PERIODE}/uitval",
}


def as_others_see_it(visitor: Visitor) -> list[int]:
    """# gemeten of uitval in the two reports that the policy protects: rounded to fives."""
    figures = []
    for reader, path in READERS.items():
        visitor.sign_in(reader)
        figures.append(measured(visitor, path))
    assert [figure % 5 for figure in figures] == [0, 0]
    return figures


def test_a_corrected_file_changes_the_figures_in_all_three_reports(visitor: Visitor) -> None:
    own = f"/rapporten/aanbieder/{PERIODE}/uitval"
    without = as_others_see_it(visitor)

    visitor.sign_in("aanleveraar-haaglanden")
    deliver(visitor, "fouten")
    expect(visitor.page.get_by_role("heading", name="Bevindingen")).to_be_visible()
    expect(visitor.page.get_by_text("Wat kunt u doen?").first).to_be_visible()
    visitor.finds_nothing_wrong()
    parked = visitor.page.get_by_text(re.compile(r"\d+ geparkeerd")).first.inner_text()
    assert not parked.startswith("0 ")
    visitor.page.get_by_role("link", name="Per rij in uw bestand").click()
    expect(visitor.page.get_by_role("table").first).to_be_visible()
    visitor.finds_nothing_wrong()
    submit(visitor)
    before = measured(visitor, own)

    deliver(visitor, "verbeterd")
    visitor.finds_nothing_wrong()
    submit(visitor)
    assert measured(visitor, own) > before

    # What the correction alone adds may drown in the rounding; the delivery as a whole cannot.
    with_delivery = as_others_see_it(visitor)
    assert all(new > old for new, old in zip(with_delivery, without, strict=True))


@pytest.mark.parametrize(
    ("reader", "circle"),
    [
        ("aanleveraar-almere", f"aanbieder/{PERIODE}"),
        ("gemeente-almere", f"gemeente/0034/{PERIODE}"),
        ("serviceorganisatie-haaglanden", f"regio/Haaglanden/{PERIODE}"),
    ],
)
def test_every_report_page_is_accessible_and_quiet(
    visitor: Visitor, reader: str, circle: str
) -> None:
    visitor.sign_in(reader)
    for page in PAGES:
        visitor.go(f"/rapporten/{circle}/{page}")
        expect(visitor.page.get_by_role("heading", level=1)).to_be_visible()
        visitor.finds_nothing_wrong()


@pytest.mark.parametrize(
    ("reader", "paths"),
    [
        ("aanleveraar-haaglanden", ("/", "/aanleveringen", "/aanleveringen/nieuw")),
        ("aanleveraar-almere", ("/beheer/logboek",)),
        ("aanleveraar-zonder-overeenkomst", ("/", "/aanleveringen/nieuw")),
        ("vrijgevestigde", ("/", "/rapporten")),
        ("gemeente-den-haag", ("/", "/rapporten", "/regelboek", "/hoe-geteld/uitval")),
        ("beheerder", ("/", "/beheer/organisaties", "/beheer/toegang", "/beheer/logboek")),
    ],
)
def test_every_other_page_is_accessible_and_quiet(
    visitor: Visitor, reader: str, paths: tuple[str, ...]
) -> None:
    visitor.sign_in(reader)
    for path in paths:
        visitor.go(path)
        expect(visitor.page.get_by_role("heading", level=1)).to_be_visible()
        visitor.finds_nothing_wrong()


def test_an_organisation_and_a_wrong_form_are_accessible_and_quiet(visitor: Visitor) -> None:
    visitor.sign_in("beheerder")
    visitor.go("/beheer/organisaties")
    visitor.page.get_by_role("table").first.get_by_role("link").first.click()
    expect(visitor.page.get_by_text("Er is nog geen overeenkomst.")).to_be_visible()
    visitor.finds_nothing_wrong()

    # Adding one weighs: who is there is asked before anything is filled in.
    visitor.page.get_by_role("link", name="Bevestig dat eerst").click()
    visitor.page.get_by_role("button", name="Ja, ik ben het").click()
    visitor.page.get_by_role("button", name="Overeenkomst toevoegen").click()
    expect(visitor.page.get_by_role("alert")).to_contain_text("Vul de versie in")
    visitor.finds_nothing_wrong(answers=(422,))


def test_a_file_that_is_refused_says_why_on_the_form(visitor: Visitor, tmp_path: Path) -> None:
    visitor.sign_in("aanleveraar-almere")
    for name, content, reason in (
        ("leeg.csv", b"", "Dit bestand is leeg"),
        ("groot.csv", b"a;b;c\r\n" * 8_000_000, "mag hooguit 50 MB zijn"),
        ("brief.pdf", b"%PDF-1.7\n%%EOF\n", "Dit is een PDF"),
    ):
        (tmp_path / name).write_bytes(content)
        visitor.choose(tmp_path / name)
        expect(visitor.page.get_by_role("alert")).to_contain_text(reason)
        expect(visitor.page.get_by_role("button", name="Bestand controleren")).to_be_visible()
    visitor.finds_nothing_wrong(answers=(413, 422))


def test_a_page_that_is_not_for_the_reader_is_accessible_and_says_so(visitor: Visitor) -> None:
    visitor.sign_in("gemeente-almere")
    for path, words in (
        ("/bestaat-niet", "Deze pagina is er niet"),
        ("/beheer/organisaties", "Dit mag u niet"),
    ):
        visitor.go(path)
        expect(visitor.page.get_by_role("heading", level=1)).to_have_text(words)
        visitor.finds_nothing_wrong(answers=(403, 404))


def test_a_session_that_ended_leads_back_to_the_page_after_signing_in(visitor: Visitor) -> None:
    visitor.sign_in("gemeente-almere")
    visitor.page.context.clear_cookies()
    visitor.go("/rapporten")
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("Inloggen")
    visitor.fill_in("gemeente-almere")
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("Rapporten")


def test_without_an_agreement_the_upload_is_closed_and_says_why(visitor: Visitor) -> None:
    visitor.sign_in("aanleveraar-zonder-overeenkomst")
    visitor.go("/aanleveringen/nieuw")
    expect(visitor.page.get_by_text("geen geldige verwerkersovereenkomst")).to_be_visible()
    expect(visitor.page.get_by_role("button", name="Bestand controleren")).to_have_count(0)


def test_signing_in_and_opening_the_reports_go_by_keyboard_alone(visitor: Visitor) -> None:
    visitor.go("/inloggen")
    visitor.page.keyboard.press("Tab")
    expect(visitor.page.locator(":focus")).to_have_text(re.compile("inhoud", re.I))
    visitor.page.get_by_role("textbox", name="Gebruikersnaam").focus()
    visitor.page.keyboard.type("aanleveraar-almere")
    visitor.page.keyboard.press("Tab")
    visitor.page.keyboard.type(visitor.portal.password)
    visitor.page.keyboard.press("Enter")
    expect(visitor.page.get_by_role("button", name="Uitloggen")).to_be_visible()
    link = visitor.page.get_by_role("link", name="Rapporten").first
    link.focus()
    visitor.page.keyboard.press("Enter")
    expect(visitor.page.get_by_role("heading", level=1)).to_be_visible()


def test_the_trajecten_behind_a_bar_are_shown_to_the_provider_and_logged(visitor: Visitor) -> None:
    visitor.sign_in("aanleveraar-almere")
    visitor.go(f"/rapporten/aanbieder/{PERIODE}/uitval")
    visitor.page.locator("a[href*='/trajecten']").first.click()
    expect(visitor.page.get_by_role("heading", level=1)).to_be_visible()
    expect(visitor.page.get_by_role("table").first).to_be_visible()
    visitor.finds_nothing_wrong()
    visitor.go("/beheer/logboek")
    lines = visitor.page.get_by_role("table")
    expect(lines.get_by_text(re.compile("ingezien|bekeken|inzage", re.I)).first).to_be_visible()
