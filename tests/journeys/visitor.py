"""Somebody at a screen: what a person does, and what a careful person notices."""

from dataclasses import dataclass
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect


@dataclass(frozen=True)
class Portal:
    """A running demo: where it answers, and the files a visitor may deliver."""

    address: str
    samples: Path
    password: str


@dataclass
class Visitor:
    """Somebody at a screen. What the browser complains of is kept."""

    page: Page
    portal: Portal
    complaints: list[str]

    def sign_in(self, username: str) -> None:
        """Sign in with the one click that a demonstration offers."""
        self.page.context.clear_cookies()
        self.go("/inloggen")
        account = self.page.locator("form").filter(
            has=self.page.locator(f'input[name="username"][value="{username}"]')
        )
        account.get_by_role("button").click()
        expect(self.page.get_by_role("button", name="Uitloggen")).to_be_visible()

    def fill_in(self, username: str) -> None:
        """Fill in the sign-in form where it stands, with the password that the demo shows."""
        self.page.get_by_role("textbox", name="Gebruikersnaam").fill(username)
        self.page.get_by_label("Wachtwoord", exact=True).fill(self.portal.password)
        self.page.get_by_role("button", name="Inloggen", exact=True).click()
        expect(self.page.get_by_role("button", name="Uitloggen")).to_be_visible()

    def go(self, path: str) -> None:
        """Open a page of the portal."""
        self.page.goto(self.portal.address + path)

    def sample(self, word: str) -> Path:
        """Give the sample file with this word in its name."""
        (found,) = self.portal.samples.glob(f"*{word}*")
        return found

    def choose(self, file: Path, *, keep: bool = False) -> None:
        """Choose a file for the latest period, and have it checked; with `keep` deliver it."""
        self.go("/aanleveringen/nieuw")
        self.page.get_by_label("Bestand", exact=True).set_input_files(file)
        self.page.get_by_label("Alleen controleren").set_checked(not keep)
        self.page.get_by_role("button", name="Bestand controleren").click()

    def finds_nothing_wrong(self, *, answers: tuple[int, ...] = ()) -> None:
        """Look at the page as it stands: axe, sideways scrolling, the browser's console.

        A browser complains of every answer from 400 on; of the expected ones it may.
        """
        found = Axe().run(self.page)
        assert found.violations_count == 0, f"{self.page.url}\n{found.generate_report()}"
        for width in (1280, 390, 320):
            self.page.set_viewport_size({"width": width, "height": 900})
            wide = self.page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
            assert not wide, f"{self.page.url} scrolls sideways at {width} px"
        self.page.set_viewport_size({"width": 1280, "height": 900})
        expected = tuple(f"responded with a status of {answer} " for answer in answers)
        unexpected = [
            said for said in self.complaints if not any(part in said for part in expected)
        ]
        assert unexpected == []
