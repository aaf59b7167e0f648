"""What `check --deploy` says about our own settings, besides what Django says about its own."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning

from uitkomst.config.refusals import NoBackupKey
from uitkomst.config.security_contact import CONTACT, EXPIRES, SOON


def ready_for_people(**_: Any) -> list[CheckMessage]:
    """Everything that must be in order before real data come in."""
    return list(_missing())


def _missing() -> Iterator[CheckMessage]:
    if settings.DEMO:
        yield Warning(
            "UITKOMST_DEMO is on.", hint="A demo has known passwords.", id="uitkomst.W001"
        )
    if not settings.HTTPS:
        yield Warning("The portal speaks plain http.", id="uitkomst.W002")
    if set(settings.ALLOWED_HOSTS) <= {"localhost", "127.0.0.1", "[::1]"}:
        yield Warning("UITKOMST_HOSTS names no host.", id="uitkomst.W003")
    if not settings.SECURITY_TXT.is_current(after=SOON):
        yield Warning(
            "There is no security.txt, or it expires within 30 days or after more than a year.",
            hint=f"Set {CONTACT} and {EXPIRES}.",
            id="uitkomst.W004",
        )
    if not settings.MAIL.host:
        yield Warning("UITKOMST_SMTP names no mail server.", id="uitkomst.W005")
    if settings.ZONE.has_vault:
        yield from _backups()


def _backups() -> Iterator[CheckMessage]:
    # Not at the top: a zone without the vault does not load it.
    from uitkomst.config.backup import agefile

    try:
        agefile.recipient()
    except NoBackupKey:
        yield Warning(f"{agefile.VARIABLE} holds no public key.", id="uitkomst.W006")
