"""The record layout and the file profiles fit each other, and an operator's profile is checked."""

import pytest

from uitkomst.standard.codelijst import codelijst
from uitkomst.standard.indelingsprofiel import (
    SOORTEN,
    OngeldigProfiel,
    indelingsprofiel,
    indelingsprofielen,
    profiel_uit_bestand,
)
from uitkomst.standard.recordindeling import SOORTEN as VELDSOORTEN
from uitkomst.standard.recordindeling import normaliseer_kop, recordindeling
from uitkomst.standard.shelf import STATUS_UITLEG, names

CANONICAL = [
    "bsn",
    "geboortedatum",
    "geslacht",
    "postcode_of_gemeente",
    "verwijzer",
    "hulpvorm",
    "gestart_met_crisis",
    "datum_aanvang",
    "datum_einde",
    "reden_beeindiging",
    "tevredenheid_jeugdige",
    "zonder_hulp_jeugdige",
    "tevredenheid_ouder",
    "zonder_hulp_ouder",
]
EXTENSIONS = ["clientnummer", *(f"doel_{n}" for n in range(1, 6))]
VELDEN = recordindeling().velden


def test_a_record_has_the_fourteen_fields_of_the_protocol_and_then_our_extensions():
    assert [veld.naam for veld in VELDEN] == CANONICAL + EXTENSIONS
    assert {veld.naam for veld in VELDEN if veld.status == "PROPOSED"} == set(EXTENSIONS)


@pytest.mark.parametrize("veld", VELDEN, ids=lambda veld: veld.naam)
def test_every_field_says_what_it_is_and_where_it_comes_from(veld):
    assert veld.titel
    assert veld.bron
    assert veld.toelichting
    assert veld.status in STATUS_UITLEG
    assert veld.soort in VELDSOORTEN


@pytest.mark.parametrize(
    "veld", [veld for veld in VELDEN if veld.codelijst], ids=lambda veld: veld.naam
)
def test_a_field_with_codes_is_as_long_as_its_longest_code(veld):
    assert veld.lengte == max(len(code.code) for code in codelijst(veld.codelijst).codes)


def test_exactly_the_fields_that_point_at_a_person_are_marked():
    marked = {veld.naam for veld in VELDEN if veld.identificerend}

    assert marked == {"bsn", "clientnummer", "geboortedatum", "postcode_of_gemeente"}


def test_a_mandatory_field_has_a_mandatory_column_and_only_the_bsn_can_be_replaced():
    assert all(veld.kolom_verplicht for veld in VELDEN if veld.verplicht)
    assert {veld.naam for veld in VELDEN if veld.kolom_verplicht} == set(CANONICAL[:10])
    assert {v.naam: v.in_plaats_van for v in VELDEN if v.in_plaats_van} == {"clientnummer": "bsn"}


@pytest.mark.parametrize(
    "kop",
    [
        "Reden beëindiging",
        "reden_beeindiging",
        " REDEN-BEEINDIGING ",
        "\ufeffReden\nbee\u0308indiging µ:",
    ],
)
def test_headings_that_differ_in_case_accents_or_signs_are_one(kop):
    assert normaliseer_kop(kop) == "redenbeeindiging"


@pytest.mark.parametrize("profiel", indelingsprofielen(), ids=lambda profiel: profiel.naam)
def test_a_heading_means_one_column_only(profiel):
    velden = [recordindeling().veld(kolom.veld) for kolom in profiel.kolommen]
    koppen = [kop for veld in velden for kop in veld.koppen]
    extra = [
        {normaliseer_kop(kop) for kop in (naam, *aliassen)}
        for naam, aliassen in profiel.extra_aliassen.items()
    ]
    koppen += [kop for group in extra for kop in group]

    assert all(koppen)
    assert len(koppen) == len(set(koppen)) == len(profiel.koppen())


@pytest.mark.parametrize("profiel", indelingsprofielen(), ids=lambda profiel: profiel.naam)
def test_every_profile_has_a_source_and_names_fields_that_exist(profiel):
    assert profiel.soort in SOORTEN
    assert profiel.bron
    assert profiel.status == "PROPOSED"
    known = {veld.naam for veld in VELDEN}
    columns = [kolom.veld for kolom in profiel.kolommen]
    assert set(columns) <= known
    assert len(columns) == len(set(columns))
    assert set(CANONICAL[:10]) <= set(columns)


def test_the_three_profiles_ship():
    assert names("indelingsprofielen") == ("portaal-breed-1", "portaal-lang-1", "portaal-vast-1")


def test_the_wide_profile_has_every_field_and_the_long_one_takes_outcomes_per_informant():
    wide, long = indelingsprofiel("portaal-breed-1"), indelingsprofiel("portaal-lang-1")

    assert [kolom.veld for kolom in wide.kolommen] == CANONICAL + EXTENSIONS
    assert [kolom.veld for kolom in long.kolommen] == CANONICAL[:10] + EXTENSIONS
    assert set(long.extra_aliassen) == {"informant", "tevredenheid", "zonder_hulp"}
    assert long.koppen()["ingevulddoor"] == "informant"


def test_the_fixed_profile_lays_the_fourteen_fields_end_to_end_at_their_own_lengths():
    fixed = indelingsprofiel("portaal-vast-1")

    assert [kolom.veld for kolom in fixed.kolommen] == CANONICAL
    position = 1
    for kolom in fixed.kolommen:
        assert (kolom.start, kolom.lengte) == (position, recordindeling().veld(kolom.veld).lengte)
        position += kolom.lengte
    assert fixed.regellengte == position - 1 == 56
    assert "niet van CBS" in fixed.bron


HEAD = 'titel = "Eigen"\nbron = "Bestandsdefinitie"\nsoort = "vast"\n'


def columns(fields):
    return "".join(
        f'[[kolommen]]\nveld = "{veld}"\nstart = {start}\nlengte = {lengte}\n'
        for veld, start, lengte in fields
    )


OWN = [(naam, 10 * at + 3, 9) for at, naam in enumerate(reversed(CANONICAL[:10]))]


def own_profile(tmp_path, text):
    path = tmp_path / "eigen.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_an_operator_describes_another_fixed_width_file_without_code(tmp_path):
    profiel = profiel_uit_bestand(own_profile(tmp_path, HEAD + columns(OWN)))

    assert (profiel.naam, profiel.soort, profiel.status) == ("eigen", "vast", "PROPOSED")
    assert (profiel.kolommen[0].veld, profiel.kolommen[0].start) == ("reden_beeindiging", 3)
    assert profiel.regellengte == 101


def test_an_own_profile_may_have_client_numbers_instead_of_bsns(tmp_path):
    fields = [("clientnummer" if veld == "bsn" else veld, *rest) for veld, *rest in OWN]

    assert profiel_uit_bestand(own_profile(tmp_path, HEAD + columns(fields))).kolommen


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[[[", "geen TOML"),
        ("", "titel"),
        (HEAD.replace("vast", "breed") + columns(OWN), "vaste breedte"),
        (HEAD, "[[kolommen]]"),
        (HEAD + "kolommen = [1]\n", "[[kolommen]]"),
        (HEAD + columns(OWN[:-1]), "'bsn' ontbreekt"),
        (HEAD + columns([*OWN, ("perspectief", 200, 2)]), "'perspectief' bestaat niet"),
        (HEAD + columns([*OWN, ("bsn", 200, 9)]), "meer dan één keer"),
        (HEAD + columns([*OWN, ("doel_1", 5, 11)]), "overlappen"),
        (HEAD + columns([*OWN, ("doel_1", 0, 11)]), "'start' van 'doel_1'"),
        (HEAD + columns([*OWN, ("doel_1", 200, '"elf"')]), "'lengte' van 'doel_1'"),
    ],
)
def test_an_own_profile_that_is_wrong_is_refused_with_the_reason(tmp_path, text, reason):
    with pytest.raises(OngeldigProfiel) as refusal:
        profiel_uit_bestand(own_profile(tmp_path, text))

    assert reason in refusal.value.melding


def test_an_own_profile_that_is_not_there_or_not_text_is_refused(tmp_path):
    binary = tmp_path / "plaatje.toml"
    binary.write_bytes(b"\xff\xfe\x00\x01")

    for path in (tmp_path / "weg.toml", binary):
        with pytest.raises(OngeldigProfiel):
            profiel_uit_bestand(path)
