"""What is wrong with a request, in Dutch: where it is and what it should be, never what it was."""

from collections.abc import Iterable, Sequence
from typing import Any

from uitkomst.standard.identificatie import contains_bsn

SENTENCES = {
    "missing": "Dit ontbreekt.",
    "literal_error": "Kies een van: {expected}.",
    "enum": "Kies een van: {expected}.",
    "int_parsing": "Dit moet een geheel getal zijn.",
    "bool_parsing": "Dit moet true of false zijn.",
    "bool_type": "Dit moet true of false zijn.",
    "greater_than_equal": "Dit moet ten minste {ge} zijn.",
    "less_than_equal": "Dit mag hooguit {le} zijn.",
    "string_too_short": "Dit moet ten minste {min_length} teken(s) lang zijn.",
    "string_too_long": "Dit mag hooguit {max_length} tekens lang zijn.",
    "string_pattern_mismatch": "Dit heeft niet de vorm {pattern}.",
    "too_short": "Er moet er ten minste {min_length} zijn.",
    "too_long": "Er mogen er hooguit {max_length} zijn.",
    "extra_forbidden": "Dit veld bestaat hier niet.",
}
OTHERWISE = "Dit heeft niet de vorm die de beschrijving van de API noemt."


def faults(errors: Iterable[dict[str, Any]]) -> list[dict[str, str]]:
    """One entry per fault: `plaats` ("query.pagina") and `melding`."""
    return [
        {
            "plaats": _place(error["loc"]),
            "melding": SENTENCES.get(error["type"], OTHERWISE).format(**error.get("ctx", {})),
        }
        for error in errors
    ]


def _place(loc: Sequence[str | int]) -> str:
    """Where it is. The name of an unknown field is the sender's own, so it may be about a person.

    The second part of a body's place is the name of our own variable.
    """
    parts = [str(part) for part in loc]
    if parts[:2] == ["body", "body"]:
        del parts[1]
    return ".".join("…" if contains_bsn(part) else part for part in parts)
