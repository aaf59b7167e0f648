"""Every rule is held against the examples it carries, so that the regelboek cannot lie."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa
import pytest

from uitkomst.intake.check import CheckResult, Context, check_table
from uitkomst.intake.checking.previous import vorige_levering
from uitkomst.intake.findings import in_taal as cause_in
from uitkomst.intake.recognise import recognise
from uitkomst.intake.rows import RawTable
from uitkomst.standard.herstelregel import Herstel, herstelset
from uitkomst.standard.recordindeling import recordindeling
from uitkomst.standard.regel import (
    BEREIK,
    ERNST,
    NODIG,
    UITBREIDINGEN,
    Regel,
    regels,
    regelset,
)
from uitkomst.standard.shelf import STATUS_UITLEG
from uitkomst.standard.verslagperiode import Verslagperiode
from uitkomst.standard.voorstel import voorstelset
from uitkomst.standard.woorden import Tweetalig, in_taal

REGELS = regels()
PERIODE = "2023-1"
OUTCOMES = (
    "tevredenheid_jeugdige",
    "zonder_hulp_jeugdige",
    "tevredenheid_ouder",
    "zonder_hulp_ouder",
)


def checked(
    rows: Sequence[Mapping[str, str]], omgeving: Mapping[str, Any], *, lang: bool = False
) -> CheckResult:
    """The outcome of example rows; what a row does not name comes from the ordinary row."""
    base = dict(regelset().voorbeeldrij)
    if lang:
        for naam in OUTCOMES:
            del base[naam]
        base |= {"informant": "", "tevredenheid": "", "zonder_hulp": ""}
    filled = [base | dict(row) for row in rows]
    koppen = list(dict.fromkeys(kop for row in filled for kop in row))
    lines = [koppen, *([row.get(kop) or None for kop in koppen] for row in filled)]
    columns = {f"k{n}": pa.array(c, pa.string()) for n, c in enumerate(zip(*lines, strict=True), 1)}
    rij = pa.array(range(1, len(lines) + 1), pa.int32())
    raw = RawTable("csv", None, pa.table({"rij": rij, **columns}), (), dates_1904=False)
    return check_table(raw, recognise(raw), "voorbeeld.csv", context(omgeving))


def context(omgeving: Mapping[str, Any]) -> Context:
    periode = omgeving.get("periode", PERIODE)
    laatste = omgeving.get("laatste_periode")
    vorige = omgeving.get("vorige")
    return Context(
        periode=Verslagperiode.parse(periode) if periode else None,
        laatste_periode=Verslagperiode.parse(laatste) if laatste else None,
        vorige_levering=vorige_levering(earlier(vorige)) if vorige else None,
    )


def earlier(vorige: Sequence[Mapping[str, str]]) -> pa.Table:
    """The records of an earlier delivery; one without an end has no reason for it either."""
    running = {"reden_beeindiging": ""}
    return checked(
        [(running if row.get("datum_einde") == "" else {}) | row for row in vorige], {}
    ).rows


def broken(regel: Regel, result: CheckResult) -> bool:
    return any(
        (oorzaak.regel, oorzaak.ernst, oorzaak.melding) == (regel.code, regel.ernst, regel.melding)
        for oorzaak in result.oorzaken
    )


def test_the_catalogue_holds_v01_to_v23_and_rules_of_our_own() -> None:
    codes = list(dict.fromkeys(regel.code for regel in REGELS))

    assert [code for code in codes if code.startswith("V")] == [f"V{n:02d}" for n in range(1, 24)]
    assert all(re.fullmatch(r"[VCS][0-9]{2}", code) for code in codes)
    assert len({regel.naam for regel in REGELS}) == len(REGELS)


@pytest.mark.parametrize("regel", REGELS, ids=lambda regel: regel.naam)
def test_a_rule_says_what_is_wrong_what_to_do_and_where_that_is_written(regel: Regel) -> None:
    assert regel.ernst in ERNST
    assert regel.bereik in BEREIK
    assert regel.status in STATUS_UITLEG
    assert regel.titel
    assert regel.bron
    assert set(regel.nodig) <= set(NODIG)
    for sentence in (regel.melding, regel.remedie):
        assert sentence.endswith(".")
        assert "$" not in sentence
    assert bool(regel.cel) or regel.bereik == "bestand"


@pytest.mark.parametrize("regel", REGELS, ids=lambda regel: regel.naam)
def test_a_rule_passes_its_good_examples(regel: Regel) -> None:
    assert regel.goed
    for rows in regel.goed:
        result = checked(rows, regel.omgeving, lang=regel.indeling == "lang")
        assert regel.code in result.uitgevoerd
        assert not broken(regel, result), rows


@pytest.mark.parametrize("regel", REGELS, ids=lambda regel: regel.naam)
def test_a_rule_finds_its_bad_examples_and_no_other_rule_does(regel: Regel) -> None:
    assert regel.fout
    for rows in regel.fout:
        result = checked(rows, regel.omgeving_fout, lang=regel.indeling == "lang")
        found = {oorzaak.regel for oorzaak in result.oorzaken if not oorzaak.regel.startswith("H")}
        assert broken(regel, result), rows
        assert found <= {regel.code, *regel.samen}, rows


def test_a_code_of_a_rule_that_repeats_has_a_sentence_for_each_cell() -> None:
    for regel in REGELS:
        same = [
            r
            for r in REGELS
            if (r.code, r.ernst, r.melding, r.cel)
            == (regel.code, regel.ernst, regel.melding, regel.cel)
        ]
        assert len(same) == 1, regel.naam


def test_every_field_a_rule_or_repair_speaks_of_exists() -> None:
    known = {veld.naam for veld in recordindeling().velden} | {
        "informant",
        "tevredenheid",
        "zonder_hulp",
    }

    assert {kolom for regel in REGELS for kolom in regel.kolommen} <= known
    assert {regel.cel for regel in REGELS} <= known | {""}


@pytest.mark.parametrize("herstel", herstelset().herstel, ids=lambda herstel: herstel.code)
def test_a_repair_does_what_its_examples_say_and_tells_it(herstel: Herstel) -> None:
    for voorbeeld in herstel.voorbeelden:
        veld, van, naar = voorbeeld["veld"], voorbeeld["van"], voorbeeld["naar"]
        lang = veld == "informant"
        result = checked([{veld: van, **({"tevredenheid": "7"} if lang else {})}], {}, lang=lang)

        told = {oorzaak.regel for oorzaak in result.oorzaken}
        assert (herstel.code in told) == (van != naar), voorbeeld
        assert value(result, veld) == (None if van == naar else naar), voorbeeld


def value(result: CheckResult, veld: str) -> str | None:
    """A repaired cell as the record shows it; dates in the form of the protocol."""
    row = result.rows.to_pylist()[0]
    if veld == "informant":
        return "O" if row["tevredenheid_ouder"] == 7 else None
    found = row[veld]
    if found is None:
        return None
    return found.strftime("%Y%m%d") if hasattr(found, "strftime") else str(found)


def test_repairs_are_told_by_codes_of_their_own() -> None:
    codes = [herstelset().randen, *(herstel.code for herstel in herstelset().herstel)]

    assert len(set(codes)) == len(codes)
    assert all(re.fullmatch(r"H[0-9]{2}", code) for code in codes)


SAID = [
    *((regel.naam, regel) for naam in ("jeugdhulp", *UITBREIDINGEN) for regel in regels(naam)),
    *herstelset().woorden.items(),
    *((voorstel.code, voorstel) for voorstel in voorstelset().voorstellen),
    ("mislukt", regelset().mislukt),
]


@pytest.mark.parametrize(("naam", "said"), SAID, ids=[naam for naam, _ in SAID])
def test_everything_is_said_in_english_too_with_the_same_gaps(naam: str, said: Tweetalig) -> None:
    dutch, english = in_taal(said, "nl"), in_taal(said, "en")

    for field in ("titel", "melding", "remedie"):
        left, right = getattr(dutch, field), getattr(english, field)
        assert left
        assert right
        assert left != right
        assert sorted(re.findall(r"[$][a-z_]+", left)) == sorted(re.findall(r"[$][a-z_]+", right))
        assert left.endswith(".") == right.endswith(".")
    assert not re.search(r" (de|het|een|niet|zijn) ", english.melding), english.melding


def test_numbers_and_codes_are_the_same_in_both_languages() -> None:
    for naam, said in SAID:
        left, right = in_taal(said, "nl"), in_taal(said, "en")
        for field in ("melding", "remedie"):
            numbers = [re.findall(r"[0-9]+", getattr(words, field)) for words in (left, right)]
            assert sorted(numbers[0]) == sorted(numbers[1]), naam


def test_the_codes_a_column_may_hold_are_listed_in_english_words() -> None:
    regel = next(regel for regel in REGELS if regel.naam == "V06_3")

    assert in_taal(regel, "en").remedie == "Use one of these codes: 01 or 02."


def test_a_cause_is_told_in_english_with_its_own_column() -> None:
    result = checked([{"datum_aanvang": "10-01-2023", "geslacht": "X"}], {})
    english = {cause.naam: cause_in(cause, "en").melding for cause in result.oorzaken}

    assert english["H07:datum_aanvang"] == "The date was read as day-month-year (Datum aanvang)."
    assert english["V06_1"] == "The code in the column Geslacht is not in the code list."
    assert [cause_in(cause, "nl") for cause in result.oorzaken] == list(result.oorzaken)
