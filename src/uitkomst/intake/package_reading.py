"""The part of the package for a page that is about reading and recognising a file."""

from typing import Any

from uitkomst.intake import wrong_columns
from uitkomst.intake.formats import choose_sheet, read_csv
from uitkomst.intake.formats.choose_sheet import known_headings, no_rows
from uitkomst.intake.formats.excel_values import BUILT_IN_DATES
from uitkomst.intake.formats.read_fixed import layout_of, required_length
from uitkomst.intake.formats.recognise_format import OTHER_KINDS
from uitkomst.intake.headings import HIDDEN, LONGEST, measurement
from uitkomst.intake.recognise import (
    BREED,
    FEWEST_HEADINGS,
    LANG,
    PERSPECTIEF,
    SEARCHED_ROWS,
)
from uitkomst.intake.refusals import (
    UnreadableFile,
    broken,
    encrypted,
    macro,
    other_kind,
    too_large,
)
from uitkomst.standard.indelingsprofiel import indelingsprofiel, indelingsprofielen
from uitkomst.standard.recordindeling import normaliseer_kop, recordindeling
from uitkomst.standard.regel import LANG_VELDEN, UITBREIDINGEN, regels, titel_van

GAP = "{wat}"
"""Where the page fills in what is wrong with this file."""


def reading() -> dict[str, Any]:
    """How the first bytes are judged, which separators are tried, how a sheet is chosen."""
    fixed = [profiel for profiel in indelingsprofielen() if profiel.soort == "vast"]
    return {
        "andere_soorten": [[signature.hex(), kind] for signature, kind in OTHER_KINDS],
        "scheidingstekens": dict(read_csv.SEPARATORS),
        "vast": [
            {
                "naam": profiel.naam,
                "lengte": layout_of(profiel).length,
                "minst": required_length(profiel),
                "eerste": list(layout_of(profiel).spans[0]),
            }
            for profiel in fixed
        ],
        "bekende_koppen": sorted(known_headings()),
        "bekeken": choose_sheet.PEEK,
        "gelijkend": choose_sheet.ALIKE,
        "datumstijlen": sorted(BUILT_IN_DATES),
    }


def recognising() -> dict[str, Any]:
    """The headings of each layout, what a file must have, and what can come along with it.

    What comes along (`aanvullingen`, with its rules) a page only names; the server checks it.
    """
    velden = recordindeling().velden
    layouts = [indelingsprofiel(naam) for naam in (BREED, LANG)]
    return {
        "gezocht": SEARCHED_ROWS,
        "minst": FEWEST_HEADINGS,
        "perspectief": PERSPECTIEF,
        "verborgen": HIDDEN,
        "langste": LONGEST,
        "indelingen": {
            layout.soort: {
                "naam": layout.naam,
                "titel": layout.titel,
                "velden": [kolom.veld for kolom in layout.kolommen],
                "koppen": layout.koppen(),
            }
            for layout in layouts
        },
        "titels": {veld.naam: veld.titel for veld in velden}
        | {naam: titel_van(naam) for naam in LANG_VELDEN},
        "gesplitst": [naam for naam in LANG_VELDEN if naam != "informant"],
        "in_plaats_van": {veld.naam: veld.in_plaats_van for veld in velden if veld.in_plaats_van},
        "kolom_verplicht": [veld.naam for veld in velden if veld.kolom_verplicht],
        "andere_exports": [
            [what, [normaliseer_kop(name) for name in names]]
            for what, names in wrong_columns.OTHER_EXPORTS.items()
        ],
        "meeste_koppen": wrong_columns.MOST_SHOWN,
        "aanvullingen": {
            naam: list(dict.fromkeys(regel.code for regel in regels(naam)))
            for naam in UITBREIDINGEN
        },
        "metingen": sorted(
            kop
            for veld in recordindeling("metingen").velden
            for kop in veld.koppen
            if measurement(f"meting{kop}")
        ),
    }


def refusals() -> dict[str, dict[str, str]]:
    """The sentences of the refusals that fit every file, with a gap for what is wrong."""
    made = {
        "kapot": broken(GAP),
        "ander_type": other_kind(GAP),
        "macro": macro(GAP),
        "versleuteld": encrypted(),
        "te_groot": too_large("te_groot", GAP),
        "alleen_kop": no_rows(GAP),
        "geen_kop": wrong_columns.no_headings([]),
    }
    return {naam: _sentence(refusal) for naam, refusal in made.items()}


def _sentence(refusal: UnreadableFile) -> dict[str, str]:
    return {"reden": refusal.reden, "melding": refusal.melding}
