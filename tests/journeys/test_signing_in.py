"""Coming in for the first time and every time after, in a real browser against a real portal."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from installation import Installation, code_of
from playwright.sync_api import Browser, Page, expect
from visitor import Portal, Visitor

pytestmark = pytest.mark.browser

PASSWORD = "vier losse woorden, geen raadsel"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A portal as it is right after its installation."""
    found = Installation(tmp_path_factory.mktemp("installation") / "data")
    found.start()
    yield found
    found.stop()


@pytest.fixture
def visitor(chromium: Browser, installed: Installation) -> Iterator[Visitor]:
    """A fresh browser window; what the browser complains of is kept."""
    with chromium.new_context(viewport={"width": 1280, "height": 900}, locale="nl-NL") as context:
        page = context.new_page()
        complaints: list[str] = []
        page.on(
            "console",
            lambda said: (
                complaints.append(said.text) if said.type in {"error", "warning"} else None
            ),
        )
        yield Visitor(page, Portal(installed.address, Path(), PASSWORD), complaints)


def _come_in(visitor: Visitor, link: str) -> None:
    """Follow an invitation and choose a password."""
    page = visitor.page
    page.goto(link)
    visitor.finds_nothing_wrong()
    page.get_by_label("Nieuw wachtwoord", exact=True).fill(PASSWORD)
    page.get_by_label("Nieuw wachtwoord, nog een keer").fill(PASSWORD)
    page.get_by_role("button", name="Account maken").click()
    expect(page.get_by_role("heading", name="Stel een tweede stap in")).to_be_visible()


def _set_up_app(visitor: Visitor) -> tuple[str, list[str]]:
    """Set up an app; gives its secret and the recovery codes."""
    page = visitor.page
    page.get_by_role("link", name="App instellen").click()
    visitor.finds_nothing_wrong()
    secret = page.locator("code").inner_text()
    page.get_by_label("Code uit de app").fill(code_of(secret))
    page.get_by_role("button", name="App instellen").click()
    expect(page.get_by_role("heading", name="Bewaar uw herstelcodes")).to_be_visible()
    return secret, page.locator("ol code").all_inner_texts()


def _sign_out(page: Page) -> None:
    page.get_by_role("button", name="Uitloggen").click()
    expect(page.get_by_role("heading", name="Inloggen", exact=True)).to_be_visible()


def _by_password(visitor: Visitor, username: str) -> None:
    page = visitor.page
    page.get_by_role("textbox", name="Gebruikersnaam").fill(username)
    page.get_by_label("Wachtwoord", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Inloggen", exact=True).click()


def test_nobody_gets_past_setting_up_a_second_factor(visitor, installed):
    page = visitor.page
    _come_in(visitor, installed.invite_operator("Ruud", "ruud@portaal.example"))
    visitor.finds_nothing_wrong()
    for path in ("/", "/beheer/organisaties", "/account", "/mensen", "/beheer/logboek"):
        visitor.go(path)
        expect(page.get_by_role("heading", name="Stel een tweede stap in")).to_be_visible()

    _, codes = _set_up_app(visitor)
    visitor.finds_nothing_wrong()
    assert len(codes) == len(set(codes)) == 10

    page.get_by_role("link", name="Ik heb ze bewaard").click()
    expect(page.get_by_role("button", name="Uitloggen")).to_be_visible()
    visitor.go("/account")
    visitor.finds_nothing_wrong()


def test_a_link_works_once(visitor, installed):
    link = installed.invite_operator("Eva", "eva@portaal.example")
    _come_in(visitor, link)
    visitor.page.context.clear_cookies()

    visitor.page.goto(link)

    expect(visitor.page.get_by_role("heading", name="Deze link werkt niet meer")).to_be_visible()


def test_a_code_and_a_recovery_code_work_once_and_a_passkey_every_time(visitor, installed):
    page = visitor.page
    _come_in(visitor, installed.invite_operator("Guus", "guus@portaal.example"))
    secret, codes = _set_up_app(visitor)
    visitor.go("/")
    _sign_out(page)

    _by_password(visitor, "guus@portaal.example")
    expect(page.get_by_role("heading", name="Tweede stap")).to_be_visible()
    page.get_by_label("Code", exact=True).fill(code_of(secret))
    page.get_by_role("button", name="Verder").click()
    expect(page.get_by_text("Deze code klopt niet, of is al gebruikt").first).to_be_visible()
    visitor.finds_nothing_wrong(answers=(422,))
    page.get_by_label("Code", exact=True).fill(codes[0].lower().replace("-", " "))
    page.get_by_role("button", name="Verder").click()
    expect(page.get_by_role("button", name="Uitloggen")).to_be_visible()
    visitor.go("/account")
    expect(page.get_by_text("nog 9")).to_be_visible()
    _sign_out(page)

    _by_password(visitor, "guus@portaal.example")
    page.get_by_label("Code", exact=True).fill(codes[0])
    page.get_by_role("button", name="Verder").click()
    expect(page.get_by_text("Deze code klopt niet, of is al gebruikt").first).to_be_visible()
    page.get_by_label("Code", exact=True).fill(code_of(secret, ahead=1))
    page.get_by_role("button", name="Verder").click()
    expect(page.get_by_role("button", name="Uitloggen")).to_be_visible()

    _with_a_passkey(page)
    visitor.go("/account/tweede-stap/passkey")
    visitor.finds_nothing_wrong(answers=(422,))
    page.get_by_label("Naam").fill("Werklaptop")
    page.get_by_role("button", name="Passkey maken").click()
    expect(page.get_by_role("row", name=re.compile("Werklaptop"))).to_be_visible()
    visitor.finds_nothing_wrong(answers=(422,))
    _sign_out(page)

    page.get_by_role("button", name="Inloggen met een passkey").click()
    expect(page.get_by_role("button", name="Uitloggen")).to_be_visible()
    _sign_out(page)
    _by_password(visitor, "guus@portaal.example")
    page.get_by_role("button", name="Passkey gebruiken").click()
    expect(page.get_by_role("button", name="Uitloggen")).to_be_visible()
    assert not [said for said in visitor.complaints if "Content Security Policy" in said]


def _with_a_passkey(page: Page) -> None:
    """Give the browser a key that unlocks itself, as a fingerprint would."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


def test_a_manager_invites_helps_and_ends_a_colleague(visitor, installed):
    page = visitor.page
    _come_in(visitor, installed.invite_operator("Mia", "mia@portaal.example"))
    _set_up_app(visitor)
    visitor.go("/mensen")
    visitor.finds_nothing_wrong()
    page.get_by_role("textbox", name="Naam").fill("Piet Collega")
    page.get_by_label("E-mailadres").fill("piet@portaal.example")
    page.get_by_role("combobox", name="Rol").select_option("privacy")
    page.get_by_role("button", name="Uitnodigen").click()
    link = page.locator("#link").inner_text()
    visitor.finds_nothing_wrong()

    with page.context.browser.new_context() as other:  # type: ignore[union-attr]
        colleague = Visitor(other.new_page(), visitor.portal, [])
        _come_in(colleague, link)
        _set_up_app(colleague)
        colleague.go("/account")
        expect(colleague.page.get_by_text("Piet Collega").first).to_be_visible()

        visitor.go("/mensen")
        page.get_by_role("link", name="Piet Collega").click()
        visitor.finds_nothing_wrong()
        page.get_by_role("button", name="Tweede stap wissen").click()
        colleague.go("/account")
        expect(colleague.page.get_by_role("heading", name="Inloggen", exact=True)).to_be_visible()
        _by_password(colleague, "piet@portaal.example")
        expect(
            colleague.page.get_by_role("heading", name="Stel een tweede stap in")
        ).to_be_visible()

        page.get_by_role("button", name="Toegang beëindigen").click()
        expect(page.get_by_role("link", name="Piet Collega")).to_have_count(0)
    visitor.go("/mensen/controle")
    visitor.finds_nothing_wrong()
    page.get_by_role("button", name="Nu al nakijken").click()
    visitor.finds_nothing_wrong()
    page.get_by_role("button", name="Alles hierboven klopt nog").click()
    expect(page.get_by_text("Er hoeft nu niets")).to_be_visible()
    visitor.go("/mensen/inloggen")
    visitor.finds_nothing_wrong()
    expect(page.get_by_text("Tweede stap van een ander gewist")).to_be_visible()


def test_five_wrong_passwords_lock_an_account_and_say_until_when(visitor, installed):
    page = visitor.page
    for _ in range(6):
        visitor.go("/inloggen")
        page.get_by_role("textbox", name="Gebruikersnaam").fill("niemand@portaal.example")
        page.get_by_label("Wachtwoord", exact=True).fill("dit is het echt niet")
        page.get_by_role("button", name="Inloggen", exact=True).click()
        page.wait_for_load_state()

    expect(page.get_by_text(re.compile(r"vanaf \d\d\.\d\d uur"))).to_be_visible()
    visitor.finds_nothing_wrong(answers=(200, 429))
