"""Causes arranged by what they ask of the reader, and in the language of the reader."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

from uitkomst.portal.findings import Cause
from uitkomst.portal.unit import ROWS, Unit
from uitkomst.services.aanlevering.views import AanleveringDetail, in_taal

GROUPS = {
    "bestand": (
        "Over het hele {source}",
        "Los dit eerst op: zolang het er staat, kunt u dit {source} niet indienen.",
    ),
    "blokkeert": (
        "Deze {many} zijn {parked} en tellen nu niet mee",
        "De oorzaak met de meeste {many} staat bovenaan: begin daar.",
    ),
    "bevestigen": (
        "Hierover hebben we een vraag",
        "Deze {many} tellen mee als u zegt dat het klopt.",
    ),
    "tip": ("Tips", "Hier hoeft u niets mee te doen; de {many} tellen gewoon mee."),
}


@dataclass(frozen=True)
class CauseGroup:
    """Causes that ask the same of the reader; `uitleg` says what."""

    soort: str
    titel: str
    uitleg: str
    oorzaken: tuple[Cause, ...]

    @property
    def in_een_keer(self) -> int:
        """How many of them can be mended at once."""
        return sum(cause.in_een_keer for cause in self.oorzaken)


def groups_of(causes: Sequence[Cause], words: Unit = ROWS) -> list[CauseGroup]:
    """Arrange causes, in their order, by what they ask of the reader."""
    groups, said = [], asdict(words)
    for soort, (titel, uitleg) in GROUPS.items():
        mine = tuple(cause for cause in causes if cause.soort == soort)
        if mine:
            groups.append(CauseGroup(soort, titel.format(**said), uitleg.format(**said), mine))
    return groups


def in_language(detail: AanleveringDetail, taal: str) -> AanleveringDetail:
    """Give the same delivery with its causes and findings in words of `taal` ("nl" or "en")."""
    if taal == "nl":
        return detail
    translated = tuple(in_taal(cause, taal) for cause in detail.oorzaken)
    said = {
        (cause.regel, cause.ernst, cause.melding): other.melding
        for cause, other in zip(detail.oorzaken, translated, strict=True)
    }
    findings = tuple(
        replace(each, melding=said.get((each.regel, each.ernst, each.melding), each.melding))
        for each in detail.bevindingen
    )
    return replace(detail, oorzaken=translated, bevindingen=findings)
