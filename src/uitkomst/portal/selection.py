"""From the choices of the selection form to the address of a report."""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse

from uitkomst.portal.pages import OVERZICHT
from uitkomst.reports.build import TOTAAL
from uitkomst.services.refusals import NotFound


def selected_address(choice: Mapping[str, str]) -> str:
    """Give the address that a choice of soort, periode, pagina and one group stands for.

    Raises NotFound for a choice that no form offers. Whether the reader may see it is for the
    page at that address to say.
    """
    soort = choice.get("soort", "")
    args = [choice.get("periode", ""), choice.get("pagina", OVERZICHT)]
    if soort in {"gemeente", "regio"}:
        args.insert(0, choice.get("sleutel", ""))
    try:
        address = reverse(f"report-{soort}", args=args)
    except NoReverseMatch as cause:
        raise NotFound from cause
    parameter = "gemeente" if soort == "regio" else "aanbieder"
    chosen = choice.get(parameter, TOTAAL)
    return address if chosen == TOTAAL else f"{address}?{urlencode({parameter: chosen})}"
