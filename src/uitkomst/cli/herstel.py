"""`uitkomst herstel`: put a backup back, or only try whether that would work."""

from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from uitkomst.cli.backup import with_books

if TYPE_CHECKING:
    from uitkomst.config.backup.restoring import Backup

HELP = "zet een reservekopie terug op een lege plek, of oefen dat"
FINISH = "afronden"


def arguments(parser: ArgumentParser) -> None:
    """Declare the options of this command."""
    parser.add_argument(
        "bestand",
        metavar="BESTAND",
        help="de reservekopie; 'afronden' opent een portaal dat al is teruggezet",
    )
    parser.add_argument(
        "--sleutel", type=Path, metavar="FILE", help="bestand met de geheime helft (offline)"
    )
    parser.add_argument("--sha256", default="", help="de controlesom uit het logboek")
    parser.add_argument(
        "--proef", action="store_true", help="oefen ernaast: terugzetten, tellen, weer weg"
    )


def run(args: Namespace) -> int:
    """Do it; 0, or 1 with a sentence when it cannot be done."""
    if args.bestand == FINISH:
        return with_books(_finish)
    return with_books(lambda: _drill(args) if args.proef else _restore(args))


def _opened(args: Namespace) -> "Backup":
    from uitkomst.config.backup import agefile, restoring
    from uitkomst.config.refusals import NotRestored

    if args.sleutel is None:
        raise NotRestored("Geef met --sleutel het bestand met de geheime sleutel.")
    return restoring.looked_through(
        Path(args.bestand), agefile.identity_in(args.sleutel), args.sha256
    )


def _restore(args: Namespace) -> None:
    from uitkomst.config import environment
    from uitkomst.config.backup import restoring
    from uitkomst.services.privacy.backups import SLEUTELS

    backup, data = _opened(args), environment.DATA
    if backup.manifest.soort == SLEUTELS:
        restoring.put_back_keys(backup, data=data)
        print(f"{backup.manifest.objecten} sleutels staan terug in {data}.")
        return
    _restore_data(backup, data)


def _restore_data(backup: "Backup", data: Path) -> None:
    from uitkomst.config import maintenance
    from uitkomst.config.backup import postgres, restoring

    database = postgres.of_django()
    restoring.require_readable(backup)
    restoring.require_empty(data, database)
    maintenance.close(data, f"{backup.path.name} {backup.sha256}")
    try:
        restoring.put_back_data(backup, data=data, database=database)
    except BaseException:  # Nothing is left of it, so there is nothing to keep closed.
        maintenance.open_again(data)
        raise
    print("Teruggezet. Het portaal blijft dicht tot alles is nagekeken …", flush=True)
    restoring.require_same_counts(database, backup.manifest)
    _finish()


def _finish() -> None:
    from uitkomst.config import environment
    from uitkomst.config.backup import reopening

    found = reopening.reopen(data=environment.DATA, now=datetime.now(UTC))
    print(
        f"Wat gewist was is weer gewist, het logboek klopt, {found.open} bestanden gingen open. "
        "Het portaal mag weer open."
    )


def _drill(args: Namespace) -> None:
    from uitkomst.config import environment
    from uitkomst.config.backup.drill import drill
    from uitkomst.config.refusals import NotRestored
    from uitkomst.services.privacy import backups

    backup = _opened(args)
    went = drill(backup, data=environment.DATA)
    known = backups.book_drill(
        naam=backup.path.name,
        sha256=backup.sha256,
        outcome=went.booked(),
        now=datetime.now(UTC),
    )
    print(
        f"Teruggezet in {went.seconden} seconden: {went.rijen} rijen en {went.objecten} bestanden; "
        f"{went.dozen.open} geopend, {went.dozen.ouder} van voor een wissing, "
        f"{went.dozen.zonder_sleutel} zonder sleutel, {went.dozen.kapot} kapot."
    )
    if not known:
        print("Deze reservekopie staat niet in de boeken; de oefening staat in het logboek.")
    if not went.goed:
        raise NotRestored("De oefening is mislukt. Maak een nieuwe reservekopie en oefen opnieuw.")
