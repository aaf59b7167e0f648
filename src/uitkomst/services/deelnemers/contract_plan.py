"""What a list of contracts would do to the books, line by line; nothing is written here.

A provider is known by its KvK number, who commissions by its code or name, a contract by the two
parties and its first day. An empty cell changes nothing, except an empty last day: that is "until
further notice", as in the books.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from uitkomst.register.models import Contract, Organisatie
from uitkomst.register.models.organisaties import AanbiederSoort, Soort
from uitkomst.services.deelnemers.contract_list import ListLine, day_of
from uitkomst.services.deelnemers.contract_overlaps import (
    FOUT,
    GEWIJZIGD,
    NIEUW,
    ONGEWIJZIGD,
    Planned,
    without_overlaps,
)
from uitkomst.services.deelnemers.contracten import COMMISSIONERS, day_in_words
from uitkomst.standard.gemeenten import gemeente
from uitkomst.standard.identificatie import contains_bsn, is_agb, is_kvk

SOORTEN = {
    "vrijgevestigde": AanbiederSoort.SOLO,
    "solo": AanbiederSoort.SOLO,
    "gecertificeerde instelling": AanbiederSoort.GI,
    "gi": AanbiederSoort.GI,
    "instelling": AanbiederSoort.INSTELLING,
}
"""What a list may call each kind of provider."""


class _Wrong(Exception):
    """A line that cannot be taken over, with the reason in Dutch."""


@dataclass(frozen=True)
class _Books:
    """What is in the books of whom the list names."""

    providers: dict[str, Organisatie]
    commissioners: dict[str, set[UUID]]
    names: dict[UUID, str]
    agb: dict[str, Organisatie]
    contracts: dict[tuple[str, UUID], list[Contract]]


def plan(lines: Sequence[ListLine]) -> tuple[Planned, ...]:
    """What each line would do, in the order of the list; overlaps within the list too are wrong."""
    books = _books()
    planned: list[Planned] = []
    seen: dict[tuple[str, UUID, date], int] = {}
    said: dict[str, tuple[tuple[tuple[str, str], ...], int]] = {}
    for line in lines:
        try:
            found = _planned(line, books)
            _require_once(found, seen, said)
        except _Wrong as wrong:
            found = _wrong(line, str(wrong))
        planned.append(found)
    return tuple(without_overlaps(planned, books.contracts))


def _books() -> _Books:
    providers = Organisatie.objects.filter(soort=Soort.AANBIEDER, opgegaan_in=None).exclude(kvk="")
    found = Contract.objects.select_related("aanbieder").filter(aanbieder__in=providers)
    contracts: dict[tuple[str, UUID], list[Contract]] = defaultdict(list)
    for each in found:
        contracts[each.aanbieder.kvk, each.opdrachtgever_id].append(each)
    commissioners: dict[str, set[UUID]] = defaultdict(set)
    names = {}
    for organisatie in Organisatie.objects.filter(soort__in=COMMISSIONERS):
        names[organisatie.pk] = organisatie.naam
        for name in _names_of(organisatie):
            commissioners[name.casefold()].add(organisatie.pk)
    return _Books(
        providers={each.kvk: each for each in providers},
        commissioners=commissioners,
        names=names,
        agb={each.agb: each for each in providers if each.agb},
        contracts=contracts,
    )


def _names_of(organisatie: Organisatie) -> Iterable[str]:
    """What a list may call it: its code, its name, or the jeugdregio it works for."""
    yield organisatie.naam
    if organisatie.soort == Soort.GEMEENTE:
        yield organisatie.gemeentecode
        known = gemeente(organisatie.gemeentecode)
        yield from (known.naam, f"gemeente {known.naam}") if known else ()
    else:
        yield from (organisatie.jeugdregio, f"jeugdregio {organisatie.jeugdregio}")


def _planned(line: ListLine, books: _Books) -> Planned:
    if contains_bsn(line.aanbieder) or contains_bsn(line.nummer):
        raise _Wrong("Er staat een getal dat een BSN kan zijn. Dat komt nooit in de boeken.")
    kvk = _digits(line.kvk)
    if not is_kvk(kvk):
        raise _Wrong("Het KvK-nummer ontbreekt of heeft geen acht cijfers.")
    commissioner = _commissioner(line, books)
    van, tot = _days(line)
    nummer = line.nummer
    if len(nummer) > 40:
        raise _Wrong("Het contractnummer is langer dan 40 tekens.")
    known = books.providers.get(kvk)
    fields, changes = _provider(line, kvk, books)
    base = Planned(
        regel=line.regel,
        stand=NIEUW,
        uitleg="; ".join(changes) if known else "nieuwe aanbieder",
        aanbieder=known.naam if known else dict(fields)["naam"],
        opdrachtgever=books.names[commissioner],
        nummer=nummer,
        van=van,
        tot=tot,
        kvk=kvk,
        provider=fields,
        commissioner=commissioner,
    )
    same = (each for each in books.contracts.get((kvk, commissioner), []) if each.van == van)
    contract = next(same, None)
    return base if contract is None else _against(base, contract, changes)


def _against(base: Planned, contract: Contract, changes: list[str]) -> Planned:
    """The line of a contract that is there already: what would change."""
    if base.tot != contract.tot:
        changes = [*changes, f"einddatum {_day(contract.tot)} wordt {_day(base.tot)}"]
    if base.nummer and base.nummer != contract.nummer:
        changes = [*changes, f"nummer {contract.nummer or '–'} wordt {base.nummer}"]
    return replace(
        base,
        stand=GEWIJZIGD if changes else ONGEWIJZIGD,
        uitleg="; ".join(changes),
        nummer=base.nummer or contract.nummer,
        contract=contract.pk,
    )


def _commissioner(line: ListLine, books: _Books) -> UUID:
    asked = line.opdrachtgever
    name = asked.zfill(4) if asked.isdecimal() else asked
    found = books.commissioners.get(name.casefold(), set())
    if not asked:
        raise _Wrong("De opdrachtgever ontbreekt.")
    if len(found) > 1:
        raise _Wrong(
            "Er zijn twee opdrachtgevers met deze naam. Schrijf de gemeentecode, of ‘jeugdregio’ "
            "voor de naam van de regio."
        )
    if not found:
        raise _Wrong("Deze opdrachtgever doet niet mee. Voeg die eerst toe onder Organisaties.")
    return next(iter(found))


def _days(line: ListLine) -> tuple[date, date | None]:
    van, tot = day_of(line.van), day_of(line.tot)
    if van is None:
        raise _Wrong("De eerste dag (van) ontbreekt of is geen datum, zoals 1-7-2026.")
    if line.tot and tot is None:
        raise _Wrong("De laatste dag (tot) is geen datum, zoals 31-12-2026.")
    if tot is not None and tot < van:
        raise _Wrong("Het contract eindigt voordat het begint.")
    return van, tot


def _provider(
    line: ListLine, kvk: str, books: _Books
) -> tuple[tuple[tuple[str, str], ...], list[str]]:
    """The fields of the provider that the line sets, and what changes of one that is known."""
    agb = _digits(line.agb)
    if agb and not is_agb(agb):
        raise _Wrong("Een AGB-code heeft acht cijfers.")
    known, other = books.providers.get(kvk), books.agb.get(agb)
    if other is not None and other.kvk != kvk:
        raise _Wrong(f"Deze AGB-code is van {other.naam}, met een ander KvK-nummer.")
    soort = SOORTEN.get(line.soort.casefold())
    if line.soort and soort is None:
        raise _Wrong("De soort is vrijgevestigde, instelling of gecertificeerde instelling.")
    given = {"naam": line.aanbieder, "agb": agb, "aanbieder_soort": soort.value if soort else ""}
    if known is None:
        if not line.aanbieder or soort is None:
            raise _Wrong("Deze aanbieder is nieuw: vul ook de naam en de soort in.")
        return tuple(given.items()), []
    names = {"naam": "naam", "agb": "AGB-code", "aanbieder_soort": "soort"}
    changed = {
        field: value for field, value in given.items() if value and value != getattr(known, field)
    }
    told = [
        f"{names[field]} {getattr(known, field) or '–'} wordt {value}"
        for field, value in changed.items()
    ]
    return tuple(changed.items()), told


def _require_once(
    found: Planned,
    seen: dict[tuple[str, UUID, date], int],
    said: dict[str, tuple[tuple[tuple[str, str], ...], int]],
) -> None:
    """A contract stands in the list once, and the list says one thing of a provider."""
    if found.commissioner is None or found.van is None:
        return
    fields, regel = said.setdefault(found.kvk, (found.provider, found.regel))
    if fields != found.provider:
        raise _Wrong(f"Over deze aanbieder staat op regel {regel} iets anders.")
    key = (found.kvk, found.commissioner, found.van)
    if (earlier := seen.setdefault(key, found.regel)) != found.regel:
        raise _Wrong(f"Ditzelfde contract staat al op regel {earlier}.")


def _wrong(line: ListLine, why: str) -> Planned:
    return Planned(
        regel=line.regel,
        stand=FOUT,
        uitleg=why,
        aanbieder=line.aanbieder or line.kvk,
        opdrachtgever=line.opdrachtgever,
        nummer=line.nummer,
        van=day_of(line.van),
        tot=day_of(line.tot),
    )


def _digits(text: str) -> str:
    """Eight digits; a spreadsheet drops the zero in front of a number."""
    plain = text.replace(" ", "").replace(".", "")
    return f"0{plain}" if len(plain) == 7 and plain.isdecimal() and plain.isascii() else plain


def _day(day: date | None) -> str:
    return day_in_words(day) if day else "–"
