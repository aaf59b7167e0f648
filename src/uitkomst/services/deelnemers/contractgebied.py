"""Which gemeenten a contract is about, and which of them a provider has no contract for any more.

A row belongs to the contract with who commissions for its gemeente. Where two commission for the
same gemeente (a gemeente, and the serviceorganisatie of its jeugdregio), the row is kept as long as
one of the two contracts lasts.
"""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from uitkomst.register.models import Contract, Contracteinde, Organisatie, Regiodeelname
from uitkomst.register.models.organisaties import Soort
from uitkomst.services.deelnemers.regios import on
from uitkomst.standard.verslagperiode import Verslagperiode

Staat = Contracteinde.Staat


def others_lasting(contract: Contract) -> QuerySet[Contract]:
    """The provider's contracts with others that were not brought to their end yet."""
    others = Contract.objects.filter(aanbieder=contract.aanbieder_id)
    return others.exclude(opdrachtgever=contract.opdrachtgever_id).exclude(pk__in=_carried_out())


def continued(contract: Contract, day: date) -> bool:
    """Whether the same two go on together: this contract or another has not ended on this day."""
    same = Contract.objects.filter(
        aanbieder=contract.aanbieder_id, opdrachtgever=contract.opdrachtgever_id
    )
    return same.filter(Q(tot=None) | Q(tot__gte=day)).exists()


def only_of(contract: Contract, periode: Verslagperiode) -> frozenset[str]:
    """The gemeentecodes of which the rows over this period are under this contract alone."""
    kept = _gemeenten(others_lasting(contract).values_list("opdrachtgever", flat=True), periode)
    return _gemeenten([contract.opdrachtgever_id], periode) - kept


def ended(aanbieder: UUID, periode: Verslagperiode) -> frozenset[str]:
    """The gemeentecodes for which this provider delivers no more: the contract is being ended.

    That is from the day its end was planned; where another contract is about the same gemeente it
    does not count.
    """
    of_provider = Contract.objects.filter(aanbieder=aanbieder)
    ending = Contracteinde.objects.exclude(staat=Staat.GESTOPT).filter(
        contract__aanbieder=aanbieder
    )
    ends = dict(ending.values_list("contract__opdrachtgever", "contract__tot"))
    if not ends:
        return frozenset()
    lasting = {
        each.opdrachtgever_id
        for each in of_provider
        if each.opdrachtgever_id not in ends or _after(each, ends[each.opdrachtgever_id])
    }
    return _gemeenten(ends.keys() - lasting, periode) - _gemeenten(lasting, periode)


def _after(contract: Contract, ended_on: date | None) -> bool:
    """Whether a contract of the same two was made after the one that is being ended."""
    return ended_on is not None and contract.van > ended_on


def _carried_out() -> QuerySet[Contracteinde, int]:
    ended = Contracteinde.objects.filter(staat=Staat.UITGEVOERD)
    return ended.values_list("contract", flat=True)


def _gemeenten(opdrachtgevers: Iterable[UUID], periode: Verslagperiode) -> frozenset[str]:
    """For which gemeenten these commission, as the jeugdregio's were on the last day."""
    found: set[str] = set()
    for each in Organisatie.objects.filter(pk__in=list(opdrachtgevers)):
        if each.soort == Soort.GEMEENTE:
            found.add(each.gemeentecode)
        else:
            members = Regiodeelname.objects.filter(jeugdregio=each.jeugdregio)
            members = members.filter(on(periode.laatste_dag))
            found |= set(members.values_list("gemeente__gemeentecode", flat=True))
    return frozenset(found)
