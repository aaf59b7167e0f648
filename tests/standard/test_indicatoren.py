"""Each declared indicator is complete, says where it comes from and carries worked examples."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from uitkomst.standard import shelf
from uitkomst.standard.indicator import (
    VOLGORDE,
    Indicator,
    OnbekendeIndicator,
    indicator,
    indicatoren,
)
from uitkomst.standard.recordindeling import recordindeling
from uitkomst.standard.verslagperiode import Verslagperiode

ALL = pytest.mark.parametrize("declared", indicatoren(), ids=lambda declared: declared.naam)
COLOUR_ROLES = {"goed", "licht", "neutraal", "matig", "slecht", "onbekend"}
STATUSES = {"VERIFIED", "PARTIAL", "PROPOSED", "UNKNOWN"}
NOT_A_COLUMN = {"waarde", "vrijgesteld"}


def sql_of(declared: Indicator) -> str:
    """Everything the engine will run for an indicator and its variants."""
    conditions = [declared.noemer, *(meting.waarde for meting in declared.metingen)]
    conditions += [str(v.wijzigt.get("noemer", "")) for v in declared.varianten]
    return " ".join(conditions)


def test_every_file_on_the_shelf_has_its_place_in_the_reports() -> None:
    assert set(shelf.names("indicatoren")) == set(VOLGORDE)
    assert tuple(declared.naam for declared in indicatoren()) == VOLGORDE


@ALL
def test_an_indicator_says_what_it_is_and_where_it_comes_from(declared: Indicator) -> None:
    assert declared.titel
    assert declared.vraag
    assert len(declared.definitie.split()) > 30
    assert "rotocol" in declared.bron or "outcomeset" in declared.bron.lower()
    assert declared.status in STATUSES
    assert declared.let_op
    assert declared.eenheid


@ALL
def test_categories_have_a_colour_role_and_the_headline_is_among_them(declared: Indicator) -> None:
    codes = [categorie.code for categorie in declared.categorieen]
    assert len(set(codes)) == len(codes)
    assert set(declared.kop) <= set(codes)
    assert {categorie.toon for categorie in declared.categorieen} <= COLOUR_ROLES


@ALL
def test_the_sql_names_only_columns_that_exist(declared: Indicator) -> None:
    columns = {veld.naam for veld in recordindeling().velden} | NOT_A_COLUMN
    without_text = re.sub(r"'[^']*'", "", sql_of(declared))
    words = set(re.findall(r"(?<!\$)\b[a-z]+(?:_[a-z0-9]+)+\b", without_text))
    assert words <= columns


@ALL
def test_no_identifying_column_is_ever_counted_on(declared: Indicator) -> None:
    identifying = {veld.naam for veld in recordindeling().velden if veld.identificerend}
    assert not any(naam in sql_of(declared) for naam in identifying)


@ALL
def test_every_variant_changes_fields_that_exist_and_says_why(declared: Indicator) -> None:
    names = {field.name for field in fields(Indicator)}
    for variant in declared.varianten:
        assert variant.titel
        assert variant.bron
        assert variant.status in STATUSES
        assert set(variant.wijzigt) <= names
        assert declared.variant(variant.naam).naam == f"{declared.naam}:{variant.naam}"


@ALL
def test_every_example_names_a_period_and_known_categories(declared: Indicator) -> None:
    codes = {categorie.code for categorie in declared.categorieen}
    assert declared.voorbeelden
    for voorbeeld in declared.voorbeelden:
        assert Verslagperiode.parse(voorbeeld.periode)
        assert "gemeten" in voorbeeld.verwacht
        assert set(voorbeeld.verwacht.get("labels", {})) <= codes


def test_uitval_shows_its_categories_in_the_order_of_almere() -> None:
    codes = [categorie.code for categorie in indicator("uitval").categorieen]
    assert codes == ["03", "01", "02", "04", "05", "onbekend"]


def test_a_variant_without_the_unknown_drops_that_category() -> None:
    variant = indicator("uitval").variant("zonder_onbekend")
    assert "onbekend" not in [categorie.code for categorie in variant.categorieen]


@pytest.mark.parametrize("naam", ["", "herhaald_beroep", "../codelijsten/hulpvorm"])
def test_an_unknown_indicator_is_refused_by_name(naam: str) -> None:
    with pytest.raises(OnbekendeIndicator) as refusal:
        indicator(naam)
    assert naam in refusal.value.melding


def test_an_informant_who_does_not_answer_is_refused() -> None:
    with pytest.raises(OnbekendeIndicator, match="uitval:J"):
        indicator("uitval").informant("J")


def test_the_files_carry_a_comment_that_says_what_they_are() -> None:
    folder = Path(str(shelf.SHELF / "indicatoren"))
    assert all(path.read_text().startswith("# ") for path in folder.glob("*.toml"))
