"""`uitkomst sleutels`: which keys there are, and changing them, never without saying what follows.

The words of the steps are in `docs/sleutels.md`. Nothing here shows a secret.
"""

import sys
from argparse import ArgumentParser, Namespace
from datetime import datetime
from pathlib import Path

HELP = "toon de sleutels van de kluis, wissel ze, of vernietig wat vervangen is"
WISSELEN = ("hoofdsleutel", "sleutelserver", "aanbieders")


def arguments(parser: ArgumentParser) -> None:
    """Declare what can be asked."""
    asked = parser.add_subparsers(dest="vraag", metavar="VRAAG", required=True)
    asked.add_parser("toon", help="hoe oud de sleutels zijn en hoeveel; nooit wat ze zijn")
    changing = asked.add_parser("wissel", help="maak nieuwe sleutels en zet alles daarop over")
    changing.add_argument("wat", choices=WISSELEN, metavar="WAT", help=", ".join(WISSELEN))
    changing.add_argument("--proef", action="store_true", help="open alles, verander niets")
    where = changing.add_mutually_exclusive_group()
    where.add_argument(
        "--nieuw", type=Path, metavar="BESTAND", help="waar de nieuwe hoofdsleutel ligt of komt"
    )
    where.add_argument(
        "--naar-server", action="store_true", help="de hoofdsleutel wordt die in de sleutelserver"
    )
    ending = asked.add_parser("afronden", help="vernietig de sleutels die vervangen zijn")
    ending.add_argument("--proef", action="store_true", help="open alles, verander niets")


def run(args: Namespace) -> int:
    """Do what is asked; 0, 1 with a sentence when it is refused, 2 when it is not whole."""
    from uitkomst.cli.shell import with_portal

    changes_master = args.vraag == "wissel" and args.wat == "hoofdsleutel" and not args.proef
    if changes_master and not (args.nieuw or args.naar_server):
        where = "Noem waar de nieuwe hoofdsleutel komt: --nieuw BESTAND of --naar-server."
        print(where, file=sys.stderr)
        return 2

    def work() -> None:
        from uitkomst.config import startup

        startup.require_migrated()
        _answer(args)

    return with_portal(work)


def _answer(args: Namespace) -> None:
    from django.utils import timezone

    if args.vraag == "toon":
        _show()
    elif args.proef:
        _rehearse()
    elif args.vraag == "afronden":
        _finish(timezone.now())
    else:
        {
            "hoofdsleutel": lambda now: _change_master(args.nieuw, now),
            "sleutelserver": _rotate_server,
            "aanbieders": _renew_providers,
        }[args.wat](timezone.now())


def _show() -> None:
    from uitkomst.services import rotating

    master, providers = rotating.overview()
    print(f"Hoofdsleutel: {master}.")
    for each in providers:
        since = f"sinds {each.sinds:%d-%m-%Y}" if each.sinds else "datum onbekend"
        print(
            f"{each.naam} ({each.aanbieder}): {each.toestand}, {since}, "
            f"{each.vervangen} vervangen; "
            f"{each.personen} jeugdigen, {each.bronnen} bronnen, {each.gewist} gewist of losgemaakt"
        )
    print(f"{len(providers)} aanbieders hebben of hadden sleutels.")


def _rehearse() -> None:
    from uitkomst.services import rotating

    found = rotating.rehearse()
    print(
        f"Proef: {found.sleutels} sleutelbestanden, {found.bossen} sleutelbossen en "
        f"{found.objecten} verzegelde objecten met {found.rijen} rijen gaan open; "
        f"{found.dicht} objecten gaan niet open. Er is niets veranderd."
    )


def _change_master(new: Path | None, now: datetime) -> None:
    from uitkomst.services import rotating

    if new is None:
        done = rotating.change_master_to_transit(now=now)
        where = "Haal UITKOMST_MASTER_KEY en UITKOMST_MASTER_KEY_FILE weg uit de omgeving"
    else:
        done = rotating.change_master_file(path=new, now=now)
        where = f"Zet UITKOMST_MASTER_KEY_FILE={new.absolute()} in de omgeving"
    print(
        f"{done} sleutelbestanden gaan nu open met de oude en met de nieuwe hoofdsleutel. {where}, "
        "herstart het portaal, en voer dan uit: uitkomst sleutels afronden."
    )


def _rotate_server(now: datetime) -> None:
    from uitkomst.services import rotating

    version, done = rotating.rotate_transit(now=now)
    print(
        f"{done} sleutelbestanden zijn overgezet op versie {version} van de sleutel in de "
        "sleutelserver. De beheerder van die server kan oudere versies nu uitzetten."
    )


def _renew_providers(now: datetime) -> None:
    from uitkomst.services import rotating

    providers = objects = shut = 0
    for _, done in rotating.renew_providers(now=now):
        providers, objects, shut = providers + 1, objects + done.objecten, shut + done.dicht
    print(
        f"{providers} aanbieders hebben nieuwe sleutels; {objects} objecten zijn opnieuw "
        f"verzegeld, {shut} gingen niet open. De vervangen sleutels openen nog oudere "
        "reservekopieën. Vernietig ze als dat niet meer hoeft met: uitkomst sleutels afronden."
    )


def _finish(now: datetime) -> None:
    from uitkomst.services import rotating

    done = rotating.finish(now=now)
    print(
        f"{done.sleutels} vervangen sleutels zijn vernietigd. Reservekopieën van de kluis van voor "
        "het wisselen gaan nu niet meer open."
    )
