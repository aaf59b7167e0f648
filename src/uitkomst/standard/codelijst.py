"""The code lists of the informatieprotocol, each code with the days on which it counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from uitkomst.standard.shelf import load, names


@dataclass(frozen=True)
class Code:
    """One allowed value; `vanaf` and `tot` are its first and last valid day, None is open."""

    code: str
    titel: str
    groep: str | None
    kort: str | None
    vanaf: date | None
    tot: date | None
    rapportlabel: str | None
    toelichting: str | None
    aliassen: tuple[str, ...]

    def valid_on(self, day: date) -> bool:
        """Tell whether the code counts on this day, its first and last day included."""
        return (self.vanaf is None or self.vanaf <= day) and (self.tot is None or day <= self.tot)


@dataclass(frozen=True)
class Lacune:
    """A stretch of days of which the codes are not known, and why the list stays empty there."""

    vanaf: date | None
    tot: date | None
    reden: str
    status: str


@dataclass(frozen=True)
class Codelijst:
    """A list of codes with its source and the status of what we know of it."""

    naam: str
    titel: str
    bron: str
    status: str
    toelichting: str
    codes: tuple[Code, ...]
    lacunes: tuple[Lacune, ...]

    def valid_on(self, day: date) -> frozenset[str]:
        """Give the codes that count on this day."""
        return frozenset(code.code for code in self.codes if code.valid_on(day))

    def code(self, code: str) -> Code:
        """Give one code, valid today or not; raises KeyError for a code not in the list."""
        for found in self.codes:
            if found.code == code:
                return found
        raise KeyError(code)

    def titel_of(self, code: str) -> str:
        """Give the protocol's words for a code; raises KeyError for a code not in the list."""
        return self.code(code).titel

    def lacune_on(self, day: date) -> Lacune | None:
        """Give the gap in our knowledge that covers this day, if there is one."""
        for lacune in self.lacunes:
            after_start = lacune.vanaf is None or lacune.vanaf <= day
            if after_start and (lacune.tot is None or day <= lacune.tot):
                return lacune
        return None


def _code(code: str, entry: Mapping[str, Any]) -> Code:
    return Code(
        code=code,
        titel=entry["titel"],
        groep=entry.get("groep"),
        kort=entry.get("kort"),
        vanaf=entry.get("vanaf"),
        tot=entry.get("tot"),
        rapportlabel=entry.get("rapportlabel"),
        toelichting=entry.get("toelichting"),
        aliassen=tuple(entry.get("aliassen", ())),
    )


def _lacune(entry: Mapping[str, Any]) -> Lacune:
    return Lacune(entry.get("vanaf"), entry.get("tot"), entry["reden"], entry["status"])


@cache
def codelijst(naam: str) -> Codelijst:
    """Give a code list by name; raises FileNotFoundError when there is none of that name."""
    entry = load("codelijsten", naam)
    return Codelijst(
        naam=naam,
        titel=entry["titel"],
        bron=entry["bron"],
        status=entry["status"],
        toelichting=entry["toelichting"],
        codes=tuple(_code(code, fields) for code, fields in entry["codes"].items()),
        lacunes=tuple(_lacune(fields) for fields in entry.get("lacunes", ())),
    )


def codelijsten() -> tuple[Codelijst, ...]:
    """Give every code list, in order of name."""
    return tuple(codelijst(naam) for naam in names("codelijsten"))
