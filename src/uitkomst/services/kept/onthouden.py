"""What a provider chose before, for the next file: columns, repairs, and answers with reasons.

Columns are remembered by the set of headings of the file, repairs by their code and column; both
are applied by themselves to the next file they fit, visibly, and can be undone. An answer is only
shown as last time's. What a code mapping maps stood in somebody's file, so it is remembered in the
vault, under an id of its own; the books say which.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import pyarrow.compute as pc

from uitkomst.intake.findings import Voorstel
from uitkomst.intake.headings import headings_of, shown
from uitkomst.intake.keuzes import Herstelkeuze
from uitkomst.intake.recognise import columns_in
from uitkomst.intake.rows import RawTable
from uitkomst.register.models import OnthoudenKeuze, User
from uitkomst.register.models.bewerkingen import BewerkingSoort
from uitkomst.services.kept.heading_rows import holds_values
from uitkomst.standard.recordindeling import recordindeling
from uitkomst.vault.keys import Purpose
from uitkomst.vault.vault import Vault

Soort = BewerkingSoort
SEARCHED_ROWS = 20
LONGEST_VALUE = 40
MAPPING = "codes"  # the name in the vault of what a code mapping maps
SEALED = "verzegeld"  # in a remembered choice: under which id of the vault
IDENTIFYING = Purpose.IDENTITEITEN


@dataclass(frozen=True)
class VorigAntwoord:
    """How a question was answered the last time, by whom and when."""

    ja: bool
    reden: str
    door: str
    at: datetime


@dataclass(frozen=True)
class Columns:
    """A choice of columns as it is kept with a draft: by number, in one sheet."""

    koprij: int | None
    kolommen: tuple[tuple[int, str], ...]


def remember(
    *, aanbieder: UUID, soort: str, sleutel: str, keuze: dict[str, Any], by: User, at: datetime
) -> None:
    """Keep a choice for the next file, in the place of an earlier one."""
    OnthoudenKeuze.objects.update_or_create(
        aanbieder_id=aanbieder,
        soort=soort,
        sleutel=sleutel,
        defaults={"keuze": keuze, "by": by, "at": at},
    )


def remember_columns(
    raw: RawTable,
    koprij: int,
    kolommen: Sequence[tuple[int, str]],
    *,
    aanbieder: UUID,
    by: User,
    at: datetime,
) -> bool:
    """Remember which heading is which field; False where the row holds no headings to go by."""
    rows = raw.cells.filter(pc.equal(raw.cells["rij"], koprij)).to_pylist()
    headings = headings_of(rows[0]) if rows else []
    if not headings or holds_values([shown(heading.text) for heading in headings]):
        return False
    numbered = {
        heading.number: name for heading, name in zip(headings, _names(rows[0]), strict=True)
    }
    chosen = [[*numbered[number], veld] for number, veld in kolommen if number in numbered]
    sleutel = _key(name for name, _ in numbered.values())
    keuze = {"kolommen": chosen}
    remember(aanbieder=aanbieder, soort=Soort.KOLOMMEN, sleutel=sleutel, keuze=keuze, by=by, at=at)
    return True


def columns_for(raw: RawTable, aanbieder: UUID) -> Columns | None:
    """The columns that were chosen for an earlier file with the same headings, if there was one."""
    known = {
        each.sleutel: each.keuze
        for each in OnthoudenKeuze.objects.filter(aanbieder=aanbieder, soort=Soort.KOLOMMEN)
    }
    if not known or raw.kind == "vast":
        return None
    for row in raw.cells.slice(0, SEARCHED_ROWS).to_pylist():
        headings = headings_of(row)
        names = _names(row)
        keuze = known.get(_key(name for name, _ in names)) if headings else None
        if keuze is not None:
            numbers = {name: h.number for name, h in zip(names, headings, strict=True)}
            chosen = tuple(
                (numbers[name, nth], veld)
                for name, nth, veld in keuze["kolommen"]
                if (name, nth) in numbers
            )
            return Columns(row["rij"], chosen)
    return None


def heading_row(raw: RawTable) -> int | None:
    """The row of the headings, where the file itself makes that plain."""
    return columns_in(raw).koprij


def remember_repair(
    herstel: Herstelkeuze, *, aanbieder: UUID, by: User, at: datetime, vault: Vault
) -> UUID | None:
    """Remember a repair, unless it maps what identifies somebody.

    Gives the vault's id of what it takes the place of, to be discarded once this is committed.
    """
    if not _may_be_remembered(herstel):
        return None
    sleutels = [_repair_key(herstel.code, veld) for veld in herstel.velden or (None,)]
    earlier = OnthoudenKeuze.objects.filter(aanbieder=aanbieder, soort=Soort.HERSTEL)
    replaced = earlier.filter(sleutel=sleutels[0]).first()
    keuze = {"vorm": herstel.vorm}
    if herstel.waarden:
        levering = uuid4()
        content = json.dumps(herstel.waarden).encode()
        vault.seal_object(aanbieder, levering, MAPPING, content, IDENTIFYING)
        keuze[SEALED] = str(levering)
    for sleutel in sleutels:
        remember(
            aanbieder=aanbieder, soort=Soort.HERSTEL, sleutel=sleutel, keuze=keuze, by=by, at=at
        )
    return UUID(replaced.keuze[SEALED]) if replaced and SEALED in replaced.keuze else None


def repairs_for(
    voorstellen: Iterable[Voorstel], aanbieder: UUID, vault: Vault
) -> tuple[Herstelkeuze, ...]:
    """The repairs proposed now that this provider chose before, as it chose them.

    Texts of somebody's file: keep them in memory. Raises VaultRefusal.
    """
    kept = OnthoudenKeuze.objects.filter(aanbieder=aanbieder, soort=Soort.HERSTEL)
    known = {each.sleutel: each.keuze for each in kept}
    return tuple(
        Herstelkeuze(
            voorstel.code,
            voorstel.kolom,
            _mapped(keuze, aanbieder, vault),
            keuze["vorm"],
            voorstel.kolommen,
        )
        for voorstel in voorstellen
        if (keuze := _chosen_for(voorstel, known)) is not None
    )


def _chosen_for(voorstel: Voorstel, known: dict[str, dict[str, Any]]) -> dict[str, Any] | None:
    """What was chosen before for the column of a proposal, or for one of its columns.

    Of several columns at once only the form that reads each of their dates is taken over.
    """
    keys = [_repair_key(voorstel.code, veld) for veld in voorstel.kolommen or (voorstel.kolom,)]
    keuze = next((known[key] for key in keys if key in known), None)
    if keuze is not None and voorstel.kolommen and keuze["vorm"] != voorstel.keuzes[0]:
        return None
    return keuze


def remembered() -> set[UUID]:
    """The vault's ids of everything that is remembered."""
    sealed = OnthoudenKeuze.objects.filter(keuze__has_key=SEALED)
    return {UUID(each.keuze[SEALED]) for each in sealed}


def answers_before(aanbieder: UUID) -> dict[str, VorigAntwoord]:
    """The last answer to every question this provider answered, by the name of the question."""
    kept = OnthoudenKeuze.objects.filter(aanbieder=aanbieder, soort=Soort.ANTWOORD)
    return {
        each.sleutel: VorigAntwoord(
            each.keuze["ja"], each.keuze["reden"], each.by.display_name, each.at
        )
        for each in kept.select_related("by")
    }


def _may_be_remembered(herstel: Herstelkeuze) -> bool:
    """Not what looks like a value of a person, nor what stands in a column that identifies.

    Such a text is of one child, and would only come back for the same child.
    """
    if not herstel.waarden:
        return True
    identifying = {veld.naam for veld in recordindeling().velden if veld.identificerend}
    if herstel.kolom is None or herstel.kolom in identifying:
        return False
    return all(
        len(van) <= LONGEST_VALUE and shown(van) == van.strip() for van, _ in herstel.waarden
    )


def _mapped(keuze: dict[str, Any], aanbieder: UUID, vault: Vault) -> tuple[tuple[str, str], ...]:
    if SEALED not in keuze:
        return ()
    place = aanbieder, UUID(keuze[SEALED]), MAPPING
    return tuple((van, naar) for van, naar in json.loads(vault.open_object(*place, IDENTIFYING)))


def _names(row: dict[str, Any]) -> list[tuple[str, int]]:
    """The headings of a row as they may be kept, each with which one of that name it is."""
    seen: Counter[str] = Counter()
    names = []
    for heading in headings_of(row):
        name = shown(heading.text).casefold()
        seen[name] += 1
        names.append((name, seen[name]))
    return names


def _key(names: Iterable[str]) -> str:
    """A set of headings as one short text, whatever their order."""
    return hashlib.sha256("\n".join(sorted(names)).encode()).hexdigest()


def _repair_key(code: str, kolom: str | None) -> str:
    return f"{code}:{kolom or ''}"
