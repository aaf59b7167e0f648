"""Typed rows as the check hands them over."""

from datetime import date
from typing import Any
from uuid import UUID

import pyarrow as pa

AANBIEDER = UUID(int=1)
LEVERING = UUID(int=101)

SCHEMA = pa.schema(
    [("rij", pa.int32()), ("status", pa.string())]
    + [
        (naam, pa.string())
        for naam in ("bsn", "clientnummer", "geboortedatum", "postcode_of_gemeente", "geslacht")
    ]
    + [("leeftijd_bij_aanvang", pa.int16())]
    + [(naam, pa.string()) for naam in ("gemeente", "verwijzer", "hulpvorm", "gestart_met_crisis")]
    + [("datum_aanvang", pa.date32()), ("datum_einde", pa.date32())]
    + [("reden_beeindiging", pa.string()), ("tevredenheid_jeugdige", pa.int8())]
    + [("zonder_hulp_jeugdige", pa.string()), ("tevredenheid_ouder", pa.int8())]
    + [("zonder_hulp_ouder", pa.string())]
    + [(f"doel_{n}", pa.string()) for n in range(1, 6)]
)
BLANK = dict.fromkeys(SCHEMA.names)
TRAJECT = BLANK | {
    "status": "goed",
    "bsn": "999900006",
    "geboortedatum": "20120517",
    "postcode_of_gemeente": "1315AA",
    "geslacht": "V",
    "leeftijd_bij_aanvang": 11,
    "gemeente": "0034",
    "verwijzer": "02",
    "hulpvorm": "02",
    "gestart_met_crisis": "02",
    "datum_aanvang": date(2026, 2, 3),
}


def typed(*records: dict[str, Any]) -> pa.Table:
    """Typed rows: what is given, on top of one ordinary traject."""
    rows = [TRAJECT | {"rij": n} | record for n, record in enumerate(records, start=2)]
    return pa.Table.from_pylist(rows, schema=SCHEMA)
