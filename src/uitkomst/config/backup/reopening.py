"""What must come before a restored portal opens, in this order, each time from the start:

1. the tables are brought up to date; 2. what was erased since the backup is erased again (the
tombstones lie with the keys, which are newer than the backup), and every session of then is ended:
somebody may have been shut out since; 3. the logbook's chain is whole; 4. a handful of objects
opens. Only then is the mark of maintenance taken away.
"""

from datetime import datetime
from pathlib import Path

from uitkomst.config import maintenance, startup
from uitkomst.config.backup import boxes
from uitkomst.config.backup.making import KLUIS
from uitkomst.config.refusals import StillClosed
from uitkomst.services import keyring
from uitkomst.services.audit import chain
from uitkomst.services.deelnemers import sessions
from uitkomst.services.privacy import backups


def reopen(*, data: Path, now: datetime) -> boxes.Opened:
    """Do what must come first, and open the portal. Raises StillClosed; it then stays closed."""
    startup.migrate()
    if naam_and_sum := maintenance.why(data).split():
        naam, sha256 = naam_and_sum
        backups.book_restored(naam=naam, sha256=sha256, now=now)
    keyring.current_vault().replay_tombstones()
    sessions.end_all()
    _require_chain()
    found = boxes.opened(data / KLUIS)
    if found.kapot:
        raise StillClosed(
            f"Van {found.kapot} bestanden in de kluis klopt het zegel niet. Het portaal blijft "
            "dicht. Zet een andere reservekopie terug."
        )
    if found.zonder_sleutel and not found.open:
        raise StillClosed(
            "Geen enkel bestand in de kluis gaat open met deze sleutels. Het portaal blijft dicht. "
            "Zet de goede sleutelopslag terug en voer dan uit: uitkomst herstel afronden"
        )
    maintenance.open_again(data)
    return found


def _require_chain() -> None:
    verdict = chain.verify()
    if not verdict.unbroken:
        first = verdict.faults[0].melding
        raise StillClosed(
            f"De keten van het logboek klopt niet ({first}). Het portaal blijft dicht. Zet een "
            "andere reservekopie terug, en bewaar deze voor onderzoek."
        )
