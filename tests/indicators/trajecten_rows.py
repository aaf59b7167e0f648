"""Builders of the rows that the vault would give."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import pyarrow as pa

SCHEMA = pa.schema(
    [
        ("rij", pa.int32()),
        ("status", pa.string()),
        ("persoon", pa.string()),
        ("aanbieder", pa.string()),
        ("gemeente", pa.string()),
        ("hulpvorm", pa.string()),
        ("datum_aanvang", pa.date32()),
        ("datum_einde", pa.date32()),
        ("reden_beeindiging", pa.string()),
        ("tevredenheid_jeugdige", pa.int8()),
        ("zonder_hulp_jeugdige", pa.string()),
        ("tevredenheid_ouder", pa.int8()),
        ("zonder_hulp_ouder", pa.string()),
        *((f"doel_{n}", pa.string()) for n in range(1, 6)),
        ("vrijgesteld", pa.bool_()),
    ]
)

ORDINARY = {
    "status": "goed",
    "aanbieder": "A",
    "gemeente": "0034",
    "hulpvorm": "02",
    "datum_aanvang": date(2023, 1, 1),
    "datum_einde": date(2023, 3, 10),
}


def traject(number: int = 1, **fields: Any) -> dict[str, Any]:
    """One ended record of a person of its own, unless the fields say otherwise."""
    fields = dict(fields)
    if fields.pop("loopt_nog", False):
        fields["datum_einde"] = None
    row = dict.fromkeys(SCHEMA.names) | ORDINARY | {"rij": number, "persoon": f"{number:032x}"}
    return row | fields


def table(rows: Iterable[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(list(rows), schema=SCHEMA)


def repeated(rijen: Iterable[dict[str, Any]]) -> pa.Table:
    """The rows of a worked example: `keer` says how often a row is there."""
    spread = [rij for rij in rijen for _ in range(rij["keer"])]
    return table(
        traject(n, **{k: v for k, v in rij.items() if k != "keer"})
        for n, rij in enumerate(spread, start=1)
    )
