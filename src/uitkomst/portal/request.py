"""The request as the views see it."""

from django.http import HttpRequest

from uitkomst.access.actor import Actor


class PortalRequest(HttpRequest):
    """A request of somebody who is signed in; the middleware sets the actor."""

    actor: Actor
    upload_too_large: bool
