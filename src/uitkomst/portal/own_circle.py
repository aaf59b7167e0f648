"""A provider's own exact figures, which takes the vault; nobody else's pages load this."""

from django.urls import reverse
from django.utils import timezone

from uitkomst.access.actor import Actor
from uitkomst.access.permissions import Permission, Role
from uitkomst.portal.circle import Circle, published_page
from uitkomst.portal.pages import OVERZICHT
from uitkomst.reports.build import Figures
from uitkomst.services.figures import publications
from uitkomst.services.keyring import current_vault
from uitkomst.standard.verslagperiode import Verslagperiode


def own_circle(actor: Actor, periode: Verslagperiode) -> Circle:
    """Give the exact figures of the actor's own organisation. Raises NotFound, NotAllowed."""
    table = publications.own_table(
        actor=actor, periode=periode, now=timezone.now(), vault=current_vault()
    )
    solo = actor.role is Role.SOLO
    return Circle("aanbieder", "", actor.organisatie_naam, periode, Figures(table), solo=solo)


def first_page(actor: Actor, periode: Verslagperiode) -> str | None:
    """Give the address of the widest report of a period, without reading a figure."""
    if actor.can(Permission.VIEW_OWN_REPORT):
        return reverse("report-aanbieder", args=[periode.code, OVERZICHT])
    return published_page(actor, periode)
