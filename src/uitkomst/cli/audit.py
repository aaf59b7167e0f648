"""`uitkomst audit`: prove that nobody changed the logbook, or sign how far it is."""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

HELP = "Reken de keten van het logboek na, of zet een ondertekend controlepunt."
BROKEN = 1


def arguments(parser: ArgumentParser) -> None:
    """Declare the two orders and their options."""
    orders = parser.add_subparsers(metavar="WAT", required=True)
    verifying = orders.add_parser("verify", help="reken elke regel en elke schakel na")
    verifying.add_argument(
        "--checkpoints",
        type=Path,
        metavar="FILE",
        help="controlepunten die buiten het portaal zijn bewaard: alleen daarmee blijkt dat het "
        "einde niet is afgeknipt",
    )
    verifying.add_argument(
        "--key", type=Path, metavar="FILE", help="de openbare sleutel erbij (PEM)"
    )
    verifying.set_defaults(order=_verify)
    signing = orders.add_parser("checkpoint", help="zet nu een controlepunt")
    signing.set_defaults(order=_checkpoint)


def run(args: Namespace) -> int:
    """Carry out the order; 0, 1 when the chain is broken or nothing could be started."""
    from uitkomst.cli import shell

    outcome: list[int] = []
    started = shell.with_portal(lambda: outcome.append(args.order(args)), zone="werk")
    return started or outcome[0]


def _verify(args: Namespace) -> int:
    from uitkomst.services.audit import chain, checkpoints

    verdict = chain.verify()
    faults = list(verdict.faults)
    points = checkpoints.kept()
    try:
        if args.checkpoints:
            points = checkpoints.read(args.checkpoints)
        if points:
            faults += checkpoints.faults_against(points, checkpoints.public_key(args.key))
    except checkpoints.WrongCheckpoints as refused:
        print(refused.melding, file=sys.stderr)
        return 2
    for fault in faults:
        print(fault.melding)
    where = "van buiten" if args.checkpoints else "uit de database zelf"
    print(f"{verdict.lengte} regels nagerekend, {len(points)} controlepunten {where}.")
    if faults:
        print("De keten is gebroken. Bewaar de database zoals zij is en meld dit als incident.")
        return BROKEN
    print("De keten is ongebroken.")
    if not args.checkpoints:
        print("Of het einde is afgeknipt, blijkt alleen met --checkpoints.")
    return 0


def _checkpoint(_: Namespace) -> int:
    from django.utils import timezone

    from uitkomst.services.audit import upkeep

    point = upkeep.checkpoint(now=timezone.now())
    if point:
        print(point.line())
        return 0
    if upkeep.state().unbroken:
        print("Sinds het vorige controlepunt is er niets bijgekomen.")
        return 0
    print("De keten is gebroken; er is niets ondertekend. Zie: uitkomst audit verify")
    return BROKEN
