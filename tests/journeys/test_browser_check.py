"""The page that checks a file without sending it finds what the server finds, and sends nothing."""

import io
import zipfile
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import browser_files
import pytest
import test_read_bad_files as bad_files
from browser_files import PERIODE, File
from playwright.sync_api import Browser, Page, Request, expect
from visitor import Portal, Visitor

from uitkomst.intake.check import CheckResult, Context, UnreadableFile, check
from uitkomst.standard.verslagperiode import Verslagperiode

pytestmark = pytest.mark.browser

ADDRESS = "/controleren-in-browser"
ONLY_ON_SERVER = "alleen_server"
LISTEN = """
window.addEventListener("gecontroleerd", (event) => {
  window.gezien = event.detail;
  document.documentElement.dataset.gezien = "ja";
});
"""
OFFER = """(code) => {
  const select = document.querySelector("#periode");
  const known = [...select.options].some((option) => option.value === code);
  if (!known) select.append(new Option(code, code));
  select.value = code;
}"""
CHECK_ALL = f"""async (files) => {{
  const offer = {OFFER};
  const [input, button] = ["#bestand", "[data-controle] button"].map((which) =>
    document.querySelector(which));
  const found = [];
  for (const {{ naam, periode, inhoud }} of files) {{
    offer(periode);
    const bytes = Uint8Array.from(atob(inhoud), (sign) => sign.charCodeAt(0));
    const chosen = new DataTransfer();
    chosen.items.add(new File([bytes], naam));
    input.files = chosen.files;
    input.dispatchEvent(new Event("change", {{ bubbles: true }}));
    found.push(await new Promise((done) => {{
      const late = setTimeout(() => done({{ fout: "no answer" }}), 60_000);
      window.addEventListener("gecontroleerd", ({{ detail }}) => {{
        clearTimeout(late);
        done(detail);
      }}, {{ once: true }});
      button.click();
    }}));
  }}
  return found;
}}"""
BATCH = 25
"""So many files are given to the page in one go: each turn costs as much as a small file."""

Outcome = dict[str, Any]
Answered = list[tuple[File, Outcome]]
"""Files with what the server says of them."""


@dataclass
class Checker:
    """Somebody who checks one file after another on the page."""

    page: Page

    def outcome_of(self, naam: str, content: bytes, periode: str) -> Outcome:
        """What the page finds; a period it does not offer is offered for this once."""
        self.page.evaluate("delete document.documentElement.dataset.gezien")
        self.page.evaluate(OFFER, periode)
        upload = {"name": naam, "mimeType": "application/octet-stream", "buffer": content}
        self.page.set_input_files("#bestand", files=[upload])  # type: ignore[list-item]
        self.page.get_by_role("button", name="Controleren op deze computer").click()
        self.page.wait_for_selector("html[data-gezien]", timeout=60_000)
        seen: Outcome = self.page.evaluate("window.gezien")
        return seen

    def outcomes_of(self, files: Iterable[File]) -> list[Outcome]:
        """What the page finds in each file, one after the other."""
        given = [
            {"naam": naam, "periode": periode, "inhoud": b64encode(content).decode()}
            for naam, content, periode in files
        ]
        seen: list[Outcome] = self.page.evaluate(CHECK_ALL, given)
        return seen


def open_page(visitor: Visitor) -> Checker:
    visitor.page.add_init_script(LISTEN)
    visitor.sign_in("aanleveraar-almere")
    visitor.go(ADDRESS)
    visitor.page.wait_for_selector("[data-klaar]", timeout=60_000)
    return Checker(visitor.page)


@pytest.fixture(scope="module")
def checker(chromium: Browser, portal: Portal) -> Iterator[Checker]:
    """One page for many files: it must not remember the file before."""
    with chromium.new_context(locale="nl-NL") as context:
        yield open_page(Visitor(context.new_page(), portal, []))


def by_server(naam: str, content: bytes, periode: str) -> Outcome:
    """What `uitkomst check` says of the file, in the shape of `by_page`."""
    known = Context(periode=Verslagperiode.parse(periode) if periode else None)
    try:
        return told(check(content, naam, known))
    except UnreadableFile as refused:
        return {"reden": refused.reden, "melding": refused.melding}


def told(result: CheckResult) -> Outcome:
    return {
        "periode": result.periode.code if result.periode else None,
        "rijen": {
            "totaal": result.totaal,
            "goed": result.goed,
            "geparkeerd": result.geparkeerd,
            "bevestigen": result.bevestigen,
        },
        "uitgevoerd": list(result.uitgevoerd),
        "overgeslagen": [list(pair) for pair in result.overgeslagen],
        "mislukt": list(result.mislukt),
        "oorzaken": [
            [o.naam, o.regel, o.ernst, o.aantal, o.melding, o.remedie] for o in result.oorzaken
        ],
        "plaatsen": sorted(
            [f.regel, f.rij or 0, f.kolom or "", f.cel or "", f.melding] for f in result.bevindingen
        ),
        "opmerkingen": list(result.notes),
    }


def by_page(detail: Outcome) -> Outcome:
    """What the page found, in the shape of `by_server`."""
    if "uitkomst" not in detail:
        refusal: Outcome = detail.get("weigering", detail)
        return refusal
    found = detail["uitkomst"]
    return {
        "periode": found["periode"],
        "rijen": found["rijen"],
        **found["regels"],
        "oorzaken": [
            [o[key] for key in ("naam", "regel", "ernst", "aantal", "melding", "remedie")]
            for o in found["oorzaken"]
        ],
        "plaatsen": sorted(place for cause in found["oorzaken"] for place in places_of(cause)),
        "opmerkingen": found["opmerkingen"],
    }


def places_of(cause: Outcome) -> Iterable[list[Any]]:
    for rij in cause["plaatsen"] or [0]:
        cel = f"{cause['letters']}{rij}" if cause["letters"] and rij else ""
        yield [cause["regel"], rij, cause["kolom"] or "", cel, cause["melding"]]


def unreadable() -> Iterator[File]:
    """Everything the readers refuse in their own tests."""
    lists = ("OTHER", "MACROS", "ENCRYPTED", "ENTITIES", "BOMBS")
    contents = [content for name in lists for content in getattr(bad_files, name)]
    contents += [content for _, content in bad_files.NOTHING]
    contents += bad_files.BROKEN.values()
    for number, content in enumerate(contents):
        if not for_the_server(content):
            yield f"{number}.xlsx", content, PERIODE


def for_the_server(content: bytes) -> bool:
    """Whether this is an .xls or .ods by its bytes."""
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        return True
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return archive.read("mimetype").startswith(bad_files.ODS_TYPE.encode())
    except (zipfile.BadZipFile, KeyError, RuntimeError, NotImplementedError, EOFError):
        return False


FAMILIES = {
    browser_files.examples: 150,
    browser_files.samples: 40,
    browser_files.tables: 40,
    browser_files.texts: 50,
    browser_files.dates: 5,
    browser_files.mistakes: 14,
    browser_files.workbooks: 20,
    browser_files.odd_parts: 35,
    unreadable: 60,
}
"""Kinds of files, and how many there are at least."""


@pytest.fixture(scope="module")
def answers(request: pytest.FixtureRequest) -> Iterator[Mapping[str, Future[Answered]]]:
    """What the server says of the files: found out beside the portal's start and the browser."""

    def answered(files: Iterable[File]) -> Answered:
        return [(file, by_server(*file)) for file in files]

    calls = [getattr(item, "callspec", None) for item in request.session.items]
    asked = {call.params.get("family") for call in calls if call}  # a run may be of one kind only
    beside = ThreadPoolExecutor(1)
    yield {
        family.__name__: beside.submit(answered, family())
        for family in FAMILIES
        if family.__name__ in asked
    }
    beside.shutdown(cancel_futures=True)


@pytest.mark.parametrize(("family", "least"), [(f.__name__, n) for f, n in FAMILIES.items()])
def test_the_page_finds_what_the_server_finds(
    answers: Mapping[str, Future[Answered]], checker: Checker, family: str, least: int
) -> None:
    """Causes, counts, places, rules run and skipped, refusals and every sentence are the same."""
    answered = answers[family].result()
    seen: list[Outcome] = []
    for start in range(0, len(answered), BATCH):
        seen += checker.outcomes_of(file for file, _ in answered[start : start + BATCH])
    differ = [
        (naam, key, server.get(key), page.get(key))
        for ((naam, _, _), server), page in zip(answered, map(by_page, seen), strict=True)
        for key in server.keys() | page.keys()
        if server.get(key) != page.get(key)
    ]

    assert len(answered) >= least
    assert differ == []


@pytest.mark.parametrize(
    ("naam", "content"),
    [
        ("oud.xls", bad_files.xls()),
        ("libre.ods", bad_files.ods()),
        ("vast.txt", browser_files.fixed()),
    ],
)
def test_what_only_the_server_reads_is_said_kindly(
    checker: Checker, naam: str, content: bytes
) -> None:
    found = by_page(checker.outcome_of(naam, content, PERIODE))

    assert found["reden"] == ONLY_ON_SERVER
    assert "Bestand aanleveren" in found["melding"]


def test_nothing_is_asked_of_the_network_while_a_file_is_checked(visitor: Visitor) -> None:
    checker = open_page(visitor)
    visitor.page.wait_for_selector("[data-bewaard=ja]")
    asked: list[str] = []

    def note(request: Request) -> None:
        asked.append(f"{request.method} {request.url}")

    visitor.page.context.on("request", note)
    content = browser_files.table([{"bsn": "999900006"}, {"bsn": "=1+1"}])
    found = checker.outcome_of("aanlevering.csv", content, PERIODE)["uitkomst"]

    assert found["rijen"]["totaal"] == 2
    assert asked == []
    assert visitor.complaints == []


def test_the_page_opens_and_checks_without_a_network_and_names_nobody(visitor: Visitor) -> None:
    checker = open_page(visitor)
    page = visitor.page
    expect(page.get_by_role("button", name="Uitloggen")).to_be_visible()
    page.wait_for_selector("[data-bewaard=ja]")
    page.context.set_offline(True)
    page.reload()
    page.wait_for_selector("[data-klaar]", timeout=60_000)
    content = browser_files.table([{"hulpvorm": "99"}])
    found = checker.outcome_of("aanlevering.csv", content, PERIODE)["uitkomst"]

    assert [cause["regel"] for cause in found["oorzaken"]] == ["V06"]
    expect(page.get_by_role("button", name="Uitloggen")).to_have_count(0)
    expect(page.get_by_text("Almelhorst")).to_have_count(0)


def test_the_findings_show_what_stands_in_the_file_and_nothing_is_markup(visitor: Visitor) -> None:
    checker = open_page(visitor)
    visitor.finds_nothing_wrong()
    rows = [{"geslacht": "<b>x</b>"}, {"hulpvorm": "99"}, {}]
    checker.outcome_of("aanlevering.csv", browser_files.table(rows), PERIODE)
    page = visitor.page

    expect(page.get_by_role("heading", name="3 rijen in aanlevering.csv")).to_be_visible()
    expect(page.get_by_text("<b>x</b>")).to_be_visible()
    for summary in page.locator("[data-uitkomst] summary").all():
        summary.click()
    expect(page.get_by_role("cell", name="Geslacht").first).to_be_visible()
    visitor.finds_nothing_wrong()
    checker.outcome_of("leeg.csv", b"", PERIODE)
    expect(page.get_by_text("Het bestand is leeg")).to_be_visible()
    visitor.finds_nothing_wrong()


def test_the_csv_of_findings_holds_every_place_and_no_formula(
    checker: Checker, tmp_path: Path
) -> None:
    rows = [{"hulpvorm": '=HYPERLINK("x")'}] * 150
    checker.outcome_of("aanlevering.csv", browser_files.table(rows), PERIODE)
    with checker.page.expect_download() as download:
        checker.page.get_by_role("button", name="Bevindingen opslaan").click()
    download.value.save_as(tmp_path / "bevindingen.csv")
    text = (tmp_path / "bevindingen.csv").read_text("utf-8-sig")
    lines = [line for line in text.splitlines() if ";V06;" in line]

    assert len(lines) == 150
    assert not any(
        cell.startswith("=") for line in lines for cell in line.replace('"', "").split(";")
    )
    assert lines[0].startswith("2;;Hulpvorm;\"'=HYPERLINK(")


def test_an_extension_is_named_as_not_checked_here(checker: Checker) -> None:
    grid = browser_files.lines([{"meting instrument": "SDQ", "meting pre": "12"}])
    found = checker.outcome_of("aanlevering.csv", browser_files.csv_bytes(grid), PERIODE)
    skipped = dict(found["uitkomst"]["regels"]["overgeslagen"])

    assert found["uitkomst"]["aanvullingen"] == ["metingen"]
    assert "portaal zelf" in skipped["M01"]


def test_only_a_provider_opens_the_page_and_only_it_may_compile(visitor: Visitor) -> None:
    visitor.sign_in("aanleveraar-almere")
    answer = visitor.page.request.get(visitor.portal.address + ADDRESS)
    other = visitor.page.request.get(visitor.portal.address + "/regelboek")

    assert "'wasm-unsafe-eval'" in answer.headers["content-security-policy"]
    assert "worker-src 'self'" in answer.headers["content-security-policy"]
    assert "unsafe" not in other.headers["content-security-policy"]
    visitor.sign_in("gemeente-almere")
    assert visitor.page.request.get(visitor.portal.address + ADDRESS).status == 403
