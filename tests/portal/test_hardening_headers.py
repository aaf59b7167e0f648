"""Every address, asked every way, by a stranger and by people: the same headers to the letter.

What an address answers is the business of the access matrix; its addresses are used here, so that
a new page is looked at without a word in this file.
"""

import re

import pytest
from django.db import transaction
from django.test import Client
from test_access_matrix import ROWS, address_of

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
READERS = {None: METHODS, "eigen": ("GET", "HEAD", "POST", "DELETE"), "beheer": ("GET", "POST")}
ADDRESSES = sorted({name for name, *_ in ROWS})

CSP = {
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'",
    "font-src 'self'", "connect-src 'self'", "form-action 'self'", "frame-ancestors 'none'",
    "base-uri 'none'",
}  # fmt: skip
IN_THE_BROWSER = CSP - {"script-src 'self'"} | {
    "script-src 'self' 'wasm-unsafe-eval'", "worker-src 'self'",
}  # fmt: skip
EXACT = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "Server": "",
}
NOWHERE = ("X-Powered-By", "Access-Control-Allow-Origin", "X-Runtime", "Via")
TEXTS = re.compile(r"text/[a-z]+; charset=\"?utf-8\"?", re.IGNORECASE)
WITHOUT_TEXT = {
    "application/json", "application/problem+json", "application/pdf", "application/zip",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}  # fmt: skip


def faults(answer, *, csp=CSP) -> list[str]:
    """What is not as it should be, by the name of the header."""
    wrong = [name for name, value in EXACT.items() if answer.headers.get(name) != value]
    wrong += [name for name in NOWHERE if name in answer.headers]
    said = answer.headers.get("Content-Security-Policy", "").split(";")
    if {part.strip() for part in said} != csp:
        wrong.append("Content-Security-Policy")
    return wrong + _of_the_content(answer) + _of_the_cookies(answer)


def _of_the_content(answer) -> list[str]:
    kind = answer.headers.get("Content-Type", "")
    wrong = [] if TEXTS.fullmatch(kind) or kind in WITHOUT_TEXT else [f"Content-Type {kind}"]
    if not kind.startswith("text/html") and answer.status_code == 200 and kind not in (
        "application/json", "text/plain; charset=utf-8", "text/javascript; charset=utf-8",
    ):  # fmt: skip
        disposition = answer.headers.get("Content-Disposition", "")
        if not disposition.startswith("attachment"):
            wrong.append(f"Content-Disposition of {kind}")
    return wrong


def _of_the_cookies(answer) -> list[str]:
    return [
        f"cookie {name}"
        for name, cookie in answer.cookies.items()
        if cookie["max-age"] != 0  # It is being taken away.
        and (
            not name.startswith("__Host-")
            or not (cookie["secure"] and cookie["httponly"] and cookie["path"] == "/")
            or cookie["domain"]
            or cookie["samesite"] not in ("Lax", "Strict")
        )
    ]


def may_be_kept(name: str, answer) -> bool:
    """Only files whose address names their content, and the keeper that is asked for anew."""
    return name in ("browser-check-file", "browser-check-keeper") and answer.status_code == 200


@pytest.mark.parametrize("name", ADDRESSES)
def test_every_address_has_the_headers_whatever_is_asked(name, world, browse):
    csp = IN_THE_BROWSER if name.startswith("browser-check") else CSP
    found = []
    for reader, methods in READERS.items():
        for method in methods:
            with transaction.atomic():
                client = browse(reader)
                client.raise_request_exception = False
                answer = client.generic(method, address_of(name, world))
                told = (reader, method, answer.status_code)
                wanted = csp if getattr(answer, "_csp_update", None) else CSP
                found += [(*told, fault) for fault in faults(answer, csp=wanted)]
                kept = "no-store" not in answer.headers.get("Cache-Control", "")
                if kept and not may_be_kept(name, answer):
                    found.append((*told, "Cache-Control"))
                transaction.set_rollback(True)

    assert found == []


@pytest.mark.parametrize(
    "path",
    [
        "api/v1/openapi.json",
        "api/v1/perioden",
        "api/v1/aanleveringen",
        "api/v1/bestaat-niet",
        "api/",
    ],
)
@pytest.mark.parametrize("method", METHODS)
def test_the_api_has_them_too(path, method, db):
    answer = Client(raise_request_exception=False).generic(method, f"/api/{path}", secure=True)

    assert faults(answer) == []
    assert "no-store" in answer.headers["Cache-Control"]


def test_the_scan_sees_what_is_missing(world, browse):
    """The test of the test: every header, once taken away or changed, is named."""
    answer = browse("eigen").get("/")
    assert faults(answer) == []

    for name in (*EXACT, "Content-Security-Policy", "Content-Type"):
        said = answer.headers[name]
        del answer.headers[name]
        assert [fault for fault in faults(answer) if fault.startswith(name)], name
        answer.headers[name] = f"{said}x"
        assert [fault for fault in faults(answer) if fault.startswith(name)], name
        answer.headers[name] = said
    answer.headers["X-Powered-By"] = "x"
    assert faults(answer) == ["X-Powered-By"]


def test_the_cookies_of_who_signed_in_are_held_to_this_host_and_https(world):
    client = Client()
    page = client.get("/inloggen", secure=True)

    assert faults(page) == []
    assert set(page.cookies) == {"__Host-csrftoken"}
