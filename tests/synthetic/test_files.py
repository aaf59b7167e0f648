"""What the made-up providers send can be read, and its mistakes are where they are said to be."""

import csv
import json
from itertools import islice
from pathlib import Path

import pytest

from uitkomst.intake.check import CheckResult, Context, check
from uitkomst.standard.verslagperiode import Verslagperiode
from uitkomst.synthetic.files import FORMATEN, SyntheticFile, files, write
from uitkomst.synthetic.plan import plan
from uitkomst.synthetic.provider import Region
from uitkomst.synthetic.records import records
from uitkomst.synthetic.spoil import KINDS
from uitkomst.synthetic.write_text import DIALECTS

OF_EACH = 5


def checked(file: SyntheticFile) -> CheckResult:
    periode = file.periode
    context = Context(periode=periode, laatste_periode=periode, vorige_levering=None)
    return check(file.content, file.bestandsnaam, context)


@pytest.mark.parametrize("formaat", [None, *FORMATEN])
def test_a_clean_file_of_any_format_is_read_whole_and_has_nothing_to_correct(
    small: Region, periode: Verslagperiode, formaat: str | None
) -> None:
    for file in islice(files(small, periode, formaat=formaat), OF_EACH):
        result = checked(file)

        assert result.periode == periode
        assert result.mislukt == ()
        assert result.totaal == len(records(small, file.aanbieder, periode)["hulpvorm"])
        assert (result.goed, result.geparkeerd) == (result.totaal, 0), file.bestandsnaam
        assert not result.blocking


@pytest.mark.parametrize("formaat", [None, *FORMATEN])
def test_each_mistake_is_found_at_its_line_and_nothing_else_is(
    small: Region, periode: Verslagperiode, formaat: str | None
) -> None:
    status_of = {"hersteld": "goed", "tip": "goed"}
    seen = 0
    for file in islice(files(small, periode, formaat=formaat, fouten=True), OF_EACH):
        result = checked(file)
        made = [fout for fout in file.fouten if fout.regel]
        status = dict(
            zip(*(result.rows[naam].to_pylist() for naam in ("rij", "status")), strict=True)
        )
        found = {(finding.rij, finding.regel) for finding in result.bevindingen}
        serious = {f.rij for f in result.bevindingen if f.ernst in ("blokkeert", "bevestigen")}

        for fout in made:
            seen += 1
            # The two lines of a record in the long layout have one status, at the first.
            known = status.get(fout.rij) or status[fout.rij - 1]
            assert known == status_of.get(fout.gevolg, fout.gevolg), (file.bestandsnaam, fout)
            assert fout.gevolg == "hersteld" or (fout.rij, fout.regel) in found, fout
        assert serious <= {fout.rij for fout in made}
    assert seen > 10


def test_every_kind_of_mistake_is_made_somewhere(full: Region, periode: Verslagperiode) -> None:
    made = {fout.soort for file in files(full, periode, fouten=True) for fout in file.fouten}

    assert made == {kind.soort for kind in KINDS} | {"titelregels", "extra_kolom", "lege_regel"}


def test_every_way_to_write_a_text_file_is_read_back(periode: Verslagperiode) -> None:
    region = plan(9, aanbieders=len(DIALECTS), records=200)

    for file in files(region, periode, formaat="csv"):
        assert checked(file).goed == len(records(region, file.aanbieder, periode)["hulpvorm"])


def test_the_name_of_a_file_says_who_and_when(small: Region, periode: Verslagperiode) -> None:
    for file in files(small, periode):
        end = "txt" if file.aanbieder.formaat == "vast" else file.aanbieder.formaat
        assert file.bestandsnaam == f"{file.aanbieder.sleutel} jeugdhulp 2026-1.{end}"
        assert Verslagperiode.herkend_in(file.bestandsnaam) == periode


def test_client_numbers_do_not_go_into_a_fixed_width_file(
    small: Region, periode: Verslagperiode
) -> None:
    assert any(aanbieder.clientnummers for aanbieder in small.aanbieders)
    for file in files(small, periode, formaat="vast"):
        assert file.bestandsnaam.endswith(".csv" if file.aanbieder.clientnummers else ".txt")


def test_an_unknown_format_is_refused(small: Region, periode: Verslagperiode) -> None:
    with pytest.raises(ValueError, match="not a format"):
        next(files(small, periode, formaat="pdf"))


def test_a_folder_holds_the_files_who_sent_them_and_what_is_wrong_with_them(
    small: Region, periode: Verslagperiode, tmp_path: Path
) -> None:
    number = write(small, periode, tmp_path / "uit", fouten=True)

    names = {path.name for path in (tmp_path / "uit").iterdir()}
    with (tmp_path / "uit" / "aanbieders.csv").open(encoding="utf-8", newline="") as listing:
        listed = list(csv.DictReader(listing, delimiter=";"))
    wrong = json.loads((tmp_path / "uit" / "fouten.json").read_text(encoding="utf-8"))
    assert number == len(listed) == 24
    assert names == {row["bestand"] for row in listed} | {"aanbieders.csv", "fouten.json"}
    assert list(listed[0]) == ["bestand", "aanbieder", "soort", "kvk", "agb", "gemeenten"]
    assert {row["soort"] for row in listed} <= {"solo", "instelling", "gi"}
    assert set(wrong) == {row["bestand"] for row in listed}
    assert all(
        set(fout) == {"soort", "rij", "kolom", "regel", "gevolg"}
        for fout in wrong[listed[0]["bestand"]]
    )


def test_clean_files_have_no_list_of_mistakes(
    small: Region, periode: Verslagperiode, tmp_path: Path
) -> None:
    write(small, periode, tmp_path)

    assert not (tmp_path / "fouten.json").exists()
