"""The privacy officer's morning in a real browser: prove each promise from the running system."""

import io
import re
import zipfile
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect
from visitor import Visitor

from uitkomst.services.privacy.bewijsmap import CONTENTS

pytestmark = pytest.mark.browser

OFFICER, OPERATOR, PROVIDER = "privacyfunctionaris", "beheerder", "aanleveraar-almere"
PERIODE = "2026-1"
TODAY = datetime.now(ZoneInfo("Europe/Amsterdam")).date().isoformat()


def look_at_children(visitor: Visitor) -> int:
    """A provider opens the trajecten behind a bar; gives how many children it saw."""
    visitor.sign_in(PROVIDER)
    visitor.go(f"/rapporten/aanbieder/{PERIODE}/uitval")
    visitor.page.locator("a[href*='/trajecten']").first.click()
    rows = visitor.page.locator("tbody tr")
    expect(rows.first).to_be_visible()
    return rows.count()


def confirm_who_it_is(visitor: Visitor) -> None:
    """What weighs heavy is asked with a factor shown just now; in a demo one click."""
    page = visitor.page
    confirming = page.get_by_role("button", name="Ja, ik ben het")
    if confirming.is_visible():
        visitor.finds_nothing_wrong()
        confirming.click()


def ask_for_a_merger(visitor: Visitor) -> None:
    """Who runs the portal asks a second person to let one provider go up in another."""
    page = visitor.page
    visitor.sign_in(OPERATOR)
    visitor.go("/beheer/organisaties")
    page.locator("tbody th a").first.click()
    page.get_by_role("link", name="Laten opgaan in een andere aanbieder").click()
    for _ in range(2):
        page.get_by_label("Opgegaan in").select_option(index=1)
        page.get_by_label("Vanaf").fill(TODAY)
        page.get_by_label("Waarom", exact=False).fill("Zij zijn samengegaan")
        page.get_by_role("button", name="Besluit vragen").click()
        if not page.get_by_role("button", name="Ja, ik ben het").is_visible():
            break
        confirm_who_it_is(visitor)
    expect(page.get_by_text("Wacht op een tweede persoon")).to_be_visible()


def look_over_the_cockpit(visitor: Visitor) -> None:
    """Every number leads to its list, and each of those pages is quiet and accessible."""
    page = visitor.page
    visitor.sign_in(OFFICER)
    expect(page.get_by_role("heading", name="Privacycockpit")).to_be_visible()
    visitor.finds_nothing_wrong()
    for name in ("Overeenkomsten", "Wat wordt bewaard", "Bewaartermijnen", "Reservekopieën"):
        visitor.go("/privacy")
        page.locator("main").get_by_role("link", name=name, exact=True).click()
        expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()
        visitor.finds_nothing_wrong()
    visitor.go("/privacy/bewaard")
    page.locator("tbody th a").first.click()
    expect(page.get_by_text("identificerend").first).to_be_visible()
    visitor.finds_nothing_wrong()
    visitor.go("/beheer/toestand")
    expect(page.get_by_role("heading", name="Toestand")).to_be_visible()
    visitor.finds_nothing_wrong()


def agree_as_second_person(visitor: Visitor) -> None:
    """Open what the operator asked and agree to it."""
    page = visitor.page
    visitor.go("/privacy")
    page.get_by_role("link", name="Besluiten met z'n tweeën").click()
    expect(page.get_by_text("Zij zijn samengegaan")).to_be_visible()
    visitor.finds_nothing_wrong()
    page.get_by_role("button", name="Akkoord").click()
    if page.get_by_role("button", name="Ja, ik ben het").is_visible():
        confirm_who_it_is(visitor)
        page.get_by_role("button", name="Akkoord").click()
    expect(page.get_by_text("U bent akkoord")).to_be_visible()
    visitor.finds_nothing_wrong()


def see_that_the_chain_is_unbroken(visitor: Visitor) -> None:
    """On the cockpit, and in the logbook with the decision of a moment ago in it."""
    page = visitor.page
    visitor.go("/privacy")
    expect(page.get_by_text("ongebroken").first).to_be_visible()
    page.get_by_role("link", name="Keten van het logboek").click()
    line = page.get_by_role("cell", name="Akkoord gegeven als tweede persoon")
    expect(line.first).to_be_visible()
    expect(page.get_by_text(re.compile("ongebroken", re.I)).first).to_be_visible()
    visitor.finds_nothing_wrong()


def take_the_evidence(visitor: Visitor, folder: Path) -> None:
    """Download the zip, and look into it."""
    page = visitor.page
    visitor.go("/privacy/bewijsmap")
    visitor.finds_nothing_wrong()
    with page.expect_download() as download:
        page.get_by_role("button", name="Bewijsmap downloaden").click()
    download.value.save_as(folder / "bewijsmap.zip")
    with zipfile.ZipFile(io.BytesIO((folder / "bewijsmap.zip").read_bytes())) as found:
        assert {name for name, _ in CONTENTS} <= set(found.namelist())
        assert "samengegaan" in found.read("besluiten.csv").decode("utf-8-sig")


def open_an_incident(visitor: Visitor, children: int) -> None:
    """From a wrong form to whose data were seen, with a letter, and the provider told."""
    page = visitor.page
    visitor.go("/incidenten")
    visitor.finds_nothing_wrong()
    page.get_by_role("link", name="Incident openen").click()
    page.get_by_role("button", name="Incident openen").click()
    expect(page.get_by_text("Schrijf in één zin op").first).to_be_visible()
    visitor.finds_nothing_wrong(answers=(422,))
    page.get_by_label("Wat is er gebeurd, in één zin").fill("Laptop met open sessie gestolen")
    page.get_by_label("Van", exact=True).fill(f"{TODAY}T00:00")
    page.get_by_label("Accounts").fill(PROVIDER)
    page.get_by_role("button", name="Incident openen").click()
    expect(page.get_by_text("1 aanbieder is nog niet ingelicht")).to_be_visible()
    expect(page.get_by_role("cell", name=str(children), exact=True)).to_be_visible()
    visitor.finds_nothing_wrong(answers=(422,))
    page.get_by_role("link", name="Brief maken").click()
    visitor.finds_nothing_wrong(answers=(422,))
    with page.expect_download() as download:
        page.get_by_role("button", name="Brief als pdf").click()
    assert download.value.suggested_filename.endswith(".pdf")
    page.get_by_role("link", name="Laptop met open sessie gestolen").click()
    page.get_by_role("link", name="Vastleggen dat de aanbieder is ingelicht").click()
    page.get_by_label("Hoe is deze aanbieder ingelicht?").fill("Gebeld met de directie")
    visitor.finds_nothing_wrong(answers=(422,))
    page.get_by_role("button", name="Vastleggen").click()
    expect(page.get_by_text("Gebeld met de directie")).to_be_visible()
    page.get_by_label("Conclusie").fill("Er is niets naar buiten gegaan.")
    page.get_by_role("button", name="Incident sluiten").click()
    expect(page.get_by_text("Gesloten op")).to_be_visible()
    visitor.finds_nothing_wrong(answers=(422,))


def the_provider_sees_whose_data_it_was(visitor: Visitor, children: int) -> None:
    """Nobody else does; and that it looked is written down too."""
    page = visitor.page
    visitor.sign_in(PROVIDER)
    page.locator("main").get_by_role("link", name="Incidenten", exact=True).click()
    visitor.finds_nothing_wrong(answers=(422,))
    page.get_by_role("link", name="Laptop met open sessie gestolen").click()
    confirming = page.get_by_role("button", name="Ja, ik ben het")
    expect(confirming).to_be_visible()
    visitor.finds_nothing_wrong(answers=(422,))
    confirming.click()
    expect(page.locator("tbody tr")).to_have_count(children)
    visitor.finds_nothing_wrong(answers=(422,))


def test_a_privacy_officer_proves_the_promises_from_the_running_portal(
    visitor: Visitor, tmp_path: Path
) -> None:
    children = look_at_children(visitor)
    ask_for_a_merger(visitor)
    look_over_the_cockpit(visitor)
    agree_as_second_person(visitor)
    see_that_the_chain_is_unbroken(visitor)
    take_the_evidence(visitor, tmp_path)
    open_an_incident(visitor, children)
    the_provider_sees_whose_data_it_was(visitor, children)
