"""The request as the views see it."""

from typing import Any

from django.http import HttpRequest

from uitkomst.access.actor import Actor


class SignedInRequest(HttpRequest):
    """A request of somebody whose account is known, for whatever organisation."""

    user: Any


class PortalRequest(SignedInRequest):
    """A request of somebody who is signed in; the middleware sets the actor."""

    actor: Actor
    upload_too_large: bool
