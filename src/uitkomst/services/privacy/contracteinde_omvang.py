"""What is kept under one contract: which rows, whose, and what would stay of them.

Of a row of a gemeente for which another contract of the provider lasts nothing goes. Who has rows
under another contract stays known there; whoever has none is known nowhere after this.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

import pyarrow as pa
import pyarrow.compute as pc

from uitkomst.register.models import Aanlevering, Contract
from uitkomst.register.models.aanleveringen import DRAFTS, IN_FORCE
from uitkomst.services.aanlevering.policies import open_periods
from uitkomst.services.deelnemers import contractgebied
from uitkomst.services.privacy.generalise import Generalised, generalised
from uitkomst.standard.recordindeling import recordindeling
from uitkomst.standard.verslagperiode import Verslagperiode
from uitkomst.vault.refusals import VaultRefusal
from uitkomst.vault.vault import Vault

COUNT = ("goed", "bevestigen")  # the status of rows that were counted


@dataclass(frozen=True)
class Part:
    """Of one aanlevering: the rows under this contract, and the persons of all others."""

    aanlevering: Aanlevering
    rows: pa.Table = field(repr=False)
    others: frozenset[str] = field(repr=False)

    @property
    def periode(self) -> str:
        """The code of its period."""
        return self.aanlevering.periode


@dataclass(frozen=True)
class Omvang:
    """What a contract's end is about. `laatste`: no other contract of the provider is left.

    `personen` have rows under this contract only, `ook_elders` are also in others. `concepten` are
    drafts in which there are such rows, or of which that cannot be seen. `dicht` counts versions of
    which the rows do not open (any more).
    """

    contract: Contract
    laatste: bool
    parts: tuple[Part, ...]
    personen: frozenset[str] = field(repr=False)
    ook_elders: frozenset[str] = field(repr=False)
    concepten: tuple[Aanlevering, ...]
    dicht: int


def omvang_of(contract: Contract, vault: Vault) -> Omvang:
    """What is kept under this contract now. It holds rows of persons: keep it in memory."""
    last = not contractgebied.others_lasting(contract).exists()
    parts, drafts, shut = [], [], 0
    for each in Aanlevering.objects.filter(aanbieder=contract.aanbieder_id):
        if each.inhoud is None:
            drafts += [each] if each.status in DRAFTS else []
            continue
        try:
            rows = vault.trajecten(each.aanbieder_id, each.inhoud)
        except VaultRefusal:
            shut += 1
            continue
        parts.append(_part(each, rows, contract, last=last))
    here = {who for part in parts for who in part.rows["persoon"].to_pylist()}
    elsewhere = {who for part in parts for who in part.others}
    touched = tuple(part for part in parts if part.rows.num_rows)
    drafts += [part.aanlevering for part in touched if part.aanlevering.status in DRAFTS]
    return Omvang(
        contract=contract,
        laatste=last,
        parts=touched,
        personen=frozenset(here - elsewhere),
        ook_elders=frozenset(here & elsewhere),
        concepten=tuple(drafts),
        dicht=shut,
    )


def kept_of(omvang: Omvang, vault: Vault) -> Generalised:
    """What stays of the trajecten that counted, in classes; a traject of two periods once."""
    left_out = vault.restricted(omvang.contract.aanbieder_id)
    last: dict[tuple[Any, ...], dict[str, Any]] = {}
    for part in sorted(omvang.parts, key=lambda part: part.periode):
        if part.aanlevering.status not in IN_FORCE:
            continue
        for row in part.rows.to_pylist():
            if row["status"] in COUNT and row["persoon"] not in left_out:
                last[row["persoon"], row["hulpvorm"], row["datum_aanvang"], row["gemeente"]] = row
    return generalised(last.values())


def counted(omvang: Omvang, vault: Vault, day: date) -> dict[str, Any]:
    """What goes and what stays, in numbers: may be kept in the books and shown."""
    stays = kept_of(omvang, vault)
    return {
        "laatste_contract": omvang.laatste,
        "perioden": [_of_period(code, parts) for code, parts in _per_period(omvang)],
        "rijen": sum(part.rows.num_rows for part in omvang.parts),
        "personen": len(omvang.personen),
        "ook_elders": len(omvang.ook_elders),
        "velden": _fields(omvang, vault),
        "concepten": len(omvang.concepten),
        "dicht": omvang.dicht,
        "blijft": {
            "trajecten": stays.trajecten,
            "klassen": stays.klassen.num_rows,
            "vervallen": stays.vervallen,
            "treden": [[each.titel, each.klassen, each.trajecten] for each in stays.treden],
        },
        "open": [[each.code, _closes(each).isoformat()] for each in _open(omvang, day)],
    }


def _part(aanlevering: Aanlevering, rows: pa.Table, contract: Contract, *, last: bool) -> Part:
    if last:
        return Part(aanlevering, rows, frozenset())
    codes = contractgebied.only_of(contract, Verslagperiode.parse(aanlevering.periode))
    theirs = pc.is_in(rows["gemeente"], pa.array(sorted(codes), pa.string()))
    others = rows.filter(pc.invert(theirs))["persoon"].to_pylist()
    return Part(aanlevering, rows.filter(theirs), frozenset(others))


def _per_period(omvang: Omvang) -> Iterator[tuple[str, list[Part]]]:
    for code in sorted({part.periode for part in omvang.parts}, reverse=True):
        yield code, [part for part in omvang.parts if part.periode == code]


def _of_period(code: str, parts: list[Part]) -> dict[str, Any]:
    counting = [part for part in parts if part.aanlevering.status in IN_FORCE]
    return {
        "periode": code,
        "versies": len(parts),
        "rijen": sum(part.rows.num_rows for part in parts),
        "tellend": sum(part.rows.num_rows for part in counting),
        "personen": len({who for part in parts for who in part.rows["persoon"].to_pylist()}),
    }


def _fields(omvang: Omvang, vault: Vault) -> dict[str, int]:
    """How many rows have each of the fields that identify."""
    names = [veld.naam for veld in recordindeling().velden if veld.identificerend]
    found = dict.fromkeys(names, 0)
    for part in omvang.parts:
        rijen = part.rows["rij"].to_pylist()
        place = part.aanlevering.aanbieder_id, _inhoud(part.aanlevering)
        known = vault.identities(*place, rijen)
        for name in names:
            found[name] += len(known) - known[name].null_count
    return found


def _inhoud(aanlevering: Aanlevering) -> UUID:
    assert aanlevering.inhoud is not None  # A part has rows.
    return aanlevering.inhoud


def _open(omvang: Omvang, day: date) -> list[Verslagperiode]:
    codes = {part.periode for part in omvang.parts}
    return [each for each in open_periods(day) if each.code in codes]


def _closes(periode: Verslagperiode) -> date:
    """The first day on which nothing is delivered for it any more (protocol § 7.6)."""
    return periode.volgende.volgende.volgende.eerste_dag
