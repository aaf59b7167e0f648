"""What is noticed about a file, in Dutch as it is kept, and in English where that is asked.

What is kept is the Dutch sentence; the English one is found again by what the sentence looks like.
"""

import re
from collections.abc import Mapping
from functools import cache
from string import Template

from uitkomst.standard.herstelregel import herstelset
from uitkomst.standard.shelf import load

# At import: the process that reads a file can open nothing by then.
_SAID: Mapping[str, Mapping[str, Mapping[str, str]]] = load("opmerkingen", "jeugdhulp")
_NL = {naam: Template(each["nl"]) for part in _SAID.values() for naam, each in part.items()}
_SEPARATORS = ("; ", ", ")
_NUMBER, _PLACE, _TEXT = "[0-9]+", "[A-Z]{1,3}|[0-9]+", ".*"
_GAPS = {"aantal": _NUMBER, "plaats": _PLACE}


def opmerking(naam: str, **filled: object) -> str:
    """Give a sentence, or a part of one, in Dutch. Raises KeyError for what is not declared."""
    return _NL[naam].substitute(filled)


def opmerking_in_taal(tekst: str, taal: str) -> str:
    """Give the same sentence in a language ("nl" or "en"); one that is not known stays Dutch.

    Names of fields and codes stay Dutch: that is how they stand in the sender's file.
    """
    return _english(tekst) or tekst if taal == "en" else tekst


def reden_in_taal(tekst: str, taal: str) -> str:
    """Give the reasons why a rule was left out in a language ("nl" or "en")."""
    return _filled_in(tekst) if taal == "en" else tekst


def _english(tekst: str) -> str | None:
    """The English of a sentence or part, if it is one."""
    for pattern, english in _patterns():
        found = pattern.fullmatch(tekst)
        if found:
            return english.substitute(
                {gap: _filled_in(given) for gap, given in found.groupdict().items()}
            )
    return None


def _filled_in(tekst: str) -> str:
    """The English of what was filled in: a sentence, a part, a list of those, or just a name."""
    english = _english(tekst)
    if english is not None:
        return english
    for separator in _SEPARATORS:
        if separator in tekst:
            return separator.join(_filled_in(part) for part in tekst.split(separator))
    return tekst


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], Template], ...]:
    """What each Dutch sentence looks like, with the English one."""
    pairs = [(each["nl"], each["en"]) for part in _SAID.values() for each in part.values()]
    pairs += [
        (herstel.bij_twijfel, herstel.bij_twijfel_en)
        for herstel in herstelset().herstel
        if herstel.bij_twijfel
    ]
    return tuple((_pattern(dutch), Template(english)) for dutch, english in pairs)


def _pattern(dutch: str) -> re.Pattern[str]:
    gaps = re.split(r"\$([a-z]+)", dutch)
    pieces = [
        f"(?P<{piece}>{_GAPS.get(piece, _TEXT)})" if number % 2 else re.escape(piece)
        for number, piece in enumerate(gaps)
    ]
    return re.compile("".join(pieces), re.DOTALL)
