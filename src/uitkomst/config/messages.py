"""Where a sentence waits for the next page: in a cookie that is held to this host, like the others.

Not in the session: what a page says about a form would then stand in the database.
"""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage


class MessageCookie(CookieStorage):
    """Django's own, signed, under a name that a browser holds to this host and to https."""

    cookie_name = f"{settings.PREFIX}messages"
