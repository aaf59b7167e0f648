"""The data officer's half hour in a real browser: from a check that keeps nothing to a receipt."""

import csv
import re
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Locator, Page, expect
from visitor import Visitor

pytestmark = pytest.mark.browser

OFFICER = "aanleveraar-haaglanden"


def rows_of(file: Path) -> list[list[str]]:
    """The headings and rows of a sample workbook, as text."""
    sheet = openpyxl.load_workbook(file).worksheets[0]
    rows = [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]
    start = next(n for n, row in enumerate(rows) if "Bsn" in row)
    return rows[start:]


def export(visitor: Visitor, folder: Path) -> Path:
    """The sample with mistakes as another export: a strange heading, a strange code, a question.

    The question: somebody was grown-up when the help began.
    """
    heading, *rows = rows_of(visitor.sample("fouten"))
    place = {name: n for n, name in enumerate(heading)}
    for row in rows[:3]:
        row[place["Geslacht jeugdige"]] = "onb."
    for row in rows[40:42]:
        row[place["Geb datum"]] = f"{int(row[place['Aanvang']][:4]) - 20}0101"
    heading[place["Code hulpvorm"]] = "Produktsoort"
    file = folder / "export.csv"
    with file.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out, delimiter=";").writerows([heading, *rows])
    return file


def count(visitor: Visitor, word: str) -> int:
    """How many rows the page says are good or parked."""
    told = visitor.page.get_by_text(re.compile(rf"^\d+ {word}$")).first.inner_text()
    return int(told.split()[0])


def outcome(visitor: Visitor) -> Locator:
    """The heading that a check ends with."""
    return visitor.page.get_by_role("heading", name="Uitslag van de controle")


def check_only(visitor: Visitor, folder: Path) -> None:
    """See the outcome below the form, take the own file back with marks, and leave no trace."""
    page = visitor.page
    visitor.choose(visitor.sample("fouten"))
    expect(outcome(visitor)).to_be_focused()
    expect(page.get_by_text("er is niets bewaard")).to_be_visible()
    visitor.finds_nothing_wrong()
    with page.expect_download() as download:
        page.get_by_role("button", name="Gemarkeerd bestand downloaden").click()
    download.value.save_as(folder / "gemarkeerd.xlsx")
    assert "Oorzaken" in openpyxl.load_workbook(folder / "gemarkeerd.xlsx").sheetnames
    visitor.go("/aanleveringen")
    expect(page.get_by_role("heading", name="Eerste helft 2026")).to_have_count(0)


def deliver_after_pointing_out_a_column(visitor: Visitor, file: Path) -> None:
    """Check, say which column is which, and deliver with the same form."""
    page = visitor.page
    visitor.choose(file)
    expect(page.get_by_text("1 veld nog niet gevonden: Hulpvorm.")).to_be_visible()
    visitor.finds_nothing_wrong()
    page.get_by_label("Produktsoort").select_option("hulpvorm")
    page.get_by_role("button", name="Opnieuw controleren").click()
    expect(page.get_by_text(f"in {file.name}")).to_be_visible()
    page.get_by_role("button", name="Nu aanleveren").click()
    expect(page.get_by_role("heading", name="Wat we vonden")).to_be_visible()
    visitor.finds_nothing_wrong()


def repair_one_cause(visitor: Visitor) -> None:
    """Translate a code for three rows at once, with an example first."""
    page = visitor.page
    cause = page.get_by_role("article").filter(has_text="Geslacht")
    cause.get_by_role("link", name="Vertaal uw codes").click()
    visitor.finds_nothing_wrong()
    page.get_by_label("Code voor onb.").select_option("O")
    page.get_by_role("button", name="Laat een voorbeeld zien").click()
    expect(page.get_by_text("Zo wordt het: 3 voorbeelden uit 3 rijen")).to_be_visible()
    visitor.finds_nothing_wrong()
    # Twice: people do; it is done once, and nobody is told that somebody else was first.
    page.get_by_role("button", name="Toepassen op 3 rijen").dblclick()
    expect(page.get_by_text("Het herstel is toegepast")).to_be_visible()
    visitor.finds_nothing_wrong()


def solve_one_row(visitor: Visitor) -> None:
    """Put one field of one row right."""
    page = visitor.page
    cause = page.get_by_role("article").filter(has_text="ligt voor de datum aanvang")
    cause.get_by_role("link", name="Rij voor rij oplossen").click()
    visitor.finds_nothing_wrong()
    page.get_by_label("Datum einde").fill("20260610")
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_text(re.compile(r"Rij \d+ is goed\."))).to_be_visible()


def answer_the_questions(visitor: Visitor) -> None:
    """Say of everything unusual that it is right, and why."""
    page = visitor.page
    page.get_by_role("link", name="Vragen beantwoorden").click()
    visitor.finds_nothing_wrong()
    for number in range(page.get_by_label("Ja, dit klopt").count()):
        page.get_by_label("Ja, dit klopt").nth(number).check()
        page.get_by_label("Waarom klopt het?").nth(number).select_option(index=1)
    page.get_by_role("button", name="Antwoorden opslaan").click()


def submit(visitor: Visitor, folder: Path) -> None:
    """See what changes and what counts, agree with the statement, and take the receipt."""
    page = visitor.page
    expect(page.get_by_role("heading", name="Wat verandert er?")).to_be_visible()
    visitor.finds_nothing_wrong()
    page.get_by_role("link", name="Door naar indienen").click()
    visitor.finds_nothing_wrong()
    page.get_by_role("button", name="Indienen").click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_role("alert")).to_contain_text("Zet een vinkje")
    visitor.finds_nothing_wrong(answers=(422,))
    page.get_by_label("Ik dien deze aanlevering in").check()
    page.get_by_role("button", name="Indienen").click()
    expect(page.get_by_text("Verwerkt: deze versie telt mee")).to_be_visible(timeout=60_000)
    visitor.finds_nothing_wrong(answers=(422,))
    with page.expect_download() as download:
        page.get_by_role("link", name="Ontvangstbewijs").click()
    download.value.save_as(folder / "bewijs.pdf")
    assert (folder / "bewijs.pdf").read_bytes().startswith(b"%PDF-")


def withdraw_and_put_back(visitor: Visitor, delivery: str) -> None:
    """Let the version count no longer, with a reason, and then count again."""
    page = visitor.page
    page.get_by_role("link", name="Intrekken").click()
    visitor.finds_nothing_wrong(answers=(422,))
    page.get_by_label("Waarom trekt u deze versie in?").fill("Verkeerd bestand gekozen")
    page.get_by_role("button", name="Intrekken").click()
    expect(page.get_by_text("Ingetrokken: deze versie telt niet mee")).to_be_visible()
    visitor.go("/aanleveringen")
    expect(page.get_by_text("reden: Verkeerd bestand gekozen")).to_be_visible()
    visitor.finds_nothing_wrong(answers=(422,))
    page.goto(delivery)
    page.get_by_role("button", name="Deze versie terugzetten").click()
    expect(page.get_by_text("Deze versie is teruggezet")).to_be_visible()
    expect(page.get_by_text("Verwerkt: deze versie telt mee")).to_be_visible(timeout=60_000)


def go_on_with_what_waits(visitor: Visitor, delivery: str, parked: int) -> None:
    """Take up the parked rows of what was submitted in a new draft, which is then thrown away."""
    page = visitor.page
    page.goto(delivery)
    expect(page.get_by_role("heading", name=f"{parked} rijen wachten nog")).to_be_visible()
    expect(page.get_by_text("blijft tellen tot u het concept indient")).to_be_visible()
    visitor.finds_nothing_wrong(answers=(422,))
    page.get_by_role("button", name="Verder met deze rijen").click()
    expect(page.get_by_text("een nieuw concept met hetzelfde bestand")).to_be_visible()
    assert count(visitor, "geparkeerd") == parked
    visitor.finds_nothing_wrong(answers=(422,))
    page.get_by_text("Deze versie weggooien").click()
    page.get_by_role("button", name="weggooien").click()
    page.goto(delivery)
    expect(page.get_by_text("Verwerkt: deze versie telt mee")).to_be_visible()


def test_from_a_check_that_keeps_nothing_to_a_receipt_and_back(
    visitor: Visitor, tmp_path: Path
) -> None:
    visitor.sign_in(OFFICER)
    check_only(visitor, tmp_path)
    deliver_after_pointing_out_a_column(visitor, export(visitor, tmp_path))
    delivery, parked = visitor.page.url, count(visitor, "geparkeerd")
    repair_one_cause(visitor)
    assert count(visitor, "geparkeerd") == parked - 3
    solve_one_row(visitor)
    assert count(visitor, "geparkeerd") == parked - 4
    answer_the_questions(visitor)
    submit(visitor, tmp_path)
    go_on_with_what_waits(visitor, delivery, parked - 4)
    withdraw_and_put_back(visitor, delivery)


def test_after_a_session_ended_one_signs_in_and_goes_on_where_one_was(visitor: Visitor) -> None:
    page = visitor.page
    visitor.sign_in(OFFICER)
    visitor.choose(visitor.sample("verbeterd"), keep=True)
    expect(page.get_by_role("heading", name="Wat we vonden")).to_be_visible()
    delivery = page.url
    page.get_by_text("Deze versie weggooien").click()
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="weggooien").click()
    expect(page.get_by_text("Wat u had opgeslagen, is bewaard.")).to_be_visible()
    visitor.finds_nothing_wrong()
    visitor.fill_in(OFFICER)
    expect(page).to_have_url(delivery)
    expect(page.get_by_role("heading", name="Wat we vonden")).to_be_visible()


def test_a_file_is_checked_and_delivered_by_keyboard_alone(visitor: Visitor) -> None:
    page = visitor.page
    visitor.sign_in(OFFICER)
    visitor.go("/aanleveringen/nieuw")
    page.get_by_label("Verslagperiode").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_label("Bestand", exact=True)).to_be_focused()
    # The window in which a file is chosen is the system's own; the keyboard opens it.
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Space")
    chooser.value.set_files(visitor.sample("verbeterd"))
    page.keyboard.press("Tab")
    switch = page.get_by_label("Alleen controleren")
    expect(switch).to_be_focused()
    expect(switch).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(outcome(visitor)).to_be_focused()
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.locator(":focus").inner_text() == "Nu aanleveren":
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Wat we vonden")).to_be_visible()


def test_the_columns_of_a_delivery_and_its_findings_per_row_are_accessible(
    visitor: Visitor,
) -> None:
    visitor.sign_in(OFFICER)
    visitor.choose(visitor.sample("fouten"), keep=True)
    visitor.page.get_by_role("link", name="Zo lezen we uw bestand").click()
    visitor.finds_nothing_wrong()
    visitor.page.get_by_role("link", name="Het klopt, naar de controle").click()
    visitor.page.get_by_role("link", name="Per rij in uw bestand").click()
    visitor.page.get_by_role("link", name="Toon wat er staat").click()
    expect(visitor.page.get_by_role("columnheader", name="Wat er staat")).to_be_visible()
    visitor.finds_nothing_wrong()
    visitor.page.get_by_text("Deze versie weggooien").click()
    visitor.finds_nothing_wrong()
    visitor.page.get_by_role("button", name="weggooien").click()
    expect(visitor.page.get_by_text("De aanlevering is weggegooid")).to_be_visible()
    visitor.finds_nothing_wrong()


def test_a_large_file_shows_how_far_its_check_is_and_ends_by_itself(
    visitor: Visitor, tmp_path: Path
) -> None:
    heading, *rows = rows_of(visitor.sample("verbeterd"))
    large = tmp_path / "groot.csv"
    with large.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out, delimiter=";").writerows([heading, *(rows * 200)])
    visitor.sign_in(OFFICER)
    visitor.choose(large, keep=True)
    expect(visitor.page.get_by_text("U kunt deze pagina sluiten")).to_be_visible(timeout=30_000)
    visitor.finds_nothing_wrong()
    expect(visitor.page.get_by_role("heading", name="Wat we vonden")).to_be_visible(timeout=120_000)


def test_without_scripts_a_file_is_checked_and_delivered_as_well(
    visitor: Visitor, tmp_path: Path
) -> None:
    browser = visitor.page.context.browser
    assert browser is not None
    with browser.new_context(java_script_enabled=False) as context:
        plain = Visitor(context.new_page(), visitor.portal, [])
        plain.go("/inloggen")
        plain.fill_in(OFFICER)
        plain.choose(visitor.sample("verbeterd"))
        expect(outcome(plain)).to_be_visible()
        expect(plain.page.get_by_text("Kies hierboven uw bestand nog een keer")).to_be_visible()
        plain.choose(visitor.sample("verbeterd"), keep=True)
        expect(plain.page.get_by_role("heading", name="Wat we vonden")).to_be_visible()


def weight(page: Page, address: str) -> float:
    """How many bytes a page brings along."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    arrived: list[float] = []
    session.on("Network.loadingFinished", lambda event: arrived.append(event["encodedDataLength"]))
    page.goto(address)
    page.wait_for_load_state("networkidle")
    return sum(arrived)


def test_a_first_visit_weighs_at_most_150_kilobytes(visitor: Visitor) -> None:
    assert 20_000 < weight(visitor.page, f"{visitor.portal.address}/inloggen") <= 150_000


def test_the_result_of_a_check_weighs_at_most_150_kilobytes(visitor: Visitor) -> None:
    visitor.sign_in(OFFICER)
    visitor.choose(visitor.sample("fouten"), keep=True)
    expect(visitor.page.get_by_role("heading", name="Wat we vonden")).to_be_visible()
    browser = visitor.page.context.browser
    assert browser is not None
    signed_in = visitor.page.context.storage_state()
    with browser.new_context(storage_state=signed_in) as elsewhere:  # Nothing is kept there yet.
        assert 20_000 < weight(elsewhere.new_page(), visitor.page.url) <= 150_000
