"""What an operation adds to its published description beside what its types say."""

from typing import Any

from uitkomst.access.permissions import Permission
from uitkomst.access.scopes import SCOPES, Scope

SCOPES_KEY = "x-scopes"
PROBLEMS_KEY = "x-problems"


def about(permission: Permission | None, *problems: int) -> dict[str, Any]:
    """The scopes that open an operation, and the errors that only some operations have."""
    scopes = [scope.value for scope in Scope if permission in SCOPES[scope].permissions]
    return {SCOPES_KEY: scopes, PROBLEMS_KEY: list(problems)}


def also(*media_types: str) -> dict[str, Any]:
    """That a good answer may also come as bytes of one of these media types."""
    return {"responses": {200: {"content": _bytes(media_types)}}}


def only(*media_types: str) -> dict[str, Any]:
    """That a good answer is bytes, of one of these media types."""
    return {"responses": {200: {"description": "OK", "content": _bytes(media_types)}}}


def _bytes(media_types: tuple[str, ...]) -> dict[str, Any]:
    return {each: {"schema": {"type": "string", "format": "binary"}} for each in media_types}
