"""`uitkomst beheerder`: the first person who runs this portal, by an invitation printed once."""

import argparse

HELP = "maak de eerste beheerder van dit portaal"


def arguments(parser: argparse.ArgumentParser) -> None:
    """A name and an e-mail address."""
    parser.add_argument("naam", help="hoe deze persoon heet")
    parser.add_argument("email", help="het werkadres van deze ene persoon")
    parser.add_argument(
        "--nog-een", action="store_true", help="ook als er al iemand is die dit portaal beheert"
    )


def run(args: argparse.Namespace) -> int:
    """Make the organisation and the invitation, and print its link."""
    from uitkomst.cli import shell

    def work() -> None:
        from django.conf import settings
        from django.utils import timezone

        from uitkomst.config import startup
        from uitkomst.config.refusals import NotInvited
        from uitkomst.services.deelnemers import beheer
        from uitkomst.services.refusals import ServiceRefusal

        startup.require_migrated()
        try:
            made = beheer.invite(
                naam=args.naam, email=args.email, another=args.nog_een, now=timezone.now()
            )
        except ServiceRefusal as refused:
            raise NotInvited(refused.melding) from refused
        print(f"Link voor {made.naam}, 24 uur lang en één keer te gebruiken:\n")
        print(f"  {settings.ADDRESS}{made.path}\n")
        print("Geef hem alleen aan deze persoon. Hij wordt niet nog een keer getoond.")

    return shell.with_portal(work)
