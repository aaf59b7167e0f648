"""What carries out the end of a contract, step by step; each may be broken off and done again.

1. *bewaren*: what stays is sealed for who commissioned, and it is settled what goes. 2.
*identiteiten*: the keys of persons who are in no other contract. 3. *bronnen*: the sender's files,
and drafts. 4. *rijen*: each version is sealed anew without the rows, its old form is destroyed; of
the last contract nothing stays in force. 5. *sleutels*: all keys of the provider, or (another
contract lasts) new ones for all it has, so that no copy from before opens. Published figures are
not touched, nor is the provider's own report as long as another contract lasts.
"""

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

import pyarrow as pa
import pyarrow.compute as pc
from django.db import transaction
from django.db.models import QuerySet

from uitkomst.register.models import Aanlevering, Contracteinde, OnthoudenKeuze
from uitkomst.register.models.aanleveringen import DRAFTS, IN_FORCE, Status
from uitkomst.services.checking.context import whole_rows
from uitkomst.services.deelnemers import contractgebied
from uitkomst.services.figures.recompute import RAPPORT
from uitkomst.services.kept import kept_places, sources
from uitkomst.services.privacy.contracteinde_omvang import Omvang, kept_of, omvang_of
from uitkomst.standard.verslagperiode import Verslagperiode
from uitkomst.vault.keys import Purpose
from uitkomst.vault.koppel import KOPPEL
from uitkomst.vault.refusals import UnknownObject, VaultRefusal
from uitkomst.vault.streams import packed, unpacked
from uitkomst.vault.vault import Vault

KLASSEN = "klassen"
PERSONEN = "personen"  # whose identity goes, until it is done
Found = dict[str, Any]
Step = Callable[[Contracteinde, Vault, datetime], Found]


def _keep(einde: Contracteinde, vault: Vault, now: datetime) -> Found:
    """Seal what stays, and settle what goes; gives the counts."""
    contract = einde.contract
    omvang = omvang_of(contract, vault)
    stays = kept_of(omvang, vault)
    place = contract.opdrachtgever_id, einde.pk, KLASSEN
    vault.destroy_object(*place)  # What a run before this one sealed.
    if stays.klassen.num_rows:
        vault.seal_object(*place, packed(stays.klassen))
    if not omvang.laatste:
        _remember_persons(einde, omvang, vault)
    return {
        "laatste_contract": omvang.laatste,
        "leveringen": [
            [str(part.aanlevering.pk), str(part.aanlevering.inhoud)] for part in omvang.parts
        ],
        "concepten": [[str(each.pk), str(each.inhoud or each.pk)] for each in omvang.concepten],
        "rijen": sum(part.rows.num_rows for part in omvang.parts),
        "perioden": sorted({part.periode for part in omvang.parts}),
        "personen": len(omvang.personen),
        "trajecten_bewaard": stays.trajecten,
        "klassen": stays.klassen.num_rows,
        "vervallen": stays.vervallen,
        "sleutels": sorted(str(each) for each in vault.key_names(contract.aanbieder_id)),
    }


def _let_go(einde: Contracteinde, vault: Vault, now: datetime) -> Found:
    """Destroy who the persons are that are in no other contract; of the last contract all go."""
    if einde.resultaat["laatste_contract"]:
        return {}
    aanbieder = einde.contract.aanbieder_id
    with suppress(UnknownObject):
        content = vault.open_object(aanbieder, einde.pk, PERSONEN)
        vault.destroy_identities_of(aanbieder, json.loads(content))
        vault.destroy_object(aanbieder, einde.pk, PERSONEN)
    return {}


def _sources(einde: Contracteinde, vault: Vault, now: datetime) -> Found:
    """Throw away drafts with such rows, and destroy the files that the others were read from."""
    settled = einde.resultaat
    for reference, inhoud in settled["concepten"]:
        _discard(UUID(reference), UUID(inhoud), vault)
    for each in _versions(einde):
        sources.destroy(vault, each.aanbieder_id, each.pk)
        if sources.GONE not in each.summary:
            each.summary[sources.GONE] = now.isoformat()
            each.save(update_fields=["summary"])
    return {}


def _rows(einde: Contracteinde, vault: Vault, now: datetime) -> Found:
    """Let no version hold a row under this contract."""
    if einde.resultaat["laatste_contract"]:
        _nothing_in_force(einde.contract.aanbieder_id)
        return {}
    old = {UUID(reference): UUID(inhoud) for reference, inhoud in einde.resultaat["leveringen"]}
    for each in _versions(einde):
        _without(einde, each, old[each.pk], vault)
    return {}


def _keys(einde: Contracteinde, vault: Vault, now: datetime) -> Found:
    """Destroy every key that still opens a copy of what went; gives their ids."""
    aanbieder = einde.contract.aanbieder_id
    if einde.resultaat["laatste_contract"]:
        vault.destroy_provider(aanbieder, now=now)
        with transaction.atomic():
            OnthoudenKeuze.objects.filter(aanbieder=aanbieder).delete()
    else:
        vault.renew_keys(aanbieder, now=now)
    left = {str(each) for each in vault.key_names(aanbieder)}
    return {"sleutels": [each for each in einde.resultaat["sleutels"] if each not in left]}


STEPS: dict[str, tuple[str, Step]] = {
    "bewaren": ("Wat blijft, is in klassen bewaard voor de opdrachtgever", _keep),
    "identiteiten": ("De sleutels van de personen zijn vernietigd", _let_go),
    "bronnen": ("Bestanden en concepten zijn vernietigd", _sources),
    "rijen": ("De rijen zijn vernietigd", _rows),
    "sleutels": ("De sleutels van kopieën van eerder zijn vernietigd", _keys),
}
"""In order: the code of a step, what is so when it was done (Dutch), and how it is done."""


def _remember_persons(einde: Contracteinde, omvang: Omvang, vault: Vault) -> None:
    """Keep, sealed, whose identity goes: once it has gone that cannot be seen any more."""
    aanbieder = omvang.contract.aanbieder_id
    vault.destroy_object(aanbieder, einde.pk, PERSONEN)
    content = json.dumps(sorted(omvang.personen)).encode()
    vault.seal_object(aanbieder, einde.pk, PERSONEN, content)


def _versions(einde: Contracteinde) -> QuerySet[Aanlevering]:
    """What was submitted and has rows under this contract."""
    references = [reference for reference, _ in einde.resultaat["leveringen"]]
    return Aanlevering.objects.filter(pk__in=references).exclude(
        status__in=[*DRAFTS, Status.WEGGEGOOID]
    )


def _discard(reference: UUID, inhoud: UUID, vault: Vault) -> None:
    with transaction.atomic():
        draft = Aanlevering.objects.select_for_update().get(pk=reference)
        if draft.status not in (*DRAFTS, Status.WEGGEGOOID):
            return  # Submitted this very moment: it goes as a version.
        rows, draft.inhoud = draft.inhoud, None
        draft.status = Status.WEGGEGOOID
        draft.save(update_fields=["inhoud", "status"])
    for levering in {reference, inhoud, rows or reference}:
        vault.discard(draft.aanbieder_id, levering)


def _nothing_in_force(aanbieder: UUID) -> None:
    """Its rows cannot be opened from here on, so no computation may come across them."""
    for each in Aanlevering.objects.filter(aanbieder=aanbieder).exclude(inhoud=None):
        each.inhoud = None
        if each.status in IN_FORCE:
            each.status = Status.INGETROKKEN
        each.save(update_fields=["inhoud", "status"])


def _without(einde: Contracteinde, aanlevering: Aanlevering, old: UUID, vault: Vault) -> None:
    """Seal a version anew without the rows under the contract, and destroy what it was.

    The new id follows from the old one, so that a second run knows what a first one did.
    """
    new = uuid5(einde.pk, str(old))
    if aanlevering.inhoud == old:
        _seal_rest(einde, aanlevering, new, vault)
        aanlevering.inhoud = new
        aanlevering.save(update_fields=["inhoud"])
    vault.discard(aanlevering.aanbieder_id, old)


def _seal_rest(einde: Contracteinde, aanlevering: Aanlevering, new: UUID, vault: Vault) -> None:
    aanbieder, old = aanlevering.aanbieder_id, aanlevering.inhoud
    assert old is not None  # It has rows.
    vault.discard(aanbieder, new)  # What a run before this one came to.
    rest = _rest(einde, aanlevering, old, vault)
    vault.seal_delivery(aanbieder, new, rest)
    with suppress(UnknownObject):  # No figures were made of a version that never counted.
        vault.seal_object(aanbieder, new, RAPPORT, vault.open_object(aanbieder, old, RAPPORT))
    for naam, purpose in (
        (kept_places.NAAM, Purpose.TRAJECTEN),
        (kept_places.UITBREIDING, Purpose.IDENTITEITEN),
    ):
        with suppress(VaultRefusal):  # None was kept, or it went with the identities.
            table = unpacked(vault.open_object(aanbieder, old, naam, purpose))
            theirs = table.filter(pc.is_in(table["rij"], rest["rij"].combine_chunks()))
            vault.seal_object(aanbieder, new, naam, packed(theirs), purpose)


def _rest(einde: Contracteinde, aanlevering: Aanlevering, old: UUID, vault: Vault) -> pa.Table:
    """The rows of a version that are not under this contract, as they were checked."""
    aanbieder = aanlevering.aanbieder_id
    codes = contractgebied.only_of(einde.contract, Verslagperiode.parse(aanlevering.periode))
    rows = whole_rows(vault, aanbieder, old)
    followed = vault.trajecten(aanbieder, old, with_koppel=True)[KOPPEL]
    if followed.null_count < len(followed):
        rows = rows.append_column(KOPPEL, followed)
    theirs = pc.is_in(rows["gemeente"], pa.array(sorted(codes), pa.string()))
    return rows.filter(pc.invert(theirs))
