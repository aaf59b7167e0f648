"""The headers of every page, to the letter, and nothing in a page that they would refuse."""

import re
from pathlib import Path

import pytest
from django.urls import reverse
from small_region import PERIODE

import uitkomst.portal

CSP = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}
TEMPLATES = sorted(Path(uitkomst.portal.__file__).parent.rglob("*.html"))


def directives(answer):
    return dict(
        part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";") if part
    )


@pytest.mark.parametrize("reader", [None, "eigen", "delft"])
def test_every_page_has_exactly_this_policy(reader, browse):
    answer = browse(reader).get(reverse("login" if reader is None else "home"))

    assert directives(answer) == CSP


def test_a_page_that_is_not_there_has_the_same_headers(browse):
    answer = browse("eigen").get("/bestaat-niet")

    assert answer.status_code == 404
    assert directives(answer) == CSP


def test_pages_are_not_framed_sniffed_or_followed(browse):
    answer = browse("eigen").get(reverse("home"))

    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Strict-Transport-Security"].startswith("max-age=31536000")


@pytest.mark.parametrize(
    "name",
    [
        "report-trajecten", "aanlevering", "aanlevering-bestand", "aanlevering-marked",
        "aanlevering-rij", "aanlevering-vragen", "aanlevering-verschil", "aanlevering-indienen",
        "aanlevering-bewijs",
    ],
)  # fmt: skip
def test_pages_with_persons_or_findings_are_kept_nowhere(name, world, browse):
    arguments = {
        "report-trajecten": [PERIODE.code, "uitval"],
        "aanlevering-marked": [world.draft, "xlsx"],
        "aanlevering-rij": [world.draft, 2],
        "aanlevering-bewijs": [world.processed],
    }.get(name, [world.draft])
    answer = browse("eigen").get(reverse(name, args=arguments))

    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_template_holds_inline_style_or_script(template):
    text = template.read_text()

    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", text)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", text))


def test_no_template_fetches_anything_from_elsewhere():
    assert not [
        path for path in TEMPLATES if re.search(r"(src|href)=\"(https?:)?//", path.read_text())
    ]


def test_htmx_evaluates_nothing_and_adds_no_style(browse):
    page = browse("eigen").get(reverse("home")).content.decode()
    (settings,) = re.findall(r"name=\"htmx-config\" content='([^']*)'", page)

    assert '"allowEval":false' in settings
    assert '"includeIndicatorStyles":false' in settings
