"""Closed for maintenance: every page answers so while a mark lies in the data folder.

A restore lays it before anything is put back, and takes it away once the portal may open: until
then nobody may see what was erased since the backup.
"""

import os
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import select_template

from uitkomst.api import problems
from uitkomst.services.refusals.table import Refusal

MARK = "onderhoud"
HEADERS = {"Retry-After": "300"}  # seconds
LOOK_EVERY = 2.0  # seconds
CLOSED = Refusal(
    503,
    "Het portaal is gesloten voor onderhoud",
    "Wij zetten gegevens terug en controleren ze. Wat u had ingediend is bewaard. Probeer het over "
    "een kwartier opnieuw.",
)

PROBLEM = problems.Problem("unavailable", CLOSED.status, CLOSED.titel, CLOSED.melding, HEADERS)


def close(data: Path, why: str) -> None:
    """Lay the mark, with why in it, durable when this returns."""
    with open(os.open(data / MARK, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(why)
        file.flush()
        os.fsync(file.fileno())


def open_again(data: Path) -> None:
    """Take the mark away."""
    (data / MARK).unlink(missing_ok=True)


def is_closed(data: Path) -> bool:
    """Whether the mark lies there."""
    return (data / MARK).exists()


def why(data: Path) -> str:
    """What was written in the mark; nothing while the portal is open."""
    try:
        return (data / MARK).read_text()
    except FileNotFoundError:
        return ""


def wait_until_open(data: Path) -> None:
    """Return once the portal is open: background work opens the vault too."""
    while is_closed(data):
        time.sleep(LOOK_EVERY)


class MaintenanceMiddleware:
    """Answers every request with 503 while the portal is closed; the database is not asked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let the request through, or say that it is maintenance."""
        if not is_closed(settings.DATA):
            return self.get_response(request)
        if request.path.startswith("/api/"):
            return problems.answer(request, PROBLEM)
        page = select_template(["weigering.html"]).render({"refusal": CLOSED})
        return HttpResponse(page, status=CLOSED.status, headers=HEADERS)
