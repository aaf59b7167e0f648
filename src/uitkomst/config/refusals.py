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


class NoBackupKey(CannotStart):
    """UITKOMST_BACKUP_KEY does not hold the public half of a backup key."""


class NotBackedUp(CannotStart):
    """The backup was not made; nothing is left of it."""


class NotRestored(CannotStart):
    """The backup was not restored; what was there is as it was."""


class StillClosed(CannotStart):
    """The backup is restored, but the portal may not open yet."""


class WrongIdentityProvider(CannotStart):
    """UITKOMST_OIDC_… does not describe an identity provider."""


class WrongZone(CannotStart):
    """There is no zone of this name."""


class ZoneHoldsKeys(CannotStart):
    """A zone that must not reach the vault could do so."""


class LoginTooMighty(CannotStart):
    """The login of the database may do what no serving process may."""


class RightsNotApplied(CannotStart):
    """The logins and rights in the database could not be made as the file says."""


class WrongSecurityContact(CannotStart):
    """What is set for security.txt is not an address or not a day."""


class NotInvited(CannotStart):
    """The command did not invite anybody."""
