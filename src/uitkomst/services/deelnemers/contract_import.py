"""Taking over a list of contracts: first shown, then all of it or nothing.

What was shown travels in the page, signed by this portal. When it comes back the books are looked
at anew: where the list would do something else by now, it is shown again and nothing is written.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256

from django.core import signing
from django.db import connection, transaction

from uitkomst.access.actor import Actor, require
from uitkomst.access.permissions import Permission
from uitkomst.register.models import Contract, Organisatie, User
from uitkomst.register.models.organisaties import Soort
from uitkomst.services import audit
from uitkomst.services.deelnemers import contracten
from uitkomst.services.deelnemers.contract_list import ListLine, read_list
from uitkomst.services.deelnemers.contract_overlaps import FOUT, GEWIJZIGD, NIEUW, Planned
from uitkomst.services.deelnemers.contract_plan import plan
from uitkomst.services.refusals import ImportOvertaken

SALT = "uitkomst.contractlijst"
SHOWN_FOR = timedelta(hours=8)


@dataclass(frozen=True)
class Preview:
    """What a list would do. `ticket` brings it back; empty while a line is wrong or none counts."""

    planned: tuple[Planned, ...]
    notes: tuple[str, ...]
    ticket: str

    @property
    def counts(self) -> Counter[str]:
        """How many lines of each kind there are."""
        return Counter(each.stand for each in self.planned)


def preview(*, actor: Actor, lijst: bytes, bestandsnaam: str) -> Preview:
    """Read a list and show what it would do; nothing is written.

    Raises NotAllowed, UnreadableFile, WrongList.
    """
    require(actor, Permission.MANAGE_ORGANISATIES)
    found = read_list(lijst, bestandsnaam)
    return _preview(found.lines, found.notes)


def again(*, actor: Actor, ticket: str) -> Preview:
    """What a list that was shown before would do now. Raises NotAllowed, ImportOvertaken."""
    require(actor, Permission.MANAGE_ORGANISATIES)
    lines, _ = _opened(ticket)
    return _preview(lines, ())


def take_over(*, actor: Actor, ticket: str, now: datetime) -> int:
    """Do what was shown, all of it in one transaction; gives how many lines that were.

    Raises NotAllowed, ImportOvertaken (the list would do something else by now).
    """
    require(actor, Permission.MANAGE_ORGANISATIES)
    lines, shown = _opened(ticket)
    with transaction.atomic():
        _lock_register()
        planned = plan(lines)
        doing = [each for each in planned if each.stand in (NIEUW, GEWIJZIGD)]
        if _fingerprint(planned) != shown or any(each.stand == FOUT for each in planned):
            raise ImportOvertaken
        for each in _in_order(doing):
            _carry_out(actor, each, now)
        audit.record(
            actor=actor,
            action="contract:import",
            subject=shown[:16],
            purpose=f"{len(doing)} regels overgenomen uit een contractlijst",
            now=now,
        )
    return len(doing)


def _preview(lines: Sequence[ListLine], notes: tuple[str, ...]) -> Preview:
    planned = plan(lines)
    standen = {each.stand for each in planned}
    may = FOUT not in standen and bool(standen & {NIEUW, GEWIJZIGD})
    return Preview(planned, notes, _ticket(lines, planned) if may else "")


def _ticket(lines: Sequence[ListLine], planned: Sequence[Planned]) -> str:
    content = {"lines": [asdict(line) for line in lines], "shown": _fingerprint(planned)}
    return signing.dumps(content, salt=SALT, compress=True)


def _opened(ticket: str) -> tuple[tuple[ListLine, ...], str]:
    try:
        content = signing.loads(ticket, salt=SALT, max_age=SHOWN_FOR)
    except signing.BadSignature:
        raise ImportOvertaken from None
    return tuple(ListLine(**line) for line in content["lines"]), content["shown"]


def _fingerprint(planned: Sequence[Planned]) -> str:
    return sha256(repr(planned).encode()).hexdigest()


def _lock_register() -> None:
    """One list at a time, and no contract in between."""
    with connection.cursor() as cursor:
        cursor.execute("lock table register_contract in share row exclusive mode")


def _in_order(doing: Sequence[Planned]) -> list[Planned]:
    """What ends a contract comes first: it makes room for what follows it."""
    return sorted(doing, key=lambda each: (each.contract is None, each.tot or date.max, each.regel))


def _carry_out(actor: Actor, each: Planned, now: datetime) -> None:
    provider = _provider(actor, each, now)
    if each.contract is not None:
        _change(actor, contracten.with_names().get(pk=each.contract), each, now)
        return
    if each.commissioner is None or each.van is None:
        raise ValueError("a line that is wrong is never carried out")
    contract = Contract(
        aanbieder=provider,
        opdrachtgever=Organisatie.objects.get(pk=each.commissioner),
        nummer=each.nummer,
        van=each.van,
        tot=each.tot,
        added_at=now,
        added_by=User.objects.get(username=actor.username),
    )
    contracten.save(contract)
    contracten.write_down(actor, "contract:add", contract, now)


def _change(actor: Actor, contract: Contract, each: Planned, now: datetime) -> None:
    if (contract.nummer, contract.tot) == (each.nummer, each.tot):
        return  # Only something of the provider changed.
    contract.nummer, contract.tot = each.nummer, each.tot
    contracten.save(contract)
    contracten.write_down(actor, "contract:change", contract, now)


def _provider(actor: Actor, each: Planned, now: datetime) -> Organisatie:
    """The provider of a line, made or changed as the line says."""
    rows = Organisatie.objects.select_for_update().filter(soort=Soort.AANBIEDER, opgegaan_in=None)
    fields = dict(each.provider)
    found = rows.filter(kvk=each.kvk).first()
    if found is None:
        made = Organisatie.objects.create(soort=Soort.AANBIEDER, kvk=each.kvk, **fields)
        _write_down(actor, "organisatie:create", made, "uit een contractlijst", now)
        return made
    changed = [name for name, value in fields.items() if getattr(found, name) != value]
    for name in changed:
        setattr(found, name, fields[name])
    if changed:
        found.save(update_fields=changed)
        _write_down(actor, "organisatie:change", found, ", ".join(changed), now)
    return found


def _write_down(
    actor: Actor, action: str, organisatie: Organisatie, what: str, now: datetime
) -> None:
    audit.record(actor=actor, action=action, subject=str(organisatie.pk), purpose=what, now=now)
