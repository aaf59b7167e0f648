"""Who is who: a register beside the files says which aanbieders are a natural person or exempt."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

REGISTER = "aanbieders.csv"
COLUMNS = {"bestand", "aanbieder", "soort"}
SOORTEN = ("instelling", "solo", "gi")


class WrongRegister(Exception):
    """The register cannot be used; `melding` says why and what to do."""

    def __init__(self, melding: str) -> None:
        super().__init__(melding)
        self.melding = melding


@dataclass(frozen=True)
class Aanbieder:
    """What the register says of one sender."""

    naam: str
    soort: str

    @property
    def vrijgesteld(self) -> bool:
        """Whether outcomes need not be delivered (informatieprotocol v7, § 4.1)."""
        return self.soort in {"solo", "gi"}


Register = Mapping[str, Aanbieder]
"""The aanbieders by the name of their file, without its ending."""


def register(given: Path | None, bestanden: Sequence[Path]) -> Register:
    """Read the register that was given, or else the one beside the files; empty without any.

    Raises WrongRegister, also for a kind that is not known: who is taken for an organisation is
    shown by name.
    """
    path = given or bestanden[0].parent / REGISTER
    if not path.exists():
        if given:
            raise WrongRegister(f"{given} bestaat niet. Geef een register met --aanbieders.")
        return {}
    lines = _lines(path)
    if lines and not set(lines[0]) >= COLUMNS:
        raise WrongRegister(f"{path} mist een van de kolommen bestand, aanbieder of soort.")
    known = {
        Path(line["bestand"]).stem: Aanbieder(line["aanbieder"], line["soort"].strip().lower())
        for line in lines
    }
    for stem, aanbieder in known.items():
        if aanbieder.soort not in SOORTEN:
            raise WrongRegister(f"{path}: de soort bij {stem} is niet {' of '.join(SOORTEN)}.")
    return known


def _lines(path: Path) -> list[dict[str, str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise WrongRegister(
            f"{path} is niet te lezen. Bewaar het als CSV (UTF-8), met puntkomma's."
        ) from error
    return list(csv.DictReader(text.splitlines(), delimiter=";", restval=""))
