"""What a sender decided about one file: its columns, repairs, rows and answers."""

from dataclasses import dataclass, field

import pyarrow as pa

CELLEN = pa.schema([("rij", pa.int32()), ("veld", pa.string()), ("waarde", pa.string())])
"""The columns of `Keuzes.cellen`: a value for one field of one row; null empties the cell."""


@dataclass(frozen=True)
class Herstelkeuze:
    """One repair the sender chose.

    `code` is that of a declared voorstel, `kolom` the field it is about where it is chosen per
    column. `waarden` says for a code mapping what each value becomes ("" empties the cell), `vorm`
    how the dates of the column are written, and `kolommen` every column, `kolom` among them, where
    that was said of several at once.
    """

    code: str
    kolom: str | None = None
    waarden: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    vorm: str = ""
    kolommen: tuple[str, ...] = ()

    @property
    def velden(self) -> tuple[str, ...]:
        """The fields whose cells it changes; none for a repair of rows."""
        return self.kolommen or ((self.kolom,) if self.kolom else ())


@dataclass(frozen=True)
class Keuzes:
    """Everything a sender decided about one file; `Keuzes()` is the file as it was recognised.

    `blad` is the sheet to read, `koprij` the row of the headings (0: there is none), `kolommen`
    pairs of a column's number and the field it is ("" is not read). `cellen` (see `CELLEN`; the
    last of one cell wins) and `weg` are rows put right or left out by hand. `herstel` are the
    repairs in the order in which they were chosen: they see the rows with `cellen` filled in, and
    a repair of single cells leaves those alone. `antwoorden` pairs the name of a cause to confirm
    with yes (its rows count) or no (they stay parked).
    """

    blad: str | None = None
    koprij: int | None = None
    kolommen: tuple[tuple[int, str], ...] = ()
    herstel: tuple[Herstelkeuze, ...] = ()
    cellen: pa.Table | None = field(default=None, repr=False)
    weg: frozenset[int] = frozenset()
    antwoorden: tuple[tuple[str, bool], ...] = ()


AS_RECOGNISED = Keuzes()
"""No decision at all."""
