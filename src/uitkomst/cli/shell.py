"""The commands that need the database: migrate, serve, worker, demo. Everything loads lazily."""

import argparse
import os
import sys
from collections.abc import Callable

Run = Callable[[argparse.Namespace], int]


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the four commands to the parser of `uitkomst`; each sets `run`, which gives the exit."""
    commands.add_parser("migrate", help="breng de database bij").set_defaults(run=migrate)
    commands.add_parser("worker", help="voer het wachtende rekenwerk uit").set_defaults(run=worker)
    serving = commands.add_parser("serve", help="start het portaal")
    _address(serving)
    serving.add_argument(
        "--zone",
        choices=["alles", "personen", "rapporten"],
        default="alles",
        help="voor wie dit proces is (standaard: %(default)s)",
    )
    serving.add_argument("--no-worker", action="store_true", help="zonder rekenproces ernaast")
    serving.set_defaults(run=serve)
    showing = commands.add_parser("demo", help="laad een voorbeeldregio en start het portaal")
    _address(showing)
    showing.add_argument("--fresh", action="store_true", help="begin opnieuw, zonder oude gegevens")
    showing.add_argument("--no-serve", action="store_true", help="maak alles klaar en stop dan")
    showing.add_argument(
        "--klein", action="store_true", help="een kleine regio, in een paar tellen"
    )
    showing.set_defaults(run=demo)


def _address(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="adres (standaard: %(default)s)")
    parser.add_argument("--port", type=int, default=8000, help="poort (standaard: %(default)s)")


def migrate(_: argparse.Namespace) -> int:
    """Bring the tables up to date."""

    def work() -> None:
        from uitkomst.config import startup

        startup.migrate()

    return with_portal(work)


def worker(_: argparse.Namespace) -> int:
    """Run background work until stopped."""

    def work() -> None:
        from uitkomst.config import environment, lifeline, maintenance, startup

        lifeline.end_with_the_server()
        maintenance.wait_until_open(environment.DATA)
        startup.require_migrated()
        startup.require_modest_login()
        from uitkomst.services import jobs, keyring

        keyring.require_keys()
        jobs.work()

    return with_portal(work, zone="werk")


def serve(arguments: argparse.Namespace) -> int:
    """Serve the portal until stopped."""

    def work() -> None:
        from uitkomst.config import server, startup

        startup.require_migrated()
        startup.require_modest_login()
        # Of two zones neither runs the worker: it has a login of its own.
        with_worker = arguments.zone == "alles" and not arguments.no_worker
        server.serve(host=arguments.host, port=arguments.port, with_worker=with_worker)

    return with_portal(work, listening_on=(arguments.host, arguments.port), zone=arguments.zone)


def demo(arguments: argparse.Namespace) -> int:
    """Load the made-up region where that was not done yet, and serve it."""
    os.environ["UITKOMST_DEMO"] = "1"
    os.environ.setdefault("UITKOMST_LOG_LEVEL", "WARNING")

    def work() -> None:
        from uitkomst.cli import demo
        from uitkomst.config import server

        demo.load(small=arguments.klein)
        demo.show_accounts()
        if not arguments.no_serve:
            print(f"\nHet portaal staat op http://{arguments.host}:{arguments.port} (stop: Ctrl-C)")
            server.serve(host=arguments.host, port=arguments.port, with_worker=True)

    address = None if arguments.no_serve else (arguments.host, arguments.port)
    return with_portal(work, listening_on=address, fresh=arguments.fresh)


def with_portal(
    work: Callable[[], None],
    *,
    listening_on: tuple[str, int] | None = None,
    fresh: bool = False,
    zone: str = "alles",
) -> int:
    """Do the work with the portal up; a refusal is a sentence on stderr and exit 1.

    `zone` is as what: it decides the login of the database and what this process can reach.
    """
    os.environ["UITKOMST_ZONE"] = zone
    from uitkomst.config.refusals import CannotStart
    from uitkomst.vault.refusals import VaultRefusal

    try:
        from uitkomst.config import environment, server, startup

        if listening_on:
            server.require_free(*listening_on)
        if fresh:
            environment.forget_everything()
        with startup.up():
            work()
    except (CannotStart, VaultRefusal) as refused:
        print(refused.melding, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0
