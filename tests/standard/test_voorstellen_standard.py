"""Every voorstel is held against the examples it carries, so that the regelboek cannot lie."""

import re
from collections.abc import Mapping, Sequence

import pyarrow as pa
import pytest

from uitkomst.intake.check import Context, check_table, read_cells
from uitkomst.intake.keuzes import Herstelkeuze, Keuzes
from uitkomst.intake.recognise import recognise
from uitkomst.intake.rows import RawTable
from uitkomst.standard.regel import regels, regelset
from uitkomst.standard.shelf import STATUS_UITLEG
from uitkomst.standard.verslagperiode import Verslagperiode
from uitkomst.standard.voorstel import SOORTEN, Voorbeeldkeuze, Voorstelregel, voorstelset

VOORSTELLEN = voorstelset().voorstellen
CASES = [(voorstel, each) for voorstel in VOORSTELLEN for each in voorstel.voorbeelden]
IDS = [f"{voorstel.code}-{n}" for voorstel in VOORSTELLEN for n in range(len(voorstel.voorbeelden))]
BY_ITSELF = [(voorstel, each) for voorstel, each in CASES if not voorstel.vraagt]
CONTEXT = Context(Verslagperiode.parse("2023-1"))


def raw_table(rows: Sequence[Mapping[str, str]], *, lang: bool) -> RawTable:
    base = dict(regelset().voorbeeldrij)
    if lang:
        base = {naam: base[naam] for naam in list(base)[:10]}
        base |= {"informant": "", "tevredenheid": "", "zonder_hulp": ""}
    filled = [base | dict(row) for row in rows]
    lines = [list(base), *([row[kop] or None for kop in base] for row in filled)]
    columns = {f"k{n}": pa.array(c, pa.string()) for n, c in enumerate(zip(*lines, strict=True), 1)}
    rij = pa.array(range(1, len(lines) + 1), pa.int32())
    return RawTable("csv", None, pa.table({"rij": rij, **columns}), (), dates_1904=False)


def choice(voorstel: Voorstelregel, example: Voorbeeldkeuze) -> Herstelkeuze:
    return Herstelkeuze(voorstel.code, example.kolom, example.waarden, example.vorm)


@pytest.mark.parametrize(("voorstel", "example"), CASES, ids=IDS)
def test_a_voorstel_does_what_its_examples_say(
    voorstel: Voorstelregel, example: Voorbeeldkeuze
) -> None:
    raw = raw_table(example.van, lang=example.lang)
    keuzes = Keuzes(herstel=(choice(voorstel, example),))
    numbers = list(range(2, 2 + len(example.van)))
    after = read_cells(raw, recognise(raw), numbers, keuzes, CONTEXT)

    assert len(after) == len(example.naar)
    for expected, row in zip(example.naar, after.values(), strict=True):
        assert {veld: (row[veld] or "").strip() for veld in expected} == dict(expected)


@pytest.mark.parametrize(("voorstel", "example"), BY_ITSELF)
def test_a_voorstel_is_offered_where_it_would_help_and_nowhere_else(
    voorstel: Voorstelregel, example: Voorbeeldkeuze
) -> None:
    raw = raw_table(example.van, lang=example.lang)
    result = check_table(raw, recognise(raw), "x.csv", CONTEXT)
    changes = [dict(row) for row in example.van] != [dict(row) for row in example.naar]

    assert (voorstel.code in {offered.code for offered in result.voorstellen}) == changes
    if changes:
        again = check_table(
            raw, recognise(raw), "x.csv", CONTEXT,
            keuzes=Keuzes(herstel=(choice(voorstel, example),)),
        )  # fmt: skip
        assert voorstel.code not in {offered.code for offered in again.voorstellen}


@pytest.mark.parametrize("voorstel", VOORSTELLEN, ids=lambda voorstel: voorstel.code)
def test_a_voorstel_says_what_it_does_where_that_comes_from_and_that_it_is_our_own(
    voorstel: Voorstelregel,
) -> None:
    names = {regel.naam for regel in regels()}

    assert re.fullmatch("G[0-9]{2}", voorstel.code)
    assert voorstel.soort in SOORTEN
    assert voorstel.bij
    assert set(voorstel.bij) <= names
    assert voorstel.status == "PROPOSED"
    assert "van dit project" in voorstel.bron
    assert voorstel.woorden.melding.endswith(".")
    assert voorstel.woorden.remedie.endswith(".")


def test_codes_and_forms_are_unique() -> None:
    codes = [voorstel.code for voorstel in VOORSTELLEN]

    assert len(set(codes)) == len(codes)
    assert voorstelset().vorm_status in STATUS_UITLEG
    assert voorstelset().voorstel("G99") is None
    assert voorstelset().vorm("xyz") is None
