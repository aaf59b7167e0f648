"""What a kind of mistake is: how it is made, and what follows for who reads the file."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from uitkomst.standard.verslagperiode import Verslagperiode
from uitkomst.synthetic.grid import Cell

Record = dict[str, Cell]
Change = Callable[[Record, Verslagperiode], bool]


@dataclass(frozen=True)
class Kind:
    """One kind of mistake. `change` makes it in a record, or answers False where it does not fit.

    `regel` finds or repairs it; `gevolg` is "hersteld" (the value is repaired), "geparkeerd" (the
    row waits apart), "bevestigen" (someone confirms it) or "tip" (it is mentioned). With `twin`
    the changed record is added to the file beside the original; `only` limits it to files of one
    sort: "blad" for workbooks, "kolommen" for all but fixed width.
    """

    soort: str
    kolom: str
    regel: str
    gevolg: str
    change: Change
    twin: bool
    only: str | None


class Kinds(list[Kind]):
    """A collection that functions are added to by decorating them; their name is the soort."""

    def __init__(self, gevolg: str) -> None:
        self._gevolg = gevolg

    def kind(
        self, kolom: str, regel: str, *, twin: bool = False, only: str | None = None
    ) -> Callable[[Change], Change]:
        """Register a change in this column, found by this rule."""

        def register(change: Change) -> Change:
            self.append(Kind(change.__name__, kolom, regel, self._gevolg, change, twin, only))
            return change

        return register


def day_in(record: Record, veld: str) -> date:
    """The date of a field that has not been changed."""
    text = str(record[veld])
    return date(int(text[:4]), int(text[4:6]), int(text[6:]))


def as_text(day: date) -> str:
    """JJJJMMDD."""
    return f"{day:%Y%m%d}"
