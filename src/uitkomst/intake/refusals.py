"""The one way in which a sender's file is turned down."""


class UnreadableFile(Exception):
    """A file that is not read at all.

    `reden` is a short code for machines, `melding` the Dutch sentences for the sender: what is
    wrong, where, and what to do. Neither ever holds a value from a cell.
    """

    def __init__(self, reden: str, melding: str) -> None:
        super().__init__(reden, melding)  # both as args, so that it can be pickled
        self.reden = reden
        self.melding = melding

    def __str__(self) -> str:
        return self.melding


SAVE_AGAIN = (
    "Open het bestand in Excel of LibreOffice, sla het op als Excel-werkmap (.xlsx) "
    "en lever dat in."
)


def broken(what: str) -> UnreadableFile:
    """The refusal of a file that is damaged or contradicts itself; `what` is a Dutch sentence."""
    return UnreadableFile("kapot", f"Het bestand is beschadigd of onvolledig. {what} {SAVE_AGAIN}")


def other_kind(what: str) -> UnreadableFile:
    """The refusal of a file of another kind; `what` reads on after "Dit is"."""
    return UnreadableFile(
        "ander_type",
        f"Dit is {what}, geen tabel die wij kunnen lezen. "
        "Lever een werkblad van Excel of LibreOffice (.xlsx, .xls, .ods) "
        "of een tekstbestand (.csv) in.",
    )


def macro(what: str) -> UnreadableFile:
    """The refusal of a file that carries programs; `what` is a Dutch noun phrase."""
    return UnreadableFile(
        "macro",
        f"Het bestand bevat {what}. Dat nemen wij niet aan, omdat zulke onderdelen kunnen worden "
        "uitgevoerd. Sla het bestand op als gewone Excel-werkmap (.xlsx, zonder macro's) "
        "en lever dat in.",
    )


def encrypted() -> UnreadableFile:
    """The refusal of a file behind a password."""
    return UnreadableFile(
        "versleuteld",
        "Het bestand is met een wachtwoord beveiligd. Haal het wachtwoord eraf "
        "(in Excel: Bestand > Info > Werkmap beveiligen) en lever het opnieuw in.",
    )


def too_large(reden: str, what: str) -> UnreadableFile:
    """The refusal of a file over a limit; `what` is a Dutch sentence that names the limit."""
    return UnreadableFile(
        reden,
        f"{what} Verwijder wat niet bij de aanlevering hoort, of splits het bestand. "
        "Vraag de beheerder van het portaal om hulp als alles erbij hoort.",
    )
