"""The pages of the manual that are made from the standard itself, in Dutch Markdown.

`python -m uitkomst.standard.handbook docs/generated` writes them.
"""

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from uitkomst.standard.codelijst import Code, Codelijst, codelijsten
from uitkomst.standard.gemeenten import BRON, PEILDATUM, gemeenten, jeugdregio
from uitkomst.standard.indelingsprofiel import Indelingsprofiel, indelingsprofielen
from uitkomst.standard.markdown import bullets, page, paragraphs, source, table
from uitkomst.standard.recordindeling import Recordindeling, Veld, recordindeling
from uitkomst.standard.regel import JEUGDHULP, UITBREIDINGEN
from uitkomst.standard.rulebook import OWN, indicatorenboek, regelboek
from uitkomst.standard.shelf import load


def pages() -> dict[str, str]:
    """Give the text of each generated page by its file name."""
    return {
        "codelijsten.md": _codelijsten(),
        "recordindeling.md": _recordindeling(),
        "regelboek.md": regelboek(),
        "indicatoren.md": indicatorenboek(),
    }


def write(folder: Path) -> None:
    """Write all pages into a folder, which is made when it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (folder / name).write_text(text, encoding="utf-8")


def _codelijsten() -> str:
    inleiding = "Welke codes een aanlevering mag bevatten, en van wanneer tot wanneer."
    lists = (_codelijst(lijst) for lijst in codelijsten())
    return page("Codelijsten", inleiding, [*lists, _protocollen(), _gemeenten()])


def _codelijst(lijst: Codelijst) -> str:
    rows = [
        (f"`{code.code}`", code.titel, code.groep, _dates(code.vanaf, code.tot), _more(code))
        for code in lijst.codes
    ]
    gaps = (f"**{gap.status}**, {_dates(gap.vanaf, gap.tot)}: {gap.reden}" for gap in lijst.lacunes)
    return paragraphs(
        f"## {lijst.titel}",
        lijst.toelichting,
        source(lijst),
        table(("Code", "Betekenis", "Groep", "Geldig", "Toelichting"), rows),
        *gaps,
    )


def _dates(vanaf: date | None, tot: date | None) -> str:
    bounds = [f"vanaf {vanaf}"] * (vanaf is not None) + [f"tot en met {tot}"] * (tot is not None)
    return " ".join(bounds) or "altijd"


def _more(code: Code) -> str:
    label = f"In rapporten: ‘{code.rapportlabel}’." if code.rapportlabel else ""
    other = f"Ook gelezen: {', '.join(code.aliassen)}." if code.aliassen else ""
    return " ".join(text for text in (code.toelichting, label, other) if text)


def _protocollen() -> str:
    entry = load("protocollen", "jeugdhulp")
    return paragraphs(
        f"## {entry['titel']}",
        entry["toelichting"],
        f"Bron: {entry['bron']}. Merk: **{entry['status']}**.",
        table(("Vanaf", "Versie"), [(row["vanaf"], row["versie"]) for row in entry["versies"]]),
    )


def _gemeenten() -> str:
    regios = sorted({gemeente.jeugdregio for gemeente in gemeenten()})
    rows = [(naam, ", ".join(f"{g.naam} ({g.code})" for g in jeugdregio(naam))) for naam in regios]
    return paragraphs(
        "## Gemeenten en jeugdregio's",
        f"De {len(gemeenten())} gemeenten op {PEILDATUM}. De meegeleverde verdeling van postcodes "
        "over gemeenten is bij benadering (PARTIAL) en alleen voor verzonnen gegevens bedoeld.",
        f"Bron: {BRON}. Merk: **VERIFIED**.",
        table(("Jeugdregio", "Gemeenten"), rows),
    )


def _recordindeling() -> str:
    indeling = recordindeling()
    inleiding = "De velden van één record jeugdhulp en de indelingen waarin een bestand mag komen."
    sections = [
        indeling.toelichting,
        source(indeling),
        "## Velden",
        table(("Naam", "Titel", "Lengte", "Verplicht", "Codelijst", "Bron", "Merk"), _rows()),
        "## Wat in een veld hoort, en welke koppen worden herkend",
        "Hoofdletters, accenten, spaties en leestekens in een kop maken geen verschil.",
        *(_veld(veld) for veld in indeling.velden),
        "## Indelingen van een bestand",
        *(_profiel(profiel) for profiel in indelingsprofielen()),
        "## Wat mee kan komen",
        *(_uitbreiding(recordindeling(naam)) for naam in UITBREIDINGEN),
    ]
    return page("Recordindeling jeugdhulp", inleiding, sections)


def _uitbreiding(indeling: Recordindeling) -> str:
    return paragraphs(
        f"### {indeling.titel}",
        f"**{OWN}** {indeling.toelichting}",
        source(indeling),
        table(
            ("Naam", "Titel", "Lengte", "Verplicht", "Codelijst", "Bron", "Merk"),
            _rows(indeling.naam),
        ),
        bullets(
            f"`{veld.naam}`: {veld.toelichting} Herkende koppen: "
            f"{', '.join((veld.titel, *veld.aliassen))}."
            for veld in indeling.velden
        ),
    )


def _rows(indeling: str = JEUGDHULP) -> Iterator[tuple[object, ...]]:
    for v in recordindeling(indeling).velden:
        yield f"`{v.naam}`", v.titel, v.lengte, _obligation(v), v.codelijst, v.bron, v.status


def _obligation(veld: Veld) -> str:
    if veld.in_plaats_van:
        return f"in plaats van {veld.in_plaats_van}"
    if veld.verplicht:
        return "ja"
    return "kolom wel, cel mag leeg" if veld.kolom_verplicht else "nee"


def _veld(veld: Veld) -> str:
    koppen = ", ".join((veld.titel, *veld.aliassen))
    return paragraphs(f"### {veld.titel}", veld.toelichting, f"Herkende koppen: {koppen}.")


def _profiel(profiel: Indelingsprofiel) -> str:
    positions = [(f"`{k.veld}`", k.start, k.lengte) for k in profiel.kolommen]
    extra = (
        f"Extra kolom `{naam}`, herkend aan: {', '.join((naam, *aliassen))}."
        for naam, aliassen in profiel.extra_aliassen.items()
    )
    fixed = profiel.soort == "vast"
    return paragraphs(
        f"### `{profiel.naam}`: {profiel.titel}",
        profiel.toelichting,
        source(profiel),
        table(("Veld", "Eerste positie", "Lengte"), positions) if fixed else "",
        *extra,
    )


if __name__ == "__main__":
    write(Path(sys.argv[1]))
