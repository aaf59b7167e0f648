"""`uitkomst backup`: an encrypted backup of the data or of the keys, and what goes with it."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

HELP = "maak een versleutelde reservekopie, of ruim oude op"
PAIR, CLEAR = "sleutelpaar", "opruimen"
MEANING = (
    "een map (niet op deze schijf) voor een nieuwe kopie; 'opruimen MAP' verwijdert daar wat over "
    "de bewaartijd is; 'sleutelpaar' maakt een nieuw paar sleutels"
)


def arguments(parser: ArgumentParser) -> None:
    """Declare the options of this command."""
    parser.add_argument("doel", metavar="MAP", help=MEANING)
    parser.add_argument("map", nargs="?", type=Path, help="de map, bij opruimen")
    parser.add_argument(
        "--sleutels",
        action="store_true",
        help="van de sleutelopslag (14 dagen bewaard) in plaats van de gegevens (35 dagen)",
    )


def run(args: Namespace) -> int:
    """Do it; 0, 1 with a sentence when it cannot be done, 2 when the request is not clear."""
    if args.doel == PAIR:
        return _pair()
    if args.doel == CLEAR:
        if args.map is None:
            print("Noem de map: uitkomst backup opruimen MAP", file=sys.stderr)
            return 2
        return with_books(lambda: _clear(args.map))
    if args.map is not None:
        print("Geef één map. Zie: uitkomst backup --help", file=sys.stderr)
        return 2
    return with_books(lambda: _make(Path(args.doel), args.sleutels))


def with_books(work: Callable[[], None]) -> int:
    """Do the work as owner of the tables, with the database up; a refusal is a sentence, exit 1."""
    from uitkomst.config import startup
    from uitkomst.config.refusals import CannotStart
    from uitkomst.vault.refusals import VaultRefusal

    try:
        with startup.up(), startup.as_owner():
            work()
    except (CannotStart, VaultRefusal) as refused:
        print(refused.melding, file=sys.stderr)
        return 1
    return 0


def _make(folder: Path, keys: bool) -> None:
    from uitkomst.config import environment, startup
    from uitkomst.config.backup import making

    startup.require_migrated()
    make = making.make_keys if keys else making.make_data
    made = make(data=environment.DATA, folder=folder, now=datetime.now(UTC))
    print(f"{made.path}\n{made.bytes} bytes, sha256 {made.sha256}")


def _clear(folder: Path) -> None:
    from uitkomst.config.backup import shelf

    gone = shelf.clear(folder, now=datetime.now(UTC))
    print("\n".join([*gone, f"{len(gone)} reservekopieën verwijderd."]))


def _pair() -> int:
    from uitkomst.config.backup import agefile

    public, private = agefile.new_pair()
    print(f"# openbare sleutel: {public}\n{private}")
    print(
        f"Zet de openbare sleutel op de server: {agefile.VARIABLE}={public}\nDe regel met "
        "AGE-SECRET-KEY-1 opent elke reservekopie. Bewaar haar buiten deze server (kluis, twee "
        "plaatsen) en nergens anders: zonder haar is geen reservekopie terug te zetten.",
        file=sys.stderr,
    )
    return 0
