"""A stacked 100% bar as SVG: no style attribute, no script, so a strict page may hold it."""

from collections.abc import Callable
from decimal import Decimal
from html import escape

from uitkomst.reports.model import Row, Segment

HEIGHT = 34
# The narrowest a bar gets on a telephone, and in a container of at least 30rem (see chart.css).
NARROW, WIDE = 270, 424
CHARACTER, MARGIN = Decimal("7.4"), Decimal(26)

Link = Callable[[Segment], str | None]


def fit(segment: Segment) -> str:
    """Tell where the label fits inside its segment: "always", in a "wide" bar only, or "never"."""
    needed = CHARACTER * len(segment.label) + MARGIN
    if segment.aandeel * NARROW / 100 >= needed:
        return "always"
    return "wide" if segment.aandeel * WIDE / 100 >= needed else "never"


def bar(row: Row, link: Link | None = None) -> str:
    """Draw the bar of one row as an `<svg>` element of 100% by 34 pixels.

    `link` gives the address behind a segment, or None. Without links the bar is one image with a
    sentence; with links it is a group whose links each say what they lead to.
    """
    words = escape(row.woorden, quote=True)
    role = "group" if link else "img"
    parts = "".join(_segment(segment, link(segment) if link else None) for segment in row.segmenten)
    return (
        f'<svg class="uk-bar" width="100%" height="{HEIGHT}" role="{role}" '
        f'aria-label="{words}">{parts}</svg>'
    )


def _segment(segment: Segment, address: str | None) -> str:
    middle = segment.start + segment.aandeel / 2
    hint = escape(f"{segment.titel}: {segment.label}", quote=True)
    drawing = (
        f'<g class="uk-seg uk-seg--{escape(segment.toon, quote=True)} uk-seg--{fit(segment)}">'
        f"<title>{hint}</title>"
        f'<rect x="{segment.start:.3f}%" y="0" width="{segment.aandeel:.3f}%" height="{HEIGHT}"/>'
        f'<text x="{middle:.3f}%" y="{HEIGHT / 2 + 4.5}" text-anchor="middle" aria-hidden="true">'
        f'<tspan class="uk-seg__letter">{segment.letter}</tspan> '
        f"<tspan>{escape(segment.label)}</tspan></text></g>"
    )
    if address is None:
        return drawing
    target = escape(address, quote=True)
    return f'<a href="{target}" aria-label="{hint}, bekijk de trajecten">{drawing}</a>'
