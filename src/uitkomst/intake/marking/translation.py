"""An outcome in another language; the words come from the standard."""

from dataclasses import replace

from uitkomst.intake.findings import CheckResult, Finding, Oorzaak, in_taal

__all__ = ["in_taal", "result_in"]


def result_in(result: CheckResult, taal: str) -> CheckResult:
    """The same outcome with its causes and findings in words of `taal`; notes stay Dutch."""
    if taal == "nl":
        return result
    oorzaken = tuple(in_taal(oorzaak, taal) for oorzaak in result.oorzaken)
    said = {
        _key(before): after.melding for before, after in zip(result.oorzaken, oorzaken, strict=True)
    }
    bevindingen = tuple(
        replace(finding, melding=said[_key(finding)]) for finding in result.bevindingen
    )
    return replace(result, oorzaken=oorzaken, bevindingen=bevindingen)


def _key(what: Oorzaak | Finding) -> tuple[str, str, str]:
    return what.regel, what.ernst, what.melding
