"""Where sessions are kept: Django's own store, in a table that says whose each of them is.

The table holds a hash of what the browser holds, so that reading it is not signing in.
"""

from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.utils import timezone

from uitkomst.register.models import Sessie

BEGUN = "begonnen"  # In a session: the moment of signing in, seconds since 1970.
ORIGIN = "herkomst"
DEVICE = "toestel"


def stored_key(session_key: str | None) -> str:
    """Under which key a session stands in the table; 160 bits of a SHA-256."""
    return sha256((session_key or "").encode()).hexdigest()[:40]


class SessionStore(db.SessionStore):
    """A session in the books. `seen_at` is when it was last used before this request."""

    seen_at: datetime | None = None

    @classmethod
    def get_model_class(cls) -> Any:
        """Our own table."""
        return Sessie

    def _get_session_from_db(self) -> Sessie | None:
        found = Sessie.objects.filter(
            session_key=stored_key(self.session_key), expire_date__gt=timezone.now()
        ).first()
        if found is None:
            self._session_key = None
        else:
            self.seen_at = found.gezien_at
        return found

    def exists(self, session_key: str) -> bool:
        """Whether there is a session with this key."""
        return super().exists(stored_key(session_key))

    def delete(self, session_key: str | None = None) -> None:
        """End this session, or the one with this key."""
        key = session_key or self.session_key
        if key is not None:
            super().delete(stored_key(key))

    def create_model_instance(self, data: dict[str, Any]) -> Sessie:
        """The row for these data."""
        now = timezone.now()
        begun = data.get(BEGUN)
        return Sessie(
            session_key=stored_key(self._get_or_create_session_key()),  # type: ignore[attr-defined]
            session_data=self.encode(data),
            expire_date=self.get_expiry_date(),
            user_id=data.get(SESSION_KEY),
            begonnen_at=datetime.fromtimestamp(begun, UTC) if begun else now,
            gezien_at=now,
            herkomst=data.get(ORIGIN, ""),
            toestel=data.get(DEVICE, ""),
        )
