"""Which cells get which mark: every finding's place, put together per row and per cell."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from uitkomst.intake.marking.words import KLEUREN, TALEN, Words

PER_CAUSE = 1_000
"""The most cells that get a comment for one cause; Excel grows slow with many."""
ALL_COMMENTS = 20_000
FIRST_CELLS = 5

PLACES = pa.schema([("rij", pa.int32()), ("kolom", pa.int16()), ("oorzaak", pa.int16())])
"""Places in order of row; a negative column is the whole row, shown in that cell of it."""

_GRAVITY = tuple(KLEUREN)


@dataclass(frozen=True)
class Cause:
    """One cause as the marked file tells it; `blad` is the other sheet it is about, or ""."""

    code: str
    ernst: str
    aantal: int
    melding: str
    remedie: str
    blad: str = ""


@dataclass(frozen=True)
class Cell:
    """One cell to be marked: the number of its column, the gravest severity, the causes."""

    kolom: int
    ernst: str
    oorzaken: tuple[int, ...]
    hele_rij: bool


@dataclass(frozen=True)
class Place:
    """A cell of the sender's sheet."""

    rij: int
    kolom: int


class Marks:
    """The marks on one sheet of a file: of the delivery itself, or with `on` of another.

    Made from the options of the task "mark" and a table of PLACES, of all sheets together.
    """

    def __init__(self, options: dict[str, Any], places: pa.Table, blad: str = "") -> None:
        self._options = options
        self._all = places
        self.causes = tuple(Cause(**cause) for cause in options["oorzaken"])
        self.words: Words = TALEN[options["taal"]]
        self.sentences: list[str] = list(options["zinnen"])
        here = [n for n, cause in enumerate(self.causes) if cause.blad == blad]
        mine = places.filter(pc.is_in(places["oorzaak"], value_set=pa.array(here, pa.int16())))
        self._places = tuple(mine[name].to_pylist() for name in PLACES.names)
        self._rank = [_GRAVITY.index(cause.ernst) for cause in self.causes]

    def __bool__(self) -> bool:
        return bool(self._places[0])

    def on(self, blad: str) -> "Marks":
        """The marks on another sheet of the same file; what is told of the file they share."""
        other = Marks(self._options, self._all, blad)
        other.sentences = self.sentences
        return other

    def renumber(self, rij: pa.Array) -> None:
        """Count the rows as they follow each other: the first of these is row 1."""
        numbers = {old: new for new, old in enumerate(rij.to_pylist(), start=1)}
        rows, *others = self._places
        self._places = ([numbers[old] for old in rows], *others)

    def rows(self) -> Iterator[tuple[int, list[Cell]]]:
        """Each row with a mark, in order, with its cells from left to right."""
        for rij, places in groupby(zip(*self._places, strict=True), itemgetter(0)):
            found: dict[int, list[tuple[int, bool]]] = {}
            for _, kolom, oorzaak in places:
                found.setdefault(abs(kolom), []).append((oorzaak, kolom < 0))
            yield rij, [self._cell(kolom, found[kolom]) for kolom in sorted(found)]

    def _cell(self, kolom: int, found: Sequence[tuple[int, bool]]) -> Cell:
        oorzaken = sorted({oorzaak for oorzaak, _ in found}, key=lambda n: (self._rank[n], n))
        gravest = self.causes[oorzaken[0]].ernst
        return Cell(kolom, gravest, tuple(oorzaken), any(whole for _, whole in found))

    def comments(self) -> Iterator[tuple[Place, str]]:
        """The cells that get a comment, in order, with its text."""
        most = self.most_comments
        given: Counter[int] = Counter()
        for rij, cells in self.rows():
            for cell in cells:
                if any(given[oorzaak] < most for oorzaak in cell.oorzaken):
                    given.update(cell.oorzaken)
                    yield Place(rij, cell.kolom), self.text(cell)

    @property
    def most_comments(self) -> int:
        """How many cells may have a comment for one cause."""
        return min(PER_CAUSE, ALL_COMMENTS // max(1, len(self.causes)))

    @property
    def capped(self) -> bool:
        """Whether a cause has more cells than may have a comment."""
        counted = Counter(self._all["oorzaak"].to_pylist())
        return any(n > self.most_comments for n in counted.values())

    def text(self, cell: Cell) -> str:
        """What the comment on a cell says: each cause with what to do."""
        told = [
            f"{self.words.ernst[cause.ernst]} ({cause.code})\n{cause.melding}\n{cause.remedie}"
            for cause in (self.causes[n] for n in cell.oorzaken)
        ]
        if cell.hele_rij:
            told.append(self.words.hele_rij)
        return "\n\n".join(told)

    def first_places(self) -> dict[int, list[Place]]:
        """Of each cause on this sheet the first cells."""
        first: dict[int, list[Place]] = {}
        for rij, kolom, oorzaak in zip(*self._places, strict=True):
            places = first.setdefault(oorzaak, [])
            if len(places) < FIRST_CELLS:
                places.append(Place(rij, abs(kolom)))
        return first

    def line(self, cells: Sequence[Cell]) -> str:
        """All that is wrong in a row as one line of text, the gravest first."""
        oorzaken = sorted({n for cell in cells for n in cell.oorzaken},
                          key=lambda n: (self._rank[n], n))  # fmt: skip
        causes = [self.causes[n] for n in oorzaken]
        return " | ".join(
            f"{self.words.ernst[cause.ernst]} {cause.code}: {cause.melding}" for cause in causes
        )
