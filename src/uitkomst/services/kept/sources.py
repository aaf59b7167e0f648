"""The sender's own file, kept sealed while it is needed: to check again, and to give back marked.

It is sealed under a key of its own, apart from the rows that were read from it. A source is kept
for thirty days after its draft was last touched or its version was submitted; then its key is
destroyed, and with it every copy in a backup. A draft that nobody finished is thrown away with it.
"""

from contextlib import suppress
from datetime import timedelta
from uuid import UUID

from uitkomst.register.models import Aanlevering
from uitkomst.services.refusals import SourceGone
from uitkomst.vault.keys import Purpose
from uitkomst.vault.refusals import AlreadySealed, UnknownObject
from uitkomst.vault.vault import Vault

BRON = "bron"
GELEZEN = "gelezen"  # the table read from a large source
BEWERKING = "bewerking-"  # what was typed in a row, by the number of the decision
FORMULIER = "formulier-"  # the lines of a form, which is a source too
KEPT = timedelta(days=30)
GONE = "bron_vernietigd"  # in the summary: when the source was destroyed


def keep(vault: Vault, aanbieder: UUID, reference: UUID, content: bytes) -> None:
    """Seal the file of a new aanlevering."""
    vault.seal_source(aanbieder, reference, BRON, content)


def opened(vault: Vault, aanlevering: Aanlevering) -> bytes:
    """The bytes as they were sent, or the lines of a form. Raises SourceGone, VaultRefusal."""
    place = aanlevering.aanbieder_id, aanlevering.reference, aanlevering.bron
    try:
        return vault.open_object(*place, Purpose.IDENTITEITEN)
    except UnknownObject as gone:
        raise SourceGone from gone


def require(vault: Vault, aanlevering: Aanlevering) -> None:
    """Go on only while the source is kept; nothing is opened. Raises SourceGone."""
    if aanlevering.bron not in vault.objects(aanlevering.aanbieder_id, aanlevering.reference):
        raise SourceGone


def replace(vault: Vault, aanbieder: UUID, reference: UUID, naam: str, content: bytes) -> None:
    """Seal something beside the source; what a crash left under this name goes first.

    Of two processes that do so at once either one's stays: they hold the same.
    """
    vault.destroy_object(aanbieder, reference, naam)
    with suppress(AlreadySealed):
        vault.seal_source(aanbieder, reference, naam, content)


def destroy(vault: Vault, aanbieder: UUID, reference: UUID) -> bool:
    """Destroy the key of the file and of what was typed in its rows; False: it was gone already.

    The rows that were read from it stay: they lie under an id of their own, or (before drafts
    were checked more than once) beside the source, where they are no part of it.
    """
    kept = [
        naam
        for naam in vault.objects(aanbieder, reference)
        if naam in (BRON, GELEZEN) or naam.startswith((BEWERKING, FORMULIER))
    ]
    vault.destroy_key(aanbieder, reference)
    for naam in kept:
        vault.destroy_object(aanbieder, reference, naam)
    return bool(kept)
