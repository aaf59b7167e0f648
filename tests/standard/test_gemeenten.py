"""The municipalities of 1 January 2026, their youth regions and the indicative postcodes."""

import pytest

from uitkomst.standard.gemeenten import (
    OngeldigPostcodebestand,
    gemeente,
    gemeente_van_postcode,
    gemeenten,
    jeugdregio,
    postcodebereiken,
)

HAAGLANDEN = "0503 0518 1916 1842 1926 0603 0626 0629 1783 0637"
HEADER = "pc4_van;pc4_tot;gemeentecode\n"


def test_there_are_342_municipalities_each_with_its_own_code_and_a_region():
    codes = {gemeente.code for gemeente in gemeenten()}

    assert len(gemeenten()) == len(codes) == 342
    assert all(len(code) == 4 and code.isdigit() for code in codes)
    assert all(gemeente.naam and gemeente.jeugdregio for gemeente in gemeenten())
    assert len({gemeente.jeugdregio for gemeente in gemeenten()}) == 42


def test_haaglanden_has_its_ten_municipalities_and_almere_lies_in_flevoland():
    assert {gemeente.code for gemeente in jeugdregio("Haaglanden")} == set(HAAGLANDEN.split())
    assert gemeente("0034").naam == "Almere"
    assert gemeente("0034") in jeugdregio("Flevoland")


def test_a_code_or_region_that_does_not_exist_gives_nothing():
    assert gemeente("9999") is None
    assert gemeente("34") is None
    assert jeugdregio("Atlantis") == ()


@pytest.mark.parametrize(
    ("postcode", "code"),
    [("1301", "0034"), ("1363AB", "0034"), ("2636", "1842"), ("3155", "1842"), ("2597XS", "0518")],
)
def test_a_postcode_in_a_known_block_has_a_municipality(postcode, code):
    assert gemeente_van_postcode(postcode) == code


@pytest.mark.parametrize("postcode", ["1300", "1364", "1000", "9999AA", "", "12", "ABCD", "¹315"])
def test_a_postcode_outside_the_known_blocks_is_not_guessed(postcode):
    assert gemeente_van_postcode(postcode) is None


def test_the_shipped_blocks_cover_all_municipalities_of_the_demo_region():
    assert {code for _, _, code in postcodebereiken()} == {*HAAGLANDEN.split(), "0034"}


def test_an_operator_puts_a_real_table_in_place_of_the_indicative_one(tmp_path, monkeypatch):
    path = tmp_path / "postcodes.csv"
    path.write_text(f"{HEADER}9711;9747;0014\n1011;1109;0363\n", encoding="utf-8-sig")
    monkeypatch.setenv("UITKOMST_POSTCODES", str(path))

    assert postcodebereiken() == ((1011, 1109, "0363"), (9711, 9747, "0014"))
    assert gemeente_van_postcode("9712AB") == "0014"
    assert gemeente_van_postcode("1301") is None


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (HEADER, "geen postcodes"),
        ("pc4;gemeente\n1011;0363\n", "regel 2"),
        (f"{HEADER}1011;1109;0363\nx;1;0363\n", "regel 3"),
        (f"{HEADER}1109;1011;0363\n", "regel 2"),
        (f"{HEADER}1011;1109;9999\n", "regel 2"),
        (f"{HEADER}1011;1109;0363\n1100;1120;0384\n", "1100"),
    ],
)
def test_a_table_that_is_wrong_is_refused_with_the_place(tmp_path, monkeypatch, content, reason):
    path = tmp_path / "postcodes.csv"
    path.write_text(content, encoding="utf-8")
    monkeypatch.setenv("UITKOMST_POSTCODES", str(path))

    with pytest.raises(OngeldigPostcodebestand) as refusal:
        postcodebereiken()

    assert reason in refusal.value.melding


def test_a_table_that_is_not_there_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("UITKOMST_POSTCODES", str(tmp_path / "weg.csv"))

    with pytest.raises(OngeldigPostcodebestand):
        gemeente_van_postcode("1301")
