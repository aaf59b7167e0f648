"""Some of the records that changed or are gone, shown with their codes; never with identities."""

from datetime import date
from typing import Any

import pyarrow as pa

from uitkomst.intake.checking.engine import query
from uitkomst.services.changes.records import NO_CONTENT, veld_titel
from uitkomst.services.changes.views import VeldWaarde, VeldWijziging, Vervallen, Wijziging


def changed(pairs: pa.Table, old: pa.Table, new: pa.Table, size: int) -> tuple[Wijziging, ...]:
    """Some changed records: of every combination of changed fields one, before a second of any."""
    fields = [name for name in pairs.column_names if name.startswith("anders_")]
    chosen = query(
        f"""
        select rij_toen, rij_nu, {", ".join(fields)} from pairs where veranderd
        order by row_number() over (partition by {", ".join(fields)} order by rij_nu), rij_nu
        limit {int(size)}
        """,  # noqa: S608
        pairs=pairs,
    ).to_pylist()
    before = _by_row(old, [each["rij_toen"] for each in chosen])
    after = _by_row(new, [each["rij_nu"] for each in chosen])
    return tuple(
        _change(each, before[each["rij_toen"]], after[each["rij_nu"]], fields) for each in chosen
    )


def gone(pairs: pa.Table, old: pa.Table, size: int) -> tuple[Vervallen, ...]:
    """Some records that count no more: of every hulpvorm in every gemeente one, before a second."""
    chosen = query(
        f"""
        select old.* from old join pairs on old.rij = pairs.rij_toen where pairs.rij_nu is null
        order by row_number() over (partition by hulpvorm, gemeente order by rij), rij
        limit {int(size)}
        """,  # noqa: S608
        pairs=pairs,
        old=old,
    )
    return tuple(_gone(row) for row in chosen.to_pylist())


def _change(
    pair: dict[str, Any], before: dict[str, Any], after: dict[str, Any], fields: list[str]
) -> Wijziging:
    changed = [name.removeprefix("anders_") for name in fields if pair[name]]
    return Wijziging(
        rij_toen=pair["rij_toen"],
        rij_nu=pair["rij_nu"],
        hulpvorm=after["hulpvorm"],
        velden=tuple(
            VeldWijziging(
                veld=veld,
                titel=veld_titel(veld),
                van=_text(before.get(veld)),
                naar=_text(after[veld]),
            )
            for veld in changed
        ),
    )


def _gone(row: dict[str, Any]) -> Vervallen:
    filled = ((veld, _text(row[veld])) for veld in _shown(row))
    return Vervallen(
        rij_toen=row["rij"],
        hulpvorm=row["hulpvorm"],
        velden=tuple(
            VeldWaarde(veld, veld_titel(veld), waarde) for veld, waarde in filled if waarde
        ),
    )


def _shown(row: dict[str, Any]) -> list[str]:
    """When the help began, by which a sender knows the record, before what is no key."""
    return ["datum_aanvang", *(name for name in row if name not in NO_CONTENT)]


def _text(value: object) -> str | None:
    if isinstance(value, date):
        return value.strftime("%d-%m-%Y")
    return None if value is None else str(value)


def _by_row(rows: pa.Table, numbers: list[int]) -> dict[int, dict[str, Any]]:
    wanted = pa.table({"rij": pa.array(numbers, pa.int32())})
    found = query("select * from rows semi join wanted using (rij)", rows=rows, wanted=wanted)
    return {row["rij"]: row for row in found.to_pylist()}
