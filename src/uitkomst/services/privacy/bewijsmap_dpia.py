"""The DPIA of the reference set-up: a text, with the parts that follow from the code put in.

`docs/dpia.md` is what `text` gives; a test holds that, and the same text goes in the zip.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

from uitkomst.register import migrations
from uitkomst.services.privacy.controls import controls
from uitkomst.services.privacy.held_until import DECLARED
from uitkomst.standard.recordindeling import Veld, recordindeling

TEMPLATE = Path(__file__).with_name("bewijsmap_dpia.md")


def text() -> str:
    """The DPIA, in Markdown."""
    said = TEMPLATE.read_text(encoding="utf-8")
    parts = {
        "{velden}": _table(
            ("Veld", "Waarvoor", "Wie ziet het", "Bescherming"),
            [_field(veld) for veld in recordindeling().velden],
        ),
        "{termijnen}": _table(
            ("Wat", "Hoe lang", "Waarom"),
            [(each.wat, each.termijn, each.reden) for each in DECLARED],
        ),
        "{maatregelen}": _table(
            ("Norm", "Maatregel", "Toets"),
            [(each.norm, each.doet, "<br>".join(each.tests)) for each in controls()],
        ),
        "{model}": _data_model(),
    }
    for place, part in parts.items():
        said = said.replace(place, part)
    return said


def _field(veld: Veld) -> Sequence[str]:
    if veld.identificerend:
        return (
            veld.titel,
            "weten welke rijen van hetzelfde kind zijn" if veld.soort in ("bsn", "clientnummer")
            else "gemeente en leeftijd afleiden",
            "alleen de eigen aanbieder",
            "per kind verzegeld; weg zodra de sleutel van het kind weg is",
        )  # fmt: skip
    return (
        veld.titel,
        "tellen",
        "de eigen aanbieder precies; anderen alleen beschermde aantallen",
        "verzegeld onder pseudoniem",
    )


def _data_model() -> str:
    """The newest migration: what a new field or table changes."""
    folder = Path(next(iter(migrations.__path__)))
    return max(path.stem for path in folder.glob("0*.py"))


def _table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    return "\n".join(
        [
            f"| {' | '.join(headings)} |",
            f"|{'---|' * len(headings)}",
            *(f"| {' | '.join(row)} |" for row in rows),
        ]
    )
