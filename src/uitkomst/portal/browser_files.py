"""The files of the page that checks in the browser, named by content: what is kept is never old."""

import gzip
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.urls import reverse

from uitkomst.services.checking.rule_package import package_json

BUNDLE = Path(__file__).with_name("static") / "uitkomst-controle"
SCRIPT = "text/javascript; charset=utf-8"
PACKED = ".gz"

# What the page looks like: kept beside it, at the addresses that every page uses.
LOOKS = (
    "uitkomst/uitkomst.css",
    "uitkomst/favicon.svg",
    "uitkomst/fonts/noto-sans-latin-400-normal.woff2",
    "uitkomst/fonts/noto-sans-latin-600-normal.woff2",
    "uitkomst/fonts/noto-sans-latin-700-normal.woff2",
)


@dataclass(frozen=True)
class BrowserFile:
    """One file: its type, the gzip of its content, and a hash of that content."""

    media_type: str
    packed: bytes
    version: str


def _script(name: str) -> bytes:
    return (BUNDLE / name).read_bytes()


_UNPACKED: dict[str, tuple[str, Callable[[], bytes]]] = {
    "pagina.js": (SCRIPT, lambda: _script("pagina.js")),
    "werker.js": (SCRIPT, lambda: _script("werker.js")),
    "regels.json": ("application/json", package_json),
}
DATABASE = "duckdb-eh.wasm"


@cache
def browser_file(name: str) -> BrowserFile | None:
    """The file of this name; None when the page has no such file."""
    if name == DATABASE:
        packed = (BUNDLE / f"{DATABASE}{PACKED}").read_bytes()
        return BrowserFile("application/wasm", packed, _version(packed))
    if name not in _UNPACKED:
        return None
    media_type, content = _UNPACKED[name]
    packed = gzip.compress(content(), 9, mtime=0)
    return BrowserFile(media_type, packed, _version(content()))


def _version(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


@cache
def addresses() -> dict[str, str]:
    """The address of each file, its version in it."""
    found = {name: browser_file(name) for name in (*_UNPACKED, DATABASE)}
    return {
        name: reverse("browser-check-file", args=[file.version, name])
        for name, file in found.items()
        if file
    }


@cache
def keeper() -> bytes:
    """The service worker: the list of what it keeps, and its text as it was built."""
    page = reverse("browser-check")
    looks = [Path(str(finders.find(name))).read_bytes() for name in LOOKS]
    script = _script("bewaarder.js")
    files = [*addresses().values(), *(static(name) for name in LOOKS)]
    kept = {
        "naam": _version(b"".join([script, *looks, *map(str.encode, files)])),
        "pagina": page,
        "kaal": f"{page}?kaal",
        "bestanden": files,
    }
    return b"const BEWAARD=" + json.dumps(kept).encode() + b";\n" + script
