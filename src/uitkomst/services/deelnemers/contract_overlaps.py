"""What a line of a contract list would do, and which lines would overlap once all is done."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from uitkomst.register.models import Contract

NIEUW, ONGEWIJZIGD, GEWIJZIGD, FOUT = "nieuw", "ongewijzigd", "gewijzigd", "fout"


@dataclass(frozen=True)
class Planned:
    """What one line would do: `stand` is nieuw, ongewijzigd, gewijzigd or fout; `uitleg` why.

    `provider` are the fields of the provider that would be set (with `kvk`), `contract` the number
    of a contract that is there already.
    """

    regel: int
    stand: str
    uitleg: str
    aanbieder: str
    opdrachtgever: str
    nummer: str
    van: date | None
    tot: date | None
    kvk: str = ""
    provider: tuple[tuple[str, str], ...] = ()
    commissioner: UUID | None = None
    contract: int | None = None


def without_overlaps(
    planned: Sequence[Planned], books: Mapping[tuple[str, UUID], Sequence[Contract]]
) -> Iterable[Planned]:
    """The same lines, those that overlap with another once all is done marked as wrong.

    `books` are the contracts there are, by KvK number and who commissions.
    """
    spans: dict[tuple[str, UUID], list[tuple[date, date, str, int]]] = defaultdict(list)
    touched = {each.contract for each in planned if each.stand == GEWIJZIGD}
    for key, contracts in books.items():
        for contract in contracts:
            if contract.pk not in touched:
                told = f"contract {contract.nummer or contract.pk} in de boeken"
                spans[key].append((contract.van, contract.tot or date.max, told, -contract.pk))
    for each in planned:
        if each.stand in (NIEUW, GEWIJZIGD) and each.commissioner and each.van:
            told = f"regel {each.regel}"
            spans[each.kvk, each.commissioner].append(
                (each.van, each.tot or date.max, told, each.regel)
            )
    for each in planned:
        yield _told(each, spans)


def _told(
    each: Planned, spans: dict[tuple[str, UUID], list[tuple[date, date, str, int]]]
) -> Planned:
    if each.stand not in (NIEUW, GEWIJZIGD) or each.commissioner is None or each.van is None:
        return each
    for van, tot, told, which in spans[each.kvk, each.commissioner]:
        if which != each.regel and van <= (each.tot or date.max) and each.van <= tot:
            return replace(each, stand=FOUT, uitleg=f"Overlapt met {told}.")
    return each
