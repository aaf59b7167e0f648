"""From broken rules and repairs to causes with their places, and to the status of each row."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from uitkomst.intake.checking.rules import Broken
from uitkomst.intake.findings import MAX_PLACES, PLAATSEN, Finding, Oorzaak
from uitkomst.intake.recognise import Recognised
from uitkomst.intake.rows import column_letters
from uitkomst.standard.herstelregel import herstelset
from uitkomst.standard.regel import ERNST, JEUGDHULP, regelset, titel_van


@dataclass(frozen=True)
class Source:
    """Where rows stand: the delivery itself, or what extends it.

    `indeling` names its fields, `blad` its sheet ("" for the sheet of the delivery); `bron` keeps
    the names of its causes apart from those of the delivery.
    """

    indeling: str = JEUGDHULP
    blad: str = ""
    bron: str = ""

    def name(self, naam: str) -> str:
        """The name of a cause here."""
        return f"{naam}:{self.bron}" if self.bron else naam


DELIVERY = Source()


@dataclass(frozen=True)
class Places:
    """How a row and a field are found again in the sender's file.

    `sheet`: cells have names; `width`: so many columns the file has, fields beyond it were only
    filled in by the sender.
    """

    rij: pa.ChunkedArray
    recognised: Recognised
    sheet: bool
    width: int

    def number_of(self, kolom: str | None) -> int | None:
        """The column of a field in the sender's file; None when it has none."""
        number = self.recognised.column_of(kolom) if kolom else None
        return number if number and number <= self.width else None

    def findings(self, cause: "Cause") -> Iterable[Finding]:
        """The first places of a cause, in order of the file."""
        oorzaak = cause.oorzaak
        if cause.mask is None:
            yield Finding(oorzaak.regel, oorzaak.ernst, None, oorzaak.kolom, None, oorzaak.melding)
            return
        number = self.number_of(oorzaak.kolom)
        at = pc.indices_nonzero(cause.mask)[:MAX_PLACES]
        for rij in pc.take(self.rij, at).to_pylist():
            cel = f"{column_letters(number)}{rij}" if self.sheet and number else None
            if cel and oorzaak.blad:
                cel = f"{oorzaak.blad}!{cel}"
            yield Finding(oorzaak.regel, oorzaak.ernst, rij, oorzaak.kolom, cel, oorzaak.melding)


@dataclass(frozen=True)
class Cause:
    """A cause with the rows it is in; None: the file as a whole."""

    oorzaak: Oorzaak
    mask: pa.BooleanArray | None


def all_places(causes: Sequence[tuple[Cause, Places]], *, on_sheets: bool) -> pa.Table:
    """All places of all causes, as `PLAATSEN` says: in the delivery itself, or on other sheets."""
    parts = []
    for index, (cause, places) in enumerate(causes):
        if cause.mask is not None and bool(cause.oorzaak.blad) == on_sheets:
            rij = pc.take(places.rij, pc.indices_nonzero(cause.mask)).combine_chunks()
            number = pa.scalar(places.number_of(cause.oorzaak.kolom), pa.int16())
            which = pa.repeat(pa.scalar(index, pa.int16()), len(rij))
            columns = [which, rij, pa.repeat(number, len(rij))]
            parts.append(pa.record_batch(columns, schema=PLAATSEN))
    return pa.Table.from_batches(parts, schema=PLAATSEN)


def causes_of(
    broken: Iterable[Broken],
    repaired: Mapping[tuple[str, str], pa.BooleanArray],
    failed: Iterable[str],
    recognised: Recognised,
    solved_by: Mapping[str, str],
    answers: Mapping[str, bool],
    source: Source = DELIVERY,
) -> list[Cause]:
    """Every cause, the gravest first.

    `solved_by` gives for the name of a rule the voorstel that would solve it, `answers` what the
    sender said to the names of causes that ask; `source` is where in the file the rows stand.
    """
    crash = regelset().mislukt.woorden
    causes = [
        Cause(
            Oorzaak(
                code,
                "bestand",
                1,
                crash.melding,
                crash.remedie,
                naam=source.name(code),
                blad=source.blad,
            ),
            None,
        )
        for code in failed
    ]
    for item in broken:
        regel = item.regel
        asked = regel.ernst == "bevestigen"
        naam = source.name(regel.naam)
        oorzaak = Oorzaak(
            regel.code, regel.ernst, item.aantal, regel.melding, regel.remedie,
            naam=naam,
            kolom=_standing_for(recognised, regel.cel, whole=item.mask is None),
            voorstel=solved_by.get(regel.naam, ""),
            antwoord=answers.get(naam) if asked else None,
            blad=source.blad,
            heel_bestand=item.mask is None,
        )  # fmt: skip
        causes.append(Cause(oorzaak, item.mask))
    known = herstelset()
    for (veld, code), mask in sorted(repaired.items(), key=lambda item: item[0][1]):
        said = known.woorden[code].woorden
        melding = said.melding.replace("$titel", titel_van(veld, source.indeling))
        aantal = pc.sum(mask).as_py()
        oorzaak = Oorzaak(
            code, "tip", aantal, melding, said.remedie,
            naam=source.name(f"{code}:{veld}"), kolom=veld, blad=source.blad,
        )  # fmt: skip
        causes.append(Cause(oorzaak, mask))
    causes.sort(key=lambda cause: ERNST.index(cause.oorzaak.ernst))
    return causes


def _standing_for(recognised: Recognised, cel: str, *, whole: bool) -> str | None:
    """The field a rule points at, or the one that is there in its place."""
    if not cel or whole:
        return cel or None
    return recognised.standing_for(cel)


def status_of(broken: Iterable[Broken], rows: int, answers: Mapping[str, bool]) -> pa.StringArray:
    """Per row "geparkeerd" (something blocks, or the sender said no), "bevestigen" or "goed"."""
    parked = confirm = pa.array([False] * rows, pa.bool_())
    for item in broken:
        if item.mask is None:
            continue
        answer = answers.get(item.regel.naam)
        asked = item.regel.ernst == "bevestigen"
        if item.regel.ernst == "blokkeert" or (asked and answer is False):
            parked = pc.or_(parked, item.mask)
        elif asked and answer is None:
            confirm = pc.or_(confirm, item.mask)
    return pc.if_else(parked, "geparkeerd", pc.if_else(confirm, "bevestigen", "goed"))
