"""What is noticed about a file is said in two languages, the English found again from the Dutch."""

import re
from string import Template

import pytest

from uitkomst.standard.herstelregel import herstelset
from uitkomst.standard.opmerkingen import opmerking, opmerking_in_taal, reden_in_taal
from uitkomst.standard.shelf import load

SAID = {
    naam: words
    for part in load("opmerkingen", "jeugdhulp").values()
    for naam, words in part.items()
}
FILLED = {
    "aantal": "3", "plaats": "C", "eerste": "7", "gewoon": "14", "cel": "A5",
    "eind": ".xlsx", "soort": ".csv", "codering": "UTF-16-LE", "teken": "tab", "profiel": "x-1",
    "blad": "Data", "bladen": "'A', 'B'", "kolommen": "Naam, Kop 2", "namen": "A, B",
    "periode": "2023-1", "andere": "2023-2", "code": "V01", "reden": "x", "opmerking": "x",
}  # fmt: skip


def gaps(text: str) -> list[str]:
    return re.findall(r"\$([a-z]+)", text)


@pytest.mark.parametrize("naam", SAID)
def test_each_is_found_again_in_english_with_what_was_filled_in(naam: str) -> None:
    words = SAID[naam]
    filled = {gap: FILLED[gap] for gap in gaps(words["nl"])}
    english = Template(words["en"]).substitute(filled)

    assert sorted(gaps(words["nl"])) == sorted(gaps(words["en"])) == sorted(filled)
    assert opmerking_in_taal(opmerking(naam, **filled), "en") == english
    assert opmerking_in_taal(opmerking(naam, **filled), "nl") == opmerking(naam, **filled)


def test_what_is_filled_in_is_translated_too_but_never_a_name() -> None:
    sheets = opmerking(
        "werkblad_gelezen",
        blad="Kinderen 2023",
        bladen="'A, B' (verborgen), 'werkblad 4' en nog 12",
    )
    nested = opmerking("op_werkblad", blad="doelen", opmerking=opmerking("verborgen_kolommen"))

    assert opmerking_in_taal(sheets, "en") == (
        "Sheet 'Kinderen 2023' was read; left out: 'A, B' (hidden), 'werkblad 4' and 12 more."
    )
    assert opmerking_in_taal(nested, "en") == "Sheet 'doelen': Hidden columns were read as well."
    assert opmerking_in_taal("Scheidingsteken: komma (,), volgens de regel sep=.", "en") == (
        "Separator: comma (,), as the line sep= says."
    )


def test_several_reasons_are_each_said_in_english() -> None:
    reasons = f"{opmerking('periode')}; {opmerking('kolommen_ontbreken', kolommen='bsn, doel_1')}"

    assert reden_in_taal(reasons, "en") == (
        "the reporting period is not known; columns bsn, doel_1 are not in the file"
    )
    assert reden_in_taal(reasons, "nl") == reasons


def test_a_sentence_of_an_earlier_version_stays_dutch() -> None:
    assert opmerking_in_taal("Dit zeggen wij niet meer.", "en") == "Dit zeggen wij niet meer."


def test_a_repair_that_is_in_doubt_is_told_in_both_languages() -> None:
    for herstel in herstelset().herstel:
        assert bool(herstel.twijfel) == bool(herstel.bij_twijfel) == bool(herstel.bij_twijfel_en)
        told = herstel.bij_twijfel.replace("$titel", "Datum aanvang")
        english = herstel.bij_twijfel_en.replace("$titel", "Datum aanvang")
        assert opmerking_in_taal(told, "en") == english
