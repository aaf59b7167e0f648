"""Running help that is not in a file any more, as pages and receipts see it."""

from dataclasses import dataclass
from datetime import date, datetime

from uitkomst.services.aanlevering.views import AanleveringView

ANDERS = "anders"
ANSWERS: dict[str, str] = {
    "einde_volgt": "Afgesloten; het einde volgt in een herlevering",
    "hoort_erbij": "Hoort erbij; ik lever opnieuw aan",
    "anders_geleverd": "Staat er wel in, met een ander BSN, een andere hulpvorm of begindatum",
    "nooit_begonnen": "Nooit begonnen, of een fout in de vorige levering",
    ANDERS: "Anders, namelijk …",
}
"""What a sender can say of a group, in the order of the page; the last one needs a reason."""


@dataclass(frozen=True)
class VerdwenenGroep:
    """The vanished records of one hulpvorm; `rijen` are (the first) rows of the earlier file.

    `antwoord` is a code of `ANSWERS`, empty while the question is open. An answer that was given
    about another number of records does not count.
    """

    hulpvorm: str
    titel: str
    aantal: int
    gemeenten: tuple[tuple[str, int], ...]
    rijen: tuple[int, ...]
    antwoord: str
    reden: str
    door: str
    at: datetime | None

    @property
    def antwoord_titel(self) -> str:
        """The answer in words, with the reason that belongs to it."""
        said = ANSWERS.get(self.antwoord, "")
        if self.antwoord == ANDERS:
            return self.reden
        return f"{said}. {self.reden}" if self.reden else said


@dataclass(frozen=True)
class Verdwenen:
    """What is asked about one version. `vorige` is the delivery it is held against, or None."""

    vorige: AanleveringView | None
    groepen: tuple[VerdwenenGroep, ...]

    @property
    def aantal(self) -> int:
        """How many running records are not in this file."""
        return sum(groep.aantal for groep in self.groepen)

    @property
    def open(self) -> int:
        """How many groups wait for an answer."""
        return sum(not groep.antwoord for groep in self.groepen)


@dataclass(frozen=True)
class VerdwenenRecord:
    """One vanished record, with what its sender knows the child by. `rij` is of the earlier file.

    `geboortedatum` is JJJJMMDD as delivered.
    """

    rij: int
    bsn: str | None
    clientnummer: str | None
    geboortedatum: str | None
    hulpvorm: str
    gemeente: str
    datum_aanvang: date
