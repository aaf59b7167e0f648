"""What a line of the logbook is about, for who reads it."""

import re

from uitkomst.services.audit import AuditLine
from uitkomst.standard.codelijst import codelijst
from uitkomst.standard.indicator import indicator
from uitkomst.standard.verslagperiode import OngeldigePeriode, Verslagperiode

REFERENCE = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
TOTAAL = "totaal"


def about(line: AuditLine) -> str:
    """Say in words what was done something with.

    A reference is shortened to its first eight signs, enough to see which lines belong together.
    """
    subject, *figure = line.subject.split("/")
    words = [_figure(*figure)] if len(figure) == 3 else []
    if REFERENCE.fullmatch(subject):
        return ", ".join([*words, f"kenmerk {subject[:8]}"])
    try:
        return Verslagperiode.parse(subject).titel
    except OngeldigePeriode:
        return subject


def _figure(naam: str, hulpvorm: str, categorie: str) -> str:
    of = indicator(naam)
    hulpvormen = {code.code: code.titel for code in codelijst("hulpvorm").codes}
    categorieen = {each.code: each.titel for each in of.categorieen}
    return ", ".join(
        (
            of.titel,
            "alle hulpvormen" if hulpvorm == TOTAAL else hulpvormen.get(hulpvorm, hulpvorm),
            "alle uitkomsten" if categorie == TOTAAL else categorieen.get(categorie, categorie),
        )
    )
