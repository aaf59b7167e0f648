"""The command `uitkomst`. Only what the chosen subcommand needs is loaded, so that it starts fast.

A subcommand is a module in this folder with `HELP`, `arguments(parser)` and `run(args)`, which
gives the exit code; those that need the portal share `shell`.
"""

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module
from io import TextIOWrapper

from uitkomst.cli import output, shell
from uitkomst.cli.arguments import Parser

COMMANDS = {
    "check": "controleer een bestand voordat u het aanlevert",
    "synth": "maak bestanden van een verzonnen regio",
    "report": "maak een rapport van lokale bestanden",
    "beheerder": "maak de eerste beheerder van dit portaal",
    "backup": "maak een versleutelde reservekopie",
    "audit": "reken de keten van het logboek na, of zet een controlepunt",
    "database": "toon of geef de rechten van de logins in de database",
    "herstel": "zet een reservekopie terug, of oefen dat",
    "sleutels": "toon of wissel de sleutels van de kluis",
}
"""The subcommands with a module of their own, and what the list of commands says of them."""


READER_LEFT, INTERRUPTED = 128 + 13, 128 + 2
"""What a shell gives for a command ended by SIGPIPE or SIGINT; neither is a verdict on a file."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run a subcommand and give its exit code; 2 for arguments that cannot be read."""
    given = list(sys.argv[1:] if argv is None else argv)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # A name of a file need not be printable.
            stream.reconfigure(errors="backslashreplace")
    try:
        args = _parser(given).parse_args(given)
        code: int = args.run(args)
        if sys.stdout is not None:  # None where the caller closed it and only wants the exit code.
            sys.stdout.flush()
    except BrokenPipeError:  # Whoever read along (`| head`) has seen enough.
        output.discard()
        return READER_LEFT
    except KeyboardInterrupt:
        return INTERRUPTED
    return code


def _parser(given: Sequence[str]) -> argparse.ArgumentParser:
    what = "Het open portaal voor uitkomsten van jeugdhulp."
    parser: argparse.ArgumentParser = Parser(prog="uitkomst", description=what)
    commands = parser.add_subparsers(metavar="OPDRACHT", required=True)
    chosen = next((word for word in given if not word.startswith("-")), None)
    for name, what in COMMANDS.items():
        own = commands.add_parser(name, help=what)
        if name == chosen:
            module = import_module(f"uitkomst.cli.{name}")
            own.description = module.HELP
            module.arguments(own)
            own.set_defaults(run=module.run)
    shell.add_commands(commands)
    return parser
