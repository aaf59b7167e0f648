"""From broken rules and repairs to causes with their places, and to the status of each row."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from uitkomst.intake.checking.rules import Broken
from uitkomst.intake.findings import MAX_PLACES, Finding, Oorzaak
from uitkomst.intake.recognise import Recognised
from uitkomst.intake.rows import column_letters
from uitkomst.standard.herstelregel import herstelset
from uitkomst.standard.regel import ERNST, titel_van

FAILED = (
    "Deze regel kon niet worden uitgevoerd; "
    "zonder deze controle kan het bestand niet worden aangenomen."
)
FAILED_REMEDY = "Meld dit aan de beheerder van het portaal, met de code van de regel en de tijd."
REPAIRED_REMEDY = "Controleer een paar van deze cellen; u hoeft niets te doen als ze kloppen."


@dataclass(frozen=True)
class Places:
    """How a row and a field are found again in the sender's file; `sheet`: cells have names."""

    rij: pa.ChunkedArray
    recognised: Recognised
    sheet: bool

    def findings(
        self, oorzaak: Oorzaak, kolom: str | None, mask: pa.BooleanArray
    ) -> Iterable[Finding]:
        """The first places of a cause, in order of the file."""
        kolom = self.recognised.standing_for(kolom) if kolom else None
        number = self.recognised.column_of(kolom) if kolom else None
        at = pc.indices_nonzero(mask)[:MAX_PLACES]
        for rij in pc.take(self.rij, at).to_pylist():
            cel = f"{column_letters(number)}{rij}" if self.sheet and number else None
            yield Finding(oorzaak.regel, oorzaak.ernst, rij, kolom, cel, oorzaak.melding)


def causes_of(
    broken: Iterable[Broken],
    repaired: Mapping[tuple[str, str], pa.BooleanArray],
    failed: Iterable[str],
    places: Places,
) -> tuple[tuple[Oorzaak, ...], tuple[Finding, ...]]:
    """Every cause, the gravest first, and for each at most MAX_PLACES findings."""
    pairs: list[tuple[Oorzaak, list[Finding]]] = []
    for code in failed:
        oorzaak = Oorzaak(code, "bestand", 1, FAILED, FAILED_REMEDY)
        pairs.append((oorzaak, [Finding(code, "bestand", None, None, None, FAILED)]))
    for item in broken:
        regel = item.regel
        oorzaak = Oorzaak(regel.code, regel.ernst, item.aantal, regel.melding, regel.remedie)
        if item.mask is None:
            whole = Finding(regel.code, regel.ernst, None, regel.cel or None, None, regel.melding)
            pairs.append((oorzaak, [whole]))
        else:
            pairs.append((oorzaak, list(places.findings(oorzaak, regel.cel or None, item.mask))))
    for (naam, code), mask in sorted(repaired.items(), key=lambda item: item[0][1]):
        melding = _repair_sentence(code).replace("$titel", titel_van(naam))
        oorzaak = Oorzaak(code, "tip", pc.sum(mask).as_py(), melding, REPAIRED_REMEDY)
        pairs.append((oorzaak, list(places.findings(oorzaak, naam, mask))))
    pairs.sort(key=lambda pair: ERNST.index(pair[0].ernst))
    return tuple(oorzaak for oorzaak, _ in pairs), tuple(f for _, found in pairs for f in found)


def _repair_sentence(code: str) -> str:
    known = herstelset()
    sentences = {herstel.code: herstel.melding for herstel in known.herstel}
    return sentences.get(code, known.randen_melding)


def status_of(broken: Iterable[Broken], rows: int) -> pa.StringArray:
    """Per row "geparkeerd" (something blocks), "bevestigen" (something to confirm) or "goed"."""
    parked = confirm = pa.array([False] * rows, pa.bool_())
    for item in broken:
        if item.mask is not None and item.regel.ernst == "blokkeert":
            parked = pc.or_(parked, item.mask)
        if item.mask is not None and item.regel.ernst == "bevestigen":
            confirm = pc.or_(confirm, item.mask)
    return pc.if_else(parked, "geparkeerd", pc.if_else(confirm, "bevestigen", "goed"))
