"""The gate of every operation: a key, its limits, what it may, and a body that can be read.

In this order, and before a byte of the body is read. Only the header Authorization counts: a
session cookie opens nothing here, so there is nothing a page elsewhere could misuse.
"""

import re
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from uitkomst.access.actor import Actor, require
from uitkomst.access.permissions import Permission
from uitkomst.api.problems import TOO_MUCH, UNKNOWN_LENGTH, wrong_media_type
from uitkomst.services.limits import LARGEST_UPLOAD
from uitkomst.services.systems import api_calls, api_keys

MULTIPART = "multipart/form-data"
JSON = "application/json"
ROOT = "api/v1/"
CONVERTED = re.compile(r"<[a-z]+:([a-z]+)>")
AROUND_A_FILE = 1024 * 1024  # bytes: the other fields, and what multipart itself takes


class ApiRequest(HttpRequest):
    """A request that passed the gate."""

    actor: Actor
    api_call: api_calls.Call
    upload_too_large: bool


class Toegangssleutel(HttpBearer):
    """Lets a key pass that has this permission (None: any key), with a body of this media type."""

    def __init__(self, permission: Permission | None, body: str | None = None) -> None:
        super().__init__()
        self.permission = permission
        self.body = body

    def authenticate(self, request: Any, token: str) -> Actor | None:
        """The actor behind the key; None for no valid key. Raises TooManyCalls, Problem."""
        now = timezone.now()
        holder = api_keys.actor_with(sleutel=token.strip(), now=now)
        if holder is None:
            request.actor = None
            return None
        request.actor = holder.actor
        request.api_call = api_calls.begin(
            sleutel=holder.reference, wat=operation_of(request), now=now
        )
        if self.permission is not None:
            require(holder.actor, self.permission)
        self._require_body(request)
        return holder.actor

    def _require_body(self, request: HttpRequest) -> None:
        if self.body is None:
            return
        if request.content_type != self.body:
            raise wrong_media_type(self.body)
        if "Transfer-Encoding" in request.headers:
            raise UNKNOWN_LENGTH  # Django would take such a body for an empty one
        size = request.META.get("CONTENT_LENGTH") or "0"
        if int(size) > LARGEST_UPLOAD + AROUND_A_FILE:
            raise TOO_MUCH
        if self.body == MULTIPART:
            _require_utf8(request)


def _require_utf8(request: HttpRequest) -> None:
    """Python knows encodings that are no text, with which Django fails: JSON is UTF-8 as well."""
    charset = (request.content_params or {}).get("charset", "utf-8")
    if charset.lower() not in ("utf-8", "utf8"):
        raise wrong_media_type(f"{MULTIPART}; charset=utf-8")


def operation_of(request: HttpRequest) -> str:
    """What is asked, without what it is about: "GET /aanleveringen/{referentie}"."""
    match = request.resolver_match
    route = "" if match is None else match.route.removeprefix(ROOT)
    return f"{request.method} /" + CONVERTED.sub(r"{\1}", route)
