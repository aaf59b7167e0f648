"""A form as its page sees it: who is on it, what is still missing, what may be wrong."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from uitkomst.intake.formulier import FIRST
from uitkomst.register.models import Aanlevering
from uitkomst.services.aanlevering.summary import Summary, read_back
from uitkomst.services.aanlevering.views import AanleveringView, view_of
from uitkomst.services.forms.client_answers import UNKNOWN_BSN
from uitkomst.services.kept.client_lines import Line
from uitkomst.standard.gemeenten import gemeente, gemeente_van_postcode
from uitkomst.standard.identificatie import masked_bsn

BEPERKT = "beperkt"
EMPTY = "C01"  # the rule that a mandatory cell is filled


@dataclass(frozen=True)
class Hint:
    """What was found in one field of a line ("" for the line as a whole), and what to do.

    `naam` is the name of the cause; `parkeert` tells that the line does not count like this.
    """

    veld: str
    naam: str
    parkeert: bool
    melding: str
    remedie: str

    @property
    def leeg(self) -> bool:
        """Whether something was only not filled in yet."""
        return self.naam.startswith(EMPTY)


@dataclass(frozen=True)
class Client:
    """One line of a form; `nummer` counts from 1, `bsn` is masked, `gemeente` is a name or "".

    `staat` is "klaar", "nakijken" (nobody looked at it this period), "vraag" (something to
    confirm), "onaf" (something blocks it) or "beperkt" (it is kept and not shown, AVG art. 18).
    """

    nummer: int
    velden: dict[str, str] = field(repr=False)
    reden_bsn: str = field(repr=False)
    bsn: str = field(repr=False)
    gemeente: str
    staat: str
    hints: tuple[Hint, ...]

    def hint(self, veld: str) -> Hint | None:
        """The gravest thing found in a field."""
        return next((hint for hint in self.hints if hint.veld == veld), None)


@dataclass(frozen=True)
class Clienten:
    """A form: its draft and its lines, with how many of them still ask something.

    `vragen` counts the open questions, those about the form as a whole included. `niet_overgenomen`
    are trajecten of who is restricted, that count in another version and are not on this form.
    """

    aanlevering: AanleveringView
    clienten: tuple[Client, ...]
    vragen: int
    niet_overgenomen: int = 0

    @property
    def onaf(self) -> int:
        """How many lines cannot count yet."""
        return sum(client.staat == "onaf" for client in self.clienten)

    @property
    def na_te_kijken(self) -> int:
        """How many lines came from an earlier period and nobody looked at."""
        return sum(client.staat == "nakijken" for client in self.clienten)

    def client(self, nummer: int) -> Client | None:
        """The line with this number."""
        return self.clienten[nummer - 1] if 1 <= nummer <= len(self.clienten) else None


def clienten_of(
    draft: Aanlevering,
    lines: Sequence[Line],
    held: Collection[int] = (),
    niet_overgenomen: int = 0,
) -> Clienten:
    """The form of a draft, with the findings of its last check beside the lines.

    Of the lines with the numbers `held` nothing is told.
    """
    summary = read_back(draft.summary)
    hints: dict[int, list[Hint]] = {}
    for nummer, hint in _hints(summary):
        hints.setdefault(nummer, []).append(hint)
    asked = [each for each in summary.oorzaken if each.ernst == "bevestigen"]
    unanswered = {each.naam for each in asked if each.antwoord is None}
    return Clienten(
        aanlevering=view_of(draft),
        clienten=tuple(
            _held_back(nummer)
            if nummer in held
            else _client(nummer, line, hints.get(nummer, []), asked=UNKNOWN_BSN in unanswered)
            for nummer, line in enumerate(lines, start=1)
        ),
        vragen=len(unanswered),
        niet_overgenomen=niet_overgenomen,
    )


def _hints(summary: Summary) -> Iterable[tuple[int, Hint]]:
    """What was found per line, the gravest first; not what was confirmed, and no tips."""
    causes = {(each.regel, each.melding, each.kolom): each for each in summary.oorzaken}
    for finding in summary.bevindingen:
        cause = causes.get((finding.regel, finding.melding, finding.kolom))
        if cause is None or finding.rij is None or finding.ernst not in ("blokkeert", "bevestigen"):
            continue
        if cause.antwoord:
            continue
        parks = finding.ernst == "blokkeert" or cause.antwoord is False
        found = Hint(finding.kolom or "", cause.naam, parks, cause.melding, cause.remedie)
        yield finding.rij - FIRST + 1, found


def _held_back(nummer: int) -> Client:
    return Client(nummer, {}, "", "", "", BEPERKT, ())


def _client(nummer: int, line: Line, hints: list[Hint], *, asked: bool) -> Client:
    bsn = line.velden.get("bsn", "")
    if asked and line.without_bsn and not line.reden_bsn:
        hints = [*hints, Hint("bsn", UNKNOWN_BSN, False, "", "")]
    return Client(
        nummer=nummer,
        velden=line.velden,
        reden_bsn=line.reden_bsn,
        bsn=masked_bsn(bsn) if bsn else "",
        gemeente=_gemeente(line.velden.get("postcode_of_gemeente", "")),
        staat=_staat(line, hints),
        hints=tuple(hints),
    )


def _gemeente(place: str) -> str:
    """The municipality of a postcode or a code; "" when it is not known."""
    place = "".join(place.split())
    code = gemeente_van_postcode(place) if len(place) > 4 else place
    found = gemeente(code) if code else None
    return found.naam if found else ""


def _staat(line: Line, hints: Sequence[Hint]) -> str:
    if any(hint.parkeert for hint in hints):
        return "onaf"
    if not line.nagekeken:
        return "nakijken"
    return "vraag" if hints else "klaar"
