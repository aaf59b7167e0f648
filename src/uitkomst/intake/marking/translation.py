"""An outcome in another language; the words come from the standard."""

from dataclasses import replace

from uitkomst.intake.findings import CheckResult, Finding, Oorzaak, in_taal
from uitkomst.standard.opmerkingen import opmerking_in_taal, reden_in_taal

__all__ = ["in_taal", "result_in"]


def result_in(result: CheckResult, taal: str) -> CheckResult:
    """The same outcome with all it says in words of `taal` ("nl" or "en")."""
    if taal == "nl":
        return result
    oorzaken = tuple(in_taal(oorzaak, taal) for oorzaak in result.oorzaken)
    said = {
        _key(before): after.melding for before, after in zip(result.oorzaken, oorzaken, strict=True)
    }
    bevindingen = tuple(
        replace(finding, melding=said[_key(finding)]) for finding in result.bevindingen
    )
    return replace(
        result,
        oorzaken=oorzaken,
        bevindingen=bevindingen,
        overgeslagen=tuple((code, reden_in_taal(why, taal)) for code, why in result.overgeslagen),
        notes=tuple(opmerking_in_taal(note, taal) for note in result.notes),
    )


def _key(what: Oorzaak | Finding) -> tuple[str, str, str]:
    return what.regel, what.ernst, what.melding
