"""The same headers on every answer: pages, static files, errors, and a database that is away."""

import pytest
from django.contrib.staticfiles import finders
from django.db import OperationalError
from django.test import Client

EXACT = {
    "Content-Security-Policy": {
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'",
        "font-src 'self'", "connect-src 'self'", "form-action 'self'", "frame-ancestors 'none'",
        "base-uri 'none'",
    },
    "X-Content-Type-Options": {"nosniff"},
    "Referrer-Policy": {"same-origin"},
    "Cross-Origin-Opener-Policy": {"same-origin"},
    "Cross-Origin-Resource-Policy": {"same-origin"},
    "Permissions-Policy": {"camera=(), geolocation=(), microphone=(), payment=(), usb=()"},
    "Strict-Transport-Security": {"max-age=31536000", "includeSubDomains"},
}  # fmt: skip


def get(path: str, **more: str):
    return Client(raise_request_exception=False).get(path, secure=True, **more)


def require_headers(answer) -> None:
    for name, expected in EXACT.items():
        assert {part.strip() for part in answer.headers[name].split(";")} == expected, name
    assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "status"), [("/inloggen", 200), ("/gezond", 200), ("/no-such-page", 404), ("/", 302)]
)
def test_every_answer_has_the_headers_and_no_copy_is_kept(path, status):
    answer = get(path)

    assert answer.status_code == status
    require_headers(answer)
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.django_db
def test_a_static_file_has_them_too_and_may_be_kept():
    assert finders.find("uitkomst/uitkomst.css")
    answer = get("/static/uitkomst/uitkomst.css")

    assert answer.status_code == 200
    require_headers(answer)
    assert "public" in answer.headers["Cache-Control"]
    answer.close()


def test_another_host_name_is_refused():
    answer = get("/inloggen", HTTP_HOST="evil.example")

    assert answer.status_code == 400
    require_headers(answer)


@pytest.mark.parametrize(
    ("error", "status"),
    [(OperationalError("away: 999900006"), 503), (ValueError("999900006"), 500)],
)
def test_an_error_page_says_what_to_do_and_no_value(monkeypatch, error, status):
    def fail(*_, **__):
        raise error

    monkeypatch.setattr("uitkomst.services.health.connection.cursor", fail)
    monkeypatch.setattr("uitkomst.portal.views.health.service.healthy", fail)

    answer = get("/gezond")

    assert answer.status_code == status
    require_headers(answer)
    assert "999900006" not in answer.content.decode()


def test_cookies_are_held_to_this_host_and_https(db):
    cookies = get("/inloggen").cookies

    assert set(cookies) == {"__Host-csrftoken"}
    cookie = cookies["__Host-csrftoken"]
    assert (cookie["secure"], cookie["httponly"], cookie["path"], cookie["domain"]) == (
        True, True, "/", "",
    )  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("charset", ["hex", "rot13", "undefined", "utf-16", "no-such-thing"])
def test_a_form_that_says_it_is_no_text_is_read_as_ours(charset):
    answer = Client(raise_request_exception=False).generic(
        "POST",
        "/inloggen",
        b"username=iemand&password=geheim",
        content_type=f"application/x-www-form-urlencoded; charset={charset}",
        secure=True,
    )

    assert "horen niet bij elkaar" in answer.content.decode()
