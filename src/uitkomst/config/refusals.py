"""Why the portal does not start, each with a sentence for whoever installs it."""


class CannotStart(Exception):
    """The portal does not start. `melding` says in Dutch what is wrong, where and what to do."""

    def __init__(self, melding: str) -> None:
        self.melding = melding
        super().__init__(melding)


class NotForgotten(CannotStart):
    """The data of this installation are not removed."""


class NotMigrated(CannotStart):
    """The tables are older than the program."""


class FolderNotWritable(CannotStart):
    """The data folder cannot be made or written."""


class WrongDatabaseUrl(CannotStart):
    """DATABASE_URL is not the address of a PostgreSQL database."""


class WrongMailUrl(CannotStart):
    """UITKOMST_SMTP is not the address of a mail server."""


class DatabaseOutOfReach(CannotStart):
    """The database does not answer, or does not let us in."""


class DatabaseDidNotStart(CannotStart):
    """A program of the embedded server failed."""


class PortTaken(CannotStart):
    """Another program listens there, or the address is not ours to listen on."""
