"""Files of the period that is open today, as a system would send them."""

from datetime import date
from io import BytesIO

from django.utils import timezone
from world import children, csv

from uitkomst.standard.verslagperiode import Verslagperiode

PERIODE = Verslagperiode.latest_closed(timezone.localdate())
UNKNOWN = "00000000-0000-4000-8000-000000000000"
IN_PERIOD = {
    "datum_aanvang": f"{PERIODE.eerste_dag:%Y%m%d}",
    "datum_einde": f"{date(PERIODE.jaar, PERIODE.eerste_dag.month + 2, 10):%Y%m%d}",
    "geboortedatum": f"{PERIODE.jaar - 12}0314",
}


def upload(content: bytes, periode: str = PERIODE.code, name: str = "export.csv") -> dict:
    file = BytesIO(content)
    file.name = name
    return {"bestand": file, "periode": periode}


def good(number: int = 12, start: int = 0) -> bytes:
    return csv(children(number, start, **IN_PERIOD))


def with_a_bad_row(number: int = 12) -> bytes:
    return csv([*children(number, **IN_PERIOD), {"bsn": "123456789", **IN_PERIOD}])


def with_a_question(number: int = 12) -> bytes:
    """The first one is nineteen, which is possible and unusual: rule V05 asks."""
    rows = children(number, **IN_PERIOD)
    rows[0]["geboortedatum"] = f"{PERIODE.jaar - 20}0101"
    return csv(rows)
