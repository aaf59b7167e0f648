"""`uitkomst database`: the logins of the portal and their rights, shown or made."""

from argparse import ArgumentParser, Namespace

HELP = "Toon of geef de rechten van de logins in de database."


def arguments(parser: ArgumentParser) -> None:
    """Declare the one order and its option."""
    orders = parser.add_subparsers(metavar="WAT", required=True)
    rights = orders.add_parser("rechten", help="de logins en rechten als SQL")
    rights.add_argument(
        "--toepassen",
        action="store_true",
        help="voer de SQL uit, als eigenaar van de tabellen (DATABASE_URL)",
    )


def run(args: Namespace) -> int:
    """Print the SQL, or carry it out; 0, 1 when that could not be done."""
    if not args.toepassen:
        from uitkomst.config.grants import statements

        print("begin;")
        for statement in statements():
            print(f"{statement};")
        print("commit;")
        return 0
    from uitkomst.cli import shell

    return shell.with_portal(_apply)


def _apply() -> None:
    from uitkomst.config import rights, startup

    with startup.as_owner():
        rights.apply()
    print("De logins en rechten zijn zoals config/grants.toml zegt.")
