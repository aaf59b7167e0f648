"""Filters of the pages of a delivery: statuses, fields, codes and rows in words.

Every zone loads this module, for Django looks for all filters when it starts; what takes the vault
is loaded by the filter that needs it, so that the zone of reports stays without (ADR 0014).
"""

from typing import TYPE_CHECKING

from django import template
from django.urls import reverse

from uitkomst.standard.indelingsprofiel import indelingsprofielen
from uitkomst.standard.recordindeling import recordindeling

if TYPE_CHECKING:
    from uitkomst.services.delivering.aanleveringen import AanleveringView

register = template.Library()


@register.filter
def indeling_titel(naam: str) -> str:
    """Give the name of a layout in words; an operator's own layout keeps its name."""
    known = {profiel.naam: profiel.titel for profiel in indelingsprofielen()}
    return known.get(naam, naam)


@register.filter
def status_kind(status: str) -> str:
    """Give the look of a delivery's status."""
    return {
        "Concept": "info",
        "Gecontroleerd": "warning",
        "Wacht op bevestiging": "warning",
        "Geweigerd": "error",
        "Ingediend": "info",
        "Verwerkt": "ok",
    }.get(status, "neutral")


@register.filter
def status_titel(status: str) -> str:
    """Say a status as the sender knows it."""
    return {
        "Concept": "Wordt gecontroleerd",
        "Gecontroleerd": "Gecontroleerd, nog niet ingediend",
        "Wacht op bevestiging": "Wacht op uw antwoord",
        "Geweigerd": "Niet te gebruiken",
        "Verwerkt": "Verwerkt, telt mee",
    }.get(status, status)


@register.filter
def route_titel(route: str) -> str:
    """Say how a delivery came in."""
    return {"bestand": "bestand", "formulier": "formulier", "api": "koppeling"}.get(route, route)


@register.filter
def soort_titel(soort: str) -> str:
    """Say what kind of file it is."""
    return {
        "xlsx": "Excel (.xlsx)",
        "xls": "Excel (.xls)",
        "ods": "OpenDocument (.ods)",
        "csv": "csv",
        "vast": "vaste breedte",
        "formulier": "formulier",
    }.get(soort, soort)


@register.filter
def teken_titel(teken: str) -> str:
    """Name a separator, which by itself is hard to see."""
    names = {";": "puntkomma ( ; )", ",": "komma ( , )", "\t": "tab", "|": "streep ( | )"}
    return names.get(teken, teken)


@register.filter
def veld_titel(naam: str | None) -> str:
    """Give the title of a field of the record layout."""
    known = {veld.naam: veld.titel for veld in recordindeling().velden}
    return known.get(naam or "", naam or "")


@register.filter
def veld_titels(namen: tuple[str, ...]) -> list[str]:
    """Give the titles of fields."""
    return [veld_titel(naam) for naam in namen]


@register.filter
def code_titel(code: str | None, veld: str) -> str:
    """Write a code with its title; what is no code of this field stays as it is."""
    from uitkomst.portal.repair_form import code_titles

    titel = code_titles(veld).get(code or "")
    return f"{code} ({titel})" if titel else code or ""


@register.filter
def row_address(pattern: str, rij: int) -> str:
    """Give the address of one row, out of that of row 0."""
    return f"{pattern.rpartition('/')[0]}/{rij}"


@register.filter
def row_of(delivery: "AanleveringView", rij: int) -> str:
    """Give the address of one row of a delivery as a form; of a client where it is one already."""
    from uitkomst.portal.unit import TRAJECTEN

    if delivery.route == "formulier":
        return reverse("client", args=[delivery.reference, TRAJECTEN.number(rij)])
    return reverse("aanlevering-rij", args=[delivery.reference, rij])


@register.filter
def row_name(delivery: "AanleveringView", rij: int) -> str:
    """Say which row it is; a form has clients instead."""
    from uitkomst.portal.unit import unit_of

    return unit_of(delivery.route).name(rij)
