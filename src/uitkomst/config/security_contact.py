"""Whom to tell of a weakness, and until when that is true: what /.well-known/security.txt says.

UITKOMST_SECURITY_CONTACT is one or more addresses (mailto: or https:), separated by commas;
UITKOMST_SECURITY_EXPIRES a day (2027-06-01) at most a year away, so that somebody looks at it
every year; UITKOMST_SECURITY_POLICY the address of the policy, if there is one.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from uitkomst.config.refusals import WrongSecurityContact

CONTACT, EXPIRES = "UITKOMST_SECURITY_CONTACT", "UITKOMST_SECURITY_EXPIRES"
POLICY = "UITKOMST_SECURITY_POLICY"
LONGEST = timedelta(days=365)
SOON = timedelta(days=30)
FORMS = ("mailto:", "https://")


@dataclass(frozen=True)
class SecurityTxt:
    """What the file says. Without a contact there is none."""

    contacts: tuple[str, ...]
    expires: date | None
    policy: str
    canonical: str

    def text(self, today: date | None = None) -> str:
        """The file; empty when nobody was named or when it has expired."""
        if not self.is_current(today):
            return ""
        assert self.expires is not None
        moment = datetime.combine(self.expires, time(), UTC)
        lines = [f"Contact: {contact}" for contact in self.contacts]
        lines += [f"Expires: {moment:%Y-%m-%dT%H:%M:%SZ}", "Preferred-Languages: nl, en"]
        if self.canonical.startswith("https://"):
            lines.append(f"Canonical: {self.canonical}")
        if self.policy:
            lines.append(f"Policy: {self.policy}")
        return "\n".join([*lines, ""])

    def is_current(self, today: date | None = None, *, after: timedelta = timedelta()) -> bool:
        """Whether it is valid, and still is after this time."""
        day = today or datetime.now(UTC).date()
        return bool(self.contacts) and self.expires is not None and (
            day + after < self.expires <= day + LONGEST
        )  # fmt: skip


def security_txt(address: str, environ: Mapping[str, str] = os.environ) -> SecurityTxt:
    """What the environment says. Raises WrongSecurityContact."""
    contacts = tuple(each.strip() for each in environ.get(CONTACT, "").split(",") if each.strip())
    policy = environ.get(POLICY, "")
    given = [*contacts, *filter(None, [policy])]
    if not all(each.startswith(FORMS) and each.isprintable() for each in given):
        raise WrongSecurityContact(
            f"{CONTACT} en {POLICY} zijn adressen die met mailto: of https:// beginnen, "
            "bijvoorbeeld mailto:veiligheid@voorbeeld.nl."
        )
    try:
        expires = date.fromisoformat(environ[EXPIRES]) if environ.get(EXPIRES) else None
    except ValueError as error:
        raise WrongSecurityContact(f"{EXPIRES} is een dag, als 2027-06-01.") from error
    return SecurityTxt(contacts, expires, policy, f"{address}/.well-known/security.txt")
