"""`uitkomst synth`: files of a made-up region, to try the portal with."""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from uitkomst.standard.verslagperiode import OngeldigePeriode, Verslagperiode
from uitkomst.synthetic.aannames import FORMATEN

HELP = "maak bestanden van een verzonnen regio, schoon of met fouten"


def arguments(parser: ArgumentParser) -> None:
    """Declare the options of this command."""
    parser.add_argument("--seed", type=int, default=1, help="zelfde getal, zelfde bestanden")
    parser.add_argument("--aanbieders", type=int, default=180, help="hoeveel (standaard 180)")
    parser.add_argument(
        "--records", type=int, help="hoeveel per halfjaar, ongeveer (standaard 167 per aanbieder)"
    )
    parser.add_argument("--periode", required=True, help="bijvoorbeeld 2026-1")
    parser.add_argument(
        "--uit", type=Path, required=True, metavar="DIR", help="map voor de bestanden"
    )
    parser.add_argument("--formaat", choices=FORMATEN, help="alle bestanden in deze vorm")
    parser.add_argument("--fouten", action="store_true", help="met fouten, en fouten.json erbij")


def run(args: Namespace) -> int:
    """Write the files; 0, or 2 with a sentence when the request cannot be met."""
    # Only here: numpy and the writers would slow every other command down.
    from uitkomst.synthetic.files import write
    from uitkomst.synthetic.plan import plan

    try:
        periode = Verslagperiode.parse(args.periode)
    except OngeldigePeriode as refused:
        return _refused(refused.melding)
    if args.aanbieders < 1:
        return _refused("Vraag ten minste één aanbieder: --aanbieders 1 of meer.")
    region = plan(args.seed, args.aanbieders, args.records, (periode,))
    try:
        number = write(region, periode, args.uit, formaat=args.formaat, fouten=args.fouten)
    except OSError as error:
        return _refused(f"De map {args.uit} is niet te schrijven: {error.strerror}.")
    beside = "aanbieders.csv" + (" en fouten.json" if args.fouten else "")
    print(f"{number} bestanden over {periode.titel} in {args.uit}, met {beside}.")
    print("Alles is verzonnen: organisaties bestaan niet en elk BSN is een testnummer.")
    return 0


def _refused(melding: str) -> int:
    print(melding, file=sys.stderr)
    return 2
