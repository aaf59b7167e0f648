"""The outcome of a check for somebody at a terminal: by cause, the gravest first."""

from collections.abc import Mapping
from itertools import groupby
from string import Template

from uitkomst.intake.check import CheckResult, Finding, Oorzaak
from uitkomst.intake.headings import printable, shown_file

WOORDEN = {
    "nl": {
        "kop": "Bestand   $bestand\nPeriode   $periode\nIndeling  $indeling\nRecords   $totaal: "
        "$goed goed, $geparkeerd geparkeerd, $bevestigen te bevestigen",
        "onbekend": "niet bekend",
        "cel": "cel",
        "regel": "regel",
        "leeg": "leeg",
        "meer": "en nog $aantal",
        "regels": "Regels: $uitgevoerd uitgevoerd, $overgeslagen overgeslagen, $mislukt mislukt",
        "overgeslagen": "overgeslagen",
        "mislukt": "mislukt",
        "opmerkingen": "Opmerkingen",
        "fout": "Er zijn fouten die eerst moeten worden verbeterd.",
        "vraag": "Niets is fout; wat te bevestigen is, vraagt het portaal voordat u indient.",
        "goed": "Niets houdt deze aanlevering tegen.",
    },
    "en": {
        "kop": "File      $bestand\nPeriod    $periode\nLayout    $indeling\nRecords   $totaal: "
        "$goed good, $geparkeerd parked, $bevestigen to be confirmed",
        "onbekend": "not known",
        "cel": "cell",
        "regel": "line",
        "leeg": "empty",
        "meer": "and $aantal more",
        "regels": "Rules: $uitgevoerd carried out, $overgeslagen left out, $mislukt failed",
        "overgeslagen": "left out",
        "mislukt": "failed",
        "opmerkingen": "Remarks",
        "fout": "There are mistakes that must be put right first.",
        "vraag": "Nothing is wrong; the portal asks what is to be confirmed before you submit.",
        "goed": "Nothing stops this delivery.",
    },
}
"""The words of a report around its causes."""

KOPPEN = {
    "nl": {
        "bestand": "Het bestand kan zo niet worden aangenomen",
        "blokkeert": "Blokkeert: deze rijen tellen niet mee tot ze zijn verbeterd",
        "bevestigen": "Te bevestigen: klopt dit?",
        "tip": "Tips: u hoeft niets te doen als dit klopt",
    },
    "en": {
        "bestand": "The file cannot be accepted like this",
        "blokkeert": "Blocks: these rows do not count until they are put right",
        "bevestigen": "To be confirmed: is this right?",
        "tip": "Tips: you need not do anything if this is right",
    },
}
"""What stands above the causes of each severity."""

SHOWN_PLACES = 5

Waarden = Mapping[tuple[int | None, str | None, str | None], str | None]


def as_text(result: CheckResult, waarden: Waarden | None = None, taal: str = "nl") -> str:
    """Give the outcome for a reader; values of cells only when they are given.

    What was found comes in the language it has; `taal` is that of the words around it.
    """
    words = WOORDEN[taal]
    parts = [_head(result, words)]
    for ernst, oorzaken in groupby(result.oorzaken, key=lambda oorzaak: oorzaak.ernst):
        parts.append(
            "\n".join([KOPPEN[taal][ernst], *(_cause(o, result, waarden, words) for o in oorzaken)])
        )
    parts.append(_rules(result, words))
    if result.notes:
        parts.append(
            "\n".join([words["opmerkingen"], *(f"  {printable(note)}" for note in result.notes)])
        )
    verdict = "fout" if result.blocking else "vraag" if result.unanswered else "goed"
    parts.append(words[verdict])
    return "\n\n".join(parts)


def _head(result: CheckResult, words: Mapping[str, str]) -> str:
    periode = f"{result.periode.code} ({result.periode.titel})" if result.periode else None
    return Template(words["kop"]).substitute(
        bestand=shown_file(result.bestand),
        periode=periode or words["onbekend"],
        indeling=result.indeling,
        totaal=result.totaal,
        goed=result.goed,
        geparkeerd=result.geparkeerd,
        bevestigen=result.bevestigen,
    )


def _cause(
    oorzaak: Oorzaak, result: CheckResult, waarden: Waarden | None, words: Mapping[str, str]
) -> str:
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
        shown = ", ".join(_place(finding, waarden, words) for finding in places[:SHOWN_PLACES])
        more = oorzaak.aantal - min(len(places), SHOWN_PLACES)
        rest = f" {Template(words['meer']).substitute(aantal=more)}" if more > 0 else ""
        lines.append(f"       {shown}{rest}")
    return "\n".join(lines)


def _place(finding: Finding, waarden: Waarden | None, words: Mapping[str, str]) -> str:
    cel, rij = f"{words['cel']} {finding.cel}", f"{words['regel']} {finding.rij}"
    place = cel if finding.cel else rij
    key = (finding.rij, finding.kolom, finding.cel)
    if waarden is None or key not in waarden:
        return place
    return f"{place} ({printable(waarden[key] or '') or words['leeg']})"


def _rules(result: CheckResult, words: Mapping[str, str]) -> str:
    counts = Template(words["regels"]).substitute(
        uitgevoerd=len(result.uitgevoerd),
        overgeslagen=len(result.overgeslagen),
        mislukt=len(result.mislukt),
    )
    lines = [counts]
    lines += [f"  {code} {words['overgeslagen']}: {why}" for code, why in result.overgeslagen]
    lines += [f"  {code} {words['mislukt']}" for code in result.mislukt]
    return "\n".join(lines)
