"""Every code list says what it is, where it comes from, and on which days a code counts."""

from datetime import date

import pytest

from uitkomst.standard.codelijst import codelijst, codelijsten
from uitkomst.standard.recordindeling import normaliseer_kop
from uitkomst.standard.shelf import STATUS_UITLEG, names

EXPECTED = {
    "hulpvorm": "01 02 03 04 11 12 13 14",
    "verwijzer": "01 02 03 04 05 06 08",
    "reden_beeindiging": "01 02 03 04 05",
    "geslacht": "V M O",
    "gestart_met_crisis": "01 02",
    "informant": "J O",
    "zonder_hulp": "01 02 03 04",
    "doelscore": "behaald deels gelijk ongunstiger",
    "richting": "laag_is_goed hoog_is_goed",
    "bescherming_en_reclassering": "11 12 21 22 23 31 41 42 50 51 61 62 63 71 72",
}


@pytest.mark.parametrize("naam", names("codelijsten"))
def test_every_codelijst_says_what_it_is_and_where_it_comes_from(naam):
    lijst = codelijst(naam)

    assert lijst.titel
    assert lijst.bron
    assert lijst.toelichting
    assert lijst.status in STATUS_UITLEG
    assert lijst.status == "PROPOSED" or "Informatieprotocol" in lijst.bron
    assert lijst.codes
    assert all(code.titel.strip() for code in lijst.codes)


@pytest.mark.parametrize("naam", names("codelijsten"))
def test_a_codelijst_holds_the_codes_of_the_protocol_in_force_and_no_others(naam):
    assert codelijst(naam).valid_on(date(2026, 6, 30)) == set(EXPECTED[naam].split())


def test_the_shelf_holds_exactly_the_lists_of_the_protocol_and_three_of_our_own():
    assert {lijst.naam for lijst in codelijsten()} == set(EXPECTED)
    own = {lijst.naam for lijst in codelijsten() if lijst.status == "PROPOSED"}
    assert own == {"informant", "doelscore", "richting"}


def test_a_withdrawn_code_counts_until_its_last_day():
    verwijzer = codelijst("verwijzer")

    assert "07" in verwijzer.valid_on(date(2014, 12, 31))
    assert "07" not in verwijzer.valid_on(date(2015, 1, 1))
    assert verwijzer.titel_of("07") == "Onbekend"


def test_the_answers_on_zonder_hulp_begin_with_protocol_7_and_the_gap_before_is_explained():
    """E21: a value over 2021 is refused, one over 2022 is not."""
    lijst = codelijst("zonder_hulp")

    assert lijst.valid_on(date(2021, 12, 31)) == frozenset()
    assert lijst.lacune_on(date(2021, 12, 31)).status == "UNKNOWN"
    assert "03" in lijst.valid_on(date(2022, 1, 1))
    assert lijst.lacune_on(date(2022, 1, 1)) is None


def test_a_list_is_never_empty_without_a_stated_reason():
    for lijst in codelijsten():
        for day in (date(2018, 1, 1), date(2021, 12, 31), date(2022, 1, 1), date(2026, 1, 1)):
            assert lijst.valid_on(day) or lijst.lacune_on(day).reden


def test_every_hulpvorm_has_the_label_a_report_shows():
    for code in codelijst("hulpvorm").codes:
        assert code.rapportlabel.startswith(f"Jeugdhulp {code.groep}, ")
        assert code.kort
        assert code.toelichting


def test_the_two_codes_that_count_as_uitval_are_marked():
    uitval = {c.code for c in codelijst("reden_beeindiging").codes if c.groep == "uitval"}

    assert uitval == {"03", "04"}


def test_an_alias_means_one_code_only():
    for lijst in codelijsten():
        meant: dict[str, str] = {}
        for code in lijst.codes:
            for alias in code.aliassen:
                assert meant.setdefault(normaliseer_kop(alias), code.code) == code.code


def test_a_code_that_is_in_no_list_has_no_title():
    with pytest.raises(KeyError):
        codelijst("reden_beeindiging").titel_of("06")
