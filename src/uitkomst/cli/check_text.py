"""The outcome of a check for somebody at a terminal: by cause, the gravest first."""

from collections.abc import Mapping
from itertools import groupby

from uitkomst.intake.check import CheckResult, Finding, Oorzaak
from uitkomst.intake.headings import printable, shown_file

KOPPEN = {
    "bestand": "Het bestand kan zo niet worden aangenomen",
    "blokkeert": "Blokkeert: deze rijen tellen niet mee tot ze zijn verbeterd",
    "bevestigen": "Te bevestigen: klopt dit?",
    "tip": "Tips: u hoeft niets te doen als dit klopt",
}
SHOWN_PLACES = 5

Waarden = Mapping[tuple[int | None, str | None], str | None]


def as_text(result: CheckResult, waarden: Waarden | None = None) -> str:
    """Give the outcome in readable Dutch; values of cells only when they are given."""
    parts = [_head(result)]
    for ernst, oorzaken in groupby(result.oorzaken, key=lambda oorzaak: oorzaak.ernst):
        parts.append("\n".join([KOPPEN[ernst], *(_cause(o, result, waarden) for o in oorzaken)]))
    parts.append(_rules(result))
    if result.notes:
        parts.append("\n".join(["Opmerkingen", *(f"  {printable(note)}" for note in result.notes)]))
    parts.append(
        "Er zijn fouten die eerst moeten worden verbeterd."
        if result.blocking
        else "Niets houdt deze aanlevering tegen."
    )
    return "\n\n".join(parts)


def _head(result: CheckResult) -> str:
    periode = result.periode.titel if result.periode else "niet bekend"
    return "\n".join(
        [
            f"Bestand   {shown_file(result.bestand)}",
            f"Periode   {periode}",
            f"Indeling  {result.indeling}",
            f"Records   {result.totaal}: {result.goed} goed, {result.geparkeerd} geparkeerd, "
            f"{result.bevestigen} te bevestigen",
        ]
    )


def _cause(oorzaak: Oorzaak, result: CheckResult, waarden: Waarden | None) -> str:
    places = [
        finding
        for finding in result.bevindingen
        if (finding.regel, finding.ernst, finding.melding)
        == (oorzaak.regel, oorzaak.ernst, oorzaak.melding)
        and finding.rij is not None
    ]
    lines = [
        f"  {oorzaak.regel}  {oorzaak.aantal}×  {oorzaak.melding}",
        f"       {oorzaak.remedie}",
    ]
    if places:
        shown = ", ".join(_place(finding, waarden) for finding in places[:SHOWN_PLACES])
        more = oorzaak.aantal - min(len(places), SHOWN_PLACES)
        lines.append(f"       {shown}" + (f" en nog {more}" if more > 0 else ""))
    return "\n".join(lines)


def _place(finding: Finding, waarden: Waarden | None) -> str:
    place = f"cel {finding.cel}" if finding.cel else f"regel {finding.rij}"
    if waarden is None:
        return place
    waarde = waarden.get((finding.rij, finding.kolom))
    return f"{place} ({printable(waarde) if waarde else 'leeg'})"


def _rules(result: CheckResult) -> str:
    lines = [
        f"Regels: {len(result.uitgevoerd)} uitgevoerd, {len(result.overgeslagen)} overgeslagen, "
        f"{len(result.mislukt)} mislukt"
    ]
    lines += [f"  {code} overgeslagen: {why}" for code, why in result.overgeslagen]
    lines += [f"  {code} mislukt" for code in result.mislukt]
    return "\n".join(lines)
