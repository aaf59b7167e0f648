"""The lines of a form: one per traject, sealed as a whole each time the form is saved."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pyarrow as pa
import pyarrow.compute as pc

from uitkomst.register.models import Aanlevering
from uitkomst.services.kept import sources
from uitkomst.services.kept.sources import FORMULIER
from uitkomst.standard.identificatie import BSN_ONBEKEND
from uitkomst.standard.recordindeling import recordindeling
from uitkomst.vault.vault import Vault

MOST = 100  # The web form of CBS stops at 50; a larger practice sends a file.
OF_A_PERIOD = ("tevredenheid_", "zonder_hulp_", "doel_")
"""How the fields begin that say what was thought at one moment, and are asked anew."""


@dataclass(frozen=True)
class Line:
    """What was typed for one traject, by field; `nagekeken`: somebody saw it this period.

    `reden_bsn` says why the BSN is not known.
    """

    velden: dict[str, str] = field(repr=False)
    nagekeken: bool = False
    reden_bsn: str = field(default="", repr=False)

    @property
    def without_bsn(self) -> bool:
        """Whether somebody said that the BSN is not known."""
        return self.velden.get("bsn") == BSN_ONBEKEND


def seal(vault: Vault, aanbieder: UUID, reference: UUID, lines: Sequence[Line]) -> str:
    """Keep the lines under a new name, and give that name. Raises VaultRefusal."""
    name = f"{FORMULIER}{uuid4().hex[:12]}"
    content = json.dumps([asdict(line) for line in lines]).encode()
    vault.seal_source(aanbieder, reference, name, content)
    return name


def opened(vault: Vault, form: Aanlevering) -> list[Line]:
    """The lines of a form as they were saved last. Raises SourceGone, VaultRefusal."""
    return lines_of(sources.opened(vault, form))


def lines_of(content: bytes) -> list[Line]:
    """The lines in the source of a form."""
    return [Line(**line) for line in json.loads(content)]


def from_rows(rows: pa.Table) -> list[Line]:
    """The rows of a delivery as somebody would have typed them; also those that are parked."""
    velden = [veld.naam for veld in recordindeling().velden if veld.naam in rows.column_names]
    typed = (
        {veld: _typed(value) for veld, value in row.items() if value is not None}
        for row in rows.select(velden).to_pylist()
    )
    return [Line(velden, nagekeken=True) for velden in typed if velden]


def still_running(rows: pa.Table) -> list[Line]:
    """The rows that had not ended, to go on with in the next period; nobody looked at them yet."""
    running = from_rows(rows.filter(pc.is_null(rows["datum_einde"])))
    return [
        Line({veld: text for veld, text in line.velden.items() if not veld.startswith(OF_A_PERIOD)})
        for line in running
    ]


def usual_hulpvorm(lines: Sequence[Line]) -> dict[str, str]:
    """What a new line begins with: the hulpvorm most lines have, if there is any."""
    known = Counter(line.velden.get("hulpvorm", "") for line in lines)
    known.pop("", None)
    return {"hulpvorm": known.most_common(1)[0][0]} if known else {}


def _typed(value: Any) -> str:
    return value.strftime("%Y%m%d") if isinstance(value, date) else str(value)
