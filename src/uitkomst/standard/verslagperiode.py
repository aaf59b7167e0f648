"""The half-year over which a delivery is made, and which records belong to it."""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from uitkomst.standard.shelf import load

CODE = re.compile(r"(?P<jaar>20[0-9]{2})-(?P<helft>[12])")
CODE_IN_NAME = re.compile(r"(?<![0-9])(?P<jaar>20[0-9]{2})-(?P<helft>[12])(?![0-9]|-[0-9])")
SPREADSHEET_NAME = re.compile(
    r"jeugdhulp\s*v(?P<definitie>[0-9]\.[0-9])\s+(?P<jaar>20[0-9]{2})\s+(?P<half>jan-jun|jul-dec)",
    re.IGNORECASE,
)
"""The names of the standard spreadsheets of CBS (v5.0 of 2018 to v5.4 of 2023)."""


class OngeldigePeriode(ValueError):
    """A text that should name a verslagperiode does not."""

    def __init__(self) -> None:
        self.melding = (
            "Deze verslagperiode bestaat niet. Schrijf een periode als jaar en halfjaar, "
            "bijvoorbeeld 2026-1 voor de eerste helft van 2026."
        )
        super().__init__(self.melding)


@cache
def _protocol(day: date) -> int | None:
    versies = load("protocollen", "jeugdhulp")["versies"]
    started = [entry for entry in versies if entry["vanaf"] <= day]
    return max(started, key=lambda entry: entry["vanaf"])["versie"] if started else None


@dataclass(frozen=True, order=True)
class Verslagperiode:
    """A half-year: `helft` 1 is January to June, 2 is July to December (protocol § 7.3)."""

    jaar: int
    helft: int

    def __post_init__(self) -> None:
        if self.helft not in (1, 2) or not 2000 <= self.jaar <= 2099:
            raise OngeldigePeriode

    @classmethod
    def parse(cls, text: str) -> "Verslagperiode":
        """Read a code such as "2026-1"; raises OngeldigePeriode for anything else."""
        found = CODE.fullmatch(text.strip())
        if found is None:
            raise OngeldigePeriode
        return cls(int(found["jaar"]), int(found["helft"]))

    @classmethod
    def containing(cls, day: date) -> "Verslagperiode":
        """Give the period this day falls in."""
        return cls(day.year, 1 if day.month <= 6 else 2)

    @classmethod
    def latest_closed(cls, day: date) -> "Verslagperiode":
        """Give the last period that was over before this day began."""
        return cls.containing(day).vorige

    @classmethod
    def herkend_in(cls, bestandsnaam: str) -> "Verslagperiode | None":
        """Read the period a file name hints at; a hint only, the sender confirms it."""
        if found := SPREADSHEET_NAME.search(bestandsnaam):
            return cls(int(found["jaar"]), 1 if found["half"].lower() == "jan-jun" else 2)
        if found := CODE_IN_NAME.search(bestandsnaam):
            return cls(int(found["jaar"]), int(found["helft"]))
        return None

    @property
    def code(self) -> str:
        """The period as written in files and addresses: "2026-1"."""
        return f"{self.jaar}-{self.helft}"

    @property
    def titel(self) -> str:
        """The period in words: "eerste helft 2026"."""
        return f"{'eerste' if self.helft == 1 else 'tweede'} helft {self.jaar}"

    @property
    def eerste_dag(self) -> date:
        """The first day of the period."""
        return date(self.jaar, 1 if self.helft == 1 else 7, 1)

    @property
    def laatste_dag(self) -> date:
        """The last day of the period."""
        return date(self.jaar, 6, 30) if self.helft == 1 else date(self.jaar, 12, 31)

    @property
    def vorige(self) -> "Verslagperiode":
        """The half-year before."""
        return Verslagperiode(self.jaar - (self.helft == 1), 3 - self.helft)

    @property
    def volgende(self) -> "Verslagperiode":
        """The half-year after."""
        return Verslagperiode(self.jaar + (self.helft == 2), 3 - self.helft)

    @property
    def protocol(self) -> int | None:
        """The version of the informatieprotocol in force; None where that is not known."""
        return _protocol(self.eerste_dag)

    def contains(self, aanvang: date, einde: date | None) -> bool:
        """Tell whether a record belongs in this period's file: started, running or ended in it.

        Source: informatieprotocol v7, § 7.5.
        """
        return aanvang <= self.laatste_dag and (einde is None or einde >= self.eerste_dag)

    def started(self, aanvang: date) -> bool:
        """Tell whether help that starts on this day counts as started in the period."""
        return self.eerste_dag <= aanvang <= self.laatste_dag

    def ended(self, einde: date | None) -> bool:
        """Tell whether help that ends on this day (None: still running) ended in the period."""
        return einde is not None and self.eerste_dag <= einde <= self.laatste_dag

    def in_begin_stock(self, aanvang: date, einde: date | None) -> bool:
        """Tell whether a record was already running when the period began."""
        return aanvang < self.eerste_dag and self.contains(aanvang, einde)

    def in_end_stock(self, aanvang: date, einde: date | None) -> bool:
        """Tell whether a record is still running after the period's last day.

        A record that ends on the last day is not in the end stock (CBS says so of protection
        measures; taken over here for jeugdhulp).
        """
        return aanvang <= self.laatste_dag and (einde is None or einde > self.laatste_dag)
