"""What a sender decided about a draft: out of the books and the vault, as the check takes it."""

import json
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

import pyarrow as pa

from uitkomst.intake.keuzes import CELLEN, Herstelkeuze, Keuzes
from uitkomst.register.models import Bewerking
from uitkomst.register.models.bewerkingen import BewerkingSoort
from uitkomst.services.kept import sources
from uitkomst.services.kept.sources import BEWERKING
from uitkomst.vault.keys import Purpose
from uitkomst.vault.vault import Vault

Soort = BewerkingSoort


def standing(reference: UUID) -> list[Bewerking]:
    """The decisions about an aanlevering that were not undone, in order."""
    return list(Bewerking.objects.filter(aanlevering=reference, undone_at=None))


def keuzes_of(decided: Iterable[Bewerking], aanbieder: UUID, vault: Vault) -> Keuzes:
    """Standing decisions as one set of choices; of columns and of each answer the last counts.

    It holds what was typed in rows: keep it in memory. Raises VaultRefusal.
    """
    columns: dict[str, object] = {}
    herstel: list[Herstelkeuze] = []
    cells: list[tuple[int, str, str | None]] = []
    weg: set[int] = set()
    antwoorden: dict[str, bool] = {}
    for each in decided:
        match each.soort:
            case Soort.KOLOMMEN:
                columns = {
                    "blad": each.keuze["blad"],
                    "koprij": each.keuze["koprij"],
                    "kolommen": tuple((number, veld) for number, veld in each.keuze["kolommen"]),
                }
            case Soort.HERSTEL:
                herstel.append(_herstelkeuze(each, aanbieder, vault))
            case Soort.RIJ:
                typed = sealed_of(each, aanbieder, vault)
                cells += [(each.rij or 0, veld, waarde) for veld, waarde in typed.items()]
            case Soort.WEG:
                weg.add(each.rij or 0)
            case Soort.ANTWOORD if "ja" in each.keuze and not is_ours(each.onderwerp):
                antwoorden[each.onderwerp] = each.keuze["ja"]
    return Keuzes(
        **columns,  # type: ignore[arg-type]
        herstel=tuple(herstel),
        cellen=_cells(cells),
        weg=frozenset(weg),
        antwoorden=tuple(antwoorden.items()),
    )


def said_of(decided: Iterable[Bewerking]) -> dict[str, int]:
    """About how many rows the last answer to each question was, where that is known."""
    return {
        each.onderwerp: each.aantal
        for each in decided
        if each.soort == Soort.ANTWOORD and each.aantal is not None
    }


def is_ours(onderwerp: str) -> bool:
    """Whether an answer is to a question of this portal instead of one of the rules."""
    return onderwerp == "intrekking" or onderwerp.startswith("verdwenen:")


def sealed_of(decided: Bewerking, aanbieder: UUID, vault: Vault) -> dict[str, str | None]:
    """What was typed with a decision: by field, or for a code mapping by what stands there."""
    content = vault.open_object(
        aanbieder, decided.aanlevering_id, f"{BEWERKING}{decided.nummer}", Purpose.IDENTITEITEN
    )
    typed: dict[str, str | None] = json.loads(content)
    return typed


def seal_typed(
    vault: Vault, aanbieder: UUID, reference: UUID, nummer: int, typed: Mapping[str, str | None]
) -> str:
    """Keep what was typed with a decision; gives the name it is kept under."""
    naam = f"{BEWERKING}{nummer}"
    sources.replace(vault, aanbieder, reference, naam, json.dumps(dict(typed)).encode())
    return naam


def repair_kept(herstel: Herstelkeuze) -> dict[str, Any]:
    """A repair as the books may keep it. What a code mapping maps stands in somebody's file, and
    may be a name: it is sealed (`seal_typed`)."""
    sealed = {"verzegeld": True} if herstel.waarden else {}
    together = {"kolommen": list(herstel.kolommen)} if herstel.kolommen else {}
    return {"kolom": herstel.kolom, "vorm": herstel.vorm, **together, **sealed}


def _herstelkeuze(decided: Bewerking, aanbieder: UUID, vault: Vault) -> Herstelkeuze:
    keuze = decided.keuze
    pairs = sealed_of(decided, aanbieder, vault) if keuze.get("verzegeld") else {}
    waarden = tuple((van, naar or "") for van, naar in pairs.items())
    kolommen = tuple(keuze.get("kolommen", ()))
    return Herstelkeuze(
        decided.onderwerp, keuze.get("kolom"), waarden, keuze.get("vorm", ""), kolommen
    )


def _cells(cells: list[tuple[int, str, str | None]]) -> pa.Table | None:
    if not cells:
        return None
    return pa.Table.from_pylist(
        [dict(zip(CELLEN.names, cell, strict=True)) for cell in cells], schema=CELLEN
    )
