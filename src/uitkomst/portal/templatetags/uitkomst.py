"""Tags and filters of the pages: the bar, the navigation, dates and figures in words."""

from typing import Any
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from uitkomst.access.permissions import Permission
from uitkomst.portal import logboek
from uitkomst.portal.circle import Circle
from uitkomst.portal.counted import counted, grouped
from uitkomst.portal.pages import ReportPage, slug_of
from uitkomst.reports import bar as bars
from uitkomst.reports import words
from uitkomst.reports.model import Chart, LegendEntry, Row, Segment
from uitkomst.services.audit import AuditLine
from uitkomst.standard.codelijst import codelijst
from uitkomst.standard.indicator import Indicator

register = template.Library()

NAVIGATION = (
    ("home", "Start", Permission.VIEW_START),
    ("aanleveringen", "Aanleveringen", Permission.VIEW_AANLEVERING),
    ("reports", "Rapporten", Permission.VIEW_OWN_REPORT),
    ("reports", "Rapporten", Permission.VIEW_GEMEENTE_REPORT),
    ("organisaties", "Organisaties", Permission.MANAGE_ORGANISATIES),
    ("besluiten", "Besluiten", Permission.DECIDE),
    ("toegang", "Wie mag wat", Permission.VIEW_ACCESS),
    ("koppelingen", "Koppelingen", Permission.MANAGE_KOPPELINGEN),
    ("leden", "Mensen", Permission.MANAGE_RECHTEN),
    ("privacy", "Privacy", Permission.VIEW_PRIVACY),
    ("toestand", "Toestand", Permission.VIEW_TOESTAND),
    ("logboek", "Logboek", Permission.VIEW_LOGBOEK),
    ("regelboek", "Regelboek", Permission.VIEW_UITLEG),
)


@register.inclusion_tag("portal/_navigation.html", takes_context=True)
def navigation(context: Any) -> dict[str, Any]:
    """List the pages that the reader's role can open, with the place where the reader is."""
    actor, request = context.get("actor"), context.get("request")
    if not actor or request is None:
        return {"items": []}
    items = []
    for name, titel, permission in NAVIGATION:
        if actor.can(permission):
            address = reverse(name)
            here = request.path == address or (
                address != "/" and request.path.startswith(f"{address}/")
            )
            items.append((address, titel, here))
    return {"items": items}


@register.simple_tag
def bar(row: Row) -> SafeString:
    """Draw the bar of a row; the reports room escapes every text in it."""
    return mark_safe(bars.bar(row))  # noqa: S308


@register.simple_tag
def linked_bar(row: Row, periode: str, indicator: str) -> SafeString:
    """Draw the bar of a row of the reader's own report, each segment a link to its trajecten."""
    return mark_safe(  # noqa: S308
        bars.bar(row, lambda segment: trajecten_address(row, segment, periode, indicator))
    )


@register.simple_tag
def trajecten_address(
    row: Row, segment: Segment | LegendEntry, periode: str, indicator: str
) -> str:
    """Give the address of the trajecten behind one segment."""
    address = reverse("report-trajecten", args=[periode, slug_of(indicator)])
    return f"{address}?{urlencode({'hulpvorm': row.sleutel, 'categorie': segment.categorie})}"


@register.simple_tag
def group_address(circle: Circle | str, pagina: ReportPage | str, chart: Chart, row: Row) -> str:
    """Give the address of the report of one row's group; empty where there is none to choose."""
    if isinstance(circle, str) or isinstance(pagina, str) or chart.axis != circle.parameter:
        return ""
    known = row.sleutel in {key for key, _ in circle.choices}
    return circle.address(pagina.slug, row.sleutel) if known else ""


@register.filter
def about(line: AuditLine) -> str:
    """Say what a line of the logbook is about, in words and with the start of its reference."""
    return logboek.about(line)


@register.filter(name="counted")
def counted_filter(number: int, forms: str) -> str:
    """Write a number with its noun; `forms` is the singular and the plural: "rij,rijen"."""
    one, many = forms.split(",")
    return counted(number, one, many)


@register.filter
def getal(number: int) -> str:
    """Write a number with a point for each thousand."""
    return grouped(number)


@register.filter
def slug(indicator: str) -> str:
    """Give the part of an address that stands for an indicator."""
    return slug_of(indicator)


@register.filter
def fit(segment: Segment) -> str:
    """Tell where the label of a segment fits: "always", "wide" or "never"."""
    return bars.fit(segment)


@register.filter
def label_of(row: Row, entry: LegendEntry) -> str:
    """Give the label of one category in a row; "0" when it has none."""
    found = (segment.label for segment in row.segmenten if segment.categorie == entry.categorie)
    return next(found, "0")


@register.filter
def hidden_sentences(chart: Chart) -> tuple[str, ...]:
    """Give the sentences about what a chart does not show."""
    return words.hidden_sentences(chart)


@register.filter
def protocol_day(text: str | None) -> str:
    """Write a day of the protocol (JJJJMMDD, parts may be 00) as dd-mm-jjjj."""
    if not text or len(text) != 8:
        return text or ""
    return f"{text[6:]}-{text[4:6]}-{text[:4]}"


@register.filter
def counted_words(number: int, forms: str) -> str:
    """Give the noun that goes with a number, without it; `forms` is as for `counted`."""
    one, many = forms.split(",")
    return one if number == 1 else many


@register.filter
def bron_status(status: str) -> str:
    """Say in Dutch how sure the source of a declaration is."""
    return {
        "VERIFIED": "Staat in het protocol",
        "PARTIAL": "Deels in het protocol, deels afgeleid",
        "PROPOSED": "Keuze van dit portaal, geen regel van het CBS",
        "UNKNOWN": "Nog niet bekend",
    }.get(status, status)


@register.filter
def letter(place: int) -> str:
    """Give the letter of the category at this place, counted from 1."""
    return chr(ord("a") + place - 1)


@register.filter
def categorie_titel(code: str, of: Indicator) -> str:
    """Give the title of a category of an indicator."""
    return next((entry.titel for entry in of.categorieen if entry.code == code), code)


@register.filter
def hulpvorm_titel(code: str) -> str:
    """Give the protocol's words for a hulpvorm."""
    return _titel("hulpvorm", code)


@register.filter
def reden_titel(code: str | None) -> str:
    """Give the protocol's words for a reason for ending; a dash while there is none."""
    return _titel("reden_beeindiging", code) if code else "–"


@register.filter
def informant_titel(code: str | None) -> str:
    """Give the words for who answered; a dash where nobody is asked."""
    return _titel("informant", code) if code else "–"


def _titel(lijst: str, code: str) -> str:
    known = {entry.code: entry.titel for entry in codelijst(lijst).codes}
    return known.get(code, code)
