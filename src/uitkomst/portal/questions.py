"""The questions of a delivery (P6): what is asked, and which reasons people usually have."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from uitkomst.portal.findings import Cause
from uitkomst.services.deciding.bewerkingen import BewerkingView, VorigAntwoord

COMMON = (
    "Nagekeken in het dossier: het klopt",
    "Afgestemd met de behandelaar: het klopt",
    "Zo afgesproken met de gemeente",
    "Door een fusie, overname of nieuw contract",
    "Door een ander registratiesysteem",
)
EXAMPLES = 5


@dataclass(frozen=True)
class Question:
    """One question with its examples; `redenen` are the choices, `gekozen` the one that stands."""

    naam: str
    regel: str
    melding: str
    remedie: str
    aantal: int
    rijen: tuple[int, ...]
    antwoord: bool | None
    redenen: tuple[tuple[str, str], ...]
    gekozen: str
    tekst: str
    geen_rijen: bool = False
    zonder_reden: bool = False


def questions_of(
    causes: Iterable[Cause],
    decided: Iterable[BewerkingView],
    before: Mapping[str, VorigAntwoord],
    form: Mapping[str, str] | None = None,
) -> list[Question]:
    """Give the questions, each with its answer so far and what was said the last time.

    What was typed on a posted `form` that was not taken over stays as it was typed.
    """
    said = {
        each.onderwerp: each.reden
        for each in decided
        if each.soort == "antwoord" and each.undone_at is None
    }
    asked = [
        _question(cause, said.get(cause.naam, ""), before.get(cause.naam))
        for cause in causes
        if cause.soort == "bevestigen"
    ]
    typed = _typed(form or {})
    return [replace(each, **typed.get(each.naam, {})) for each in asked]


def _typed(form: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """What stands in a posted form, by the name of its question."""
    answers = {"ja": True, "nee": False}
    found = {}
    for name, naam in form.items():
        number = name.removeprefix("vraag-")
        if name.startswith("vraag-"):
            found[naam] = {
                "antwoord": answers.get(form.get(f"antwoord-{number}", "")),
                "gekozen": form.get(f"reden-{number}", ""),
                "tekst": form.get(f"tekst-{number}", ""),
                "zonder_reden": _without_reason(form, number),
            }
    return found


def _question(cause: Cause, said: str, last: VorigAntwoord | None) -> Question:
    earlier = last.reden if last and last.ja and last.reden not in COMMON else ""
    reasons = [("", "Kies een reden")]
    if earlier:
        reasons.append((earlier, f"Vorige keer: {earlier}"))
    for reason in COMMON:
        was_last = last is not None and last.ja and last.reden == reason
        reasons.append((reason, f"Vorige keer: {reason}" if was_last else reason))
    listed = {value for value, _ in reasons}
    wanted = said or (last.reden if last and last.ja and cause.antwoord is None else "")
    return Question(
        cause.naam,
        cause.regel,
        cause.melding,
        cause.remedie,
        cause.aantal,
        tuple(dict.fromkeys(place.rij for place in cause.places if place.rij is not None))[
            :EXAMPLES
        ],
        cause.antwoord,
        tuple(reasons),
        wanted if wanted in listed else "",
        "" if wanted in listed else wanted,
        cause.geen_rijen,
    )


def _without_reason(form: Mapping[str, str], number: str) -> bool:
    given = form.get(f"tekst-{number}", "").strip() or form.get(f"reden-{number}", "")
    return form.get(f"antwoord-{number}") == "ja" and not given


def answers_of(form: Mapping[str, str]) -> dict[str, tuple[bool, str]]:
    """Read the answers out of a posted form; a question without yes or no is left open."""
    given = {}
    for name, naam in form.items():
        number = name.removeprefix("vraag-")
        answer = form.get(f"antwoord-{number}")
        if not name.startswith("vraag-") or answer not in ("ja", "nee"):
            continue
        reason = form.get(f"tekst-{number}", "").strip() or form.get(f"reden-{number}", "")
        given[naam] = (answer == "ja", reason if answer == "ja" else "")
    return given
