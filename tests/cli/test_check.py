"""`uitkomst check`: exit codes, JSON and words for a data officer."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from uitkomst.cli.main import main
from uitkomst.standard.regel import regels

KOP = (
    "bsn;geboortedatum;geslacht;postcode_of_gemeente;verwijzer;hulpvorm;gestart_met_crisis;"
    "datum_aanvang;datum_einde;reden_beeindiging;tevredenheid_jeugdige"
)
GOOD = "999900006;20100510;V;1315AA;02;02;02;20230110;20230510;01;8"
WRONG = "123456789;20100510;V;1315AA;02;02;02;20230110;20230510;01;11"


@pytest.fixture
def file(tmp_path: Path):  # type: ignore[no-untyped-def]
    def write(*rows: str, name: str = "aanlevering.csv") -> str:
        path = tmp_path / name
        path.write_text("\n".join([KOP, *rows]), encoding="utf-8")
        return str(path)

    return write


def test_a_good_file_exits_with_0_and_says_so(file, capsys) -> None:  # type: ignore[no-untyped-def]
    assert main(["check", file(GOOD), "--periode", "2023-1"]) == 0

    text = capsys.readouterr().out
    assert "1 goed" in text
    assert "eerste helft 2023" in text
    assert "V21 overgeslagen: de laatste verslagperiode is alleen bekend in het portaal" in text


def test_a_file_with_mistakes_exits_with_1_and_groups_them_by_cause(file, capsys) -> None:  # type: ignore[no-untyped-def]
    assert main(["check", file(GOOD, WRONG), "--periode", "2023-1"]) == 1

    text = capsys.readouterr().out
    assert "V01  1×  Dit is geen geldig BSN" in text
    assert "regel 3" in text
    assert "123456789" not in text


def test_json_has_the_agreed_keys_and_no_values(file, capsys) -> None:  # type: ignore[no-untyped-def]
    assert main(["check", file(GOOD, WRONG), "--periode", "2023-1", "--json"]) == 1

    out = capsys.readouterr().out
    data = json.loads(out)
    assert list(data)[:7] == [
        "bestand", "periode", "indeling", "rijen", "regels", "oorzaken", "bevindingen",
    ]  # fmt: skip
    assert data["rijen"] == {"totaal": 2, "goed": 1, "geparkeerd": 1, "bevestigen": 0}
    assert set(data["regels"]) == {"uitgevoerd", "overgeslagen", "mislukt"}
    assert data["bevindingen"][0] == {
        "regel": "V01",
        "ernst": "blokkeert",
        "rij": 3,
        "kolom": "bsn",
        "cel": None,
        "melding": data["oorzaken"][0]["melding"],
    }
    assert [o["aantal"] for o in data["oorzaken"]] == [1, 1]
    assert "123456789" not in out


def test_values_are_shown_only_when_asked_for(file, capsys) -> None:  # type: ignore[no-untyped-def]
    path = file(GOOD, WRONG)
    main(["check", path, "--periode", "2023-1", "--json", "--toon-waarden"])
    data = json.loads(capsys.readouterr().out)
    assert [finding["waarde"] for finding in data["bevindingen"]] == ["123456789", "11"]

    main(["check", path, "--periode", "2023-1", "--toon-waarden"])
    assert "regel 3 (123456789)" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "reden"),
    [(b"", "leeg"), (b"%PDF-1.7", "ander_type"), (b"a;b\n1;2\n", "geen_kop"), (KOP.encode(), None)],
)
def test_a_file_that_cannot_be_read_exits_with_2(  # type: ignore[no-untyped-def]
    tmp_path, capsys, content, reden
) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(content)

    assert main(["check", str(path), "--json"]) == 2
    data = json.loads(capsys.readouterr().out)
    assert data["bestand"] == "x.csv"
    assert set(data["fout"]) == {"reden", "melding"}
    assert reden in (None, data["fout"]["reden"])


def test_a_missing_file_is_said_on_standard_error(capsys) -> None:  # type: ignore[no-untyped-def]
    assert main(["check", "/bestaat/niet.csv"]) == 2

    captured = capsys.readouterr()
    assert "bestaat niet" in captured.err
    assert captured.out == ""


@pytest.mark.parametrize("periode", ["2023", "2023-3", "eerste helft", ""])
def test_a_period_that_does_not_exist_is_refused(file, capsys, periode) -> None:  # type: ignore[no-untyped-def]
    assert main(["check", file(GOOD), "--periode", periode]) == 2
    assert "2026-1" in capsys.readouterr().err


def test_an_own_profile_that_cannot_be_used_is_refused(file, tmp_path, capsys) -> None:  # type: ignore[no-untyped-def]
    profile = tmp_path / "eigen.toml"
    profile.write_text("soort = 'vast'")

    assert main(["check", file(GOOD), "--profiel", str(profile)]) == 2
    assert "indelingsprofiel" in capsys.readouterr().err


def test_a_name_that_would_command_a_terminal_does_not(file, capsys) -> None:  # type: ignore[no-untyped-def]
    main(["check", file(GOOD, name="\x1b[2Jx.csv"), "--periode", "2023-1"])

    assert "\x1b" not in capsys.readouterr().out


def test_help_names_every_subcommand(capsys) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(SystemExit) as exit_:
        main(["--help"])

    text = capsys.readouterr().out
    assert exit_.value.code == 0
    for name in ("check", "synth", "report", "demo", "migrate", "serve", "worker"):
        assert name in text


def test_checking_loads_no_django(file) -> None:  # type: ignore[no-untyped-def]
    script = (
        "import sys; from uitkomst.cli.main import main; "
        f"code = main(['check', {file(GOOD)!r}, '--periode', '2023-1']); "
        "assert 'django' not in sys.modules; sys.exit(code)"
    )
    assert subprocess.run([sys.executable, "-c", script], capture_output=True).returncode == 0


def test_a_reader_that_stops_early_gets_no_traceback(file) -> None:  # type: ignore[no-untyped-def]
    command = f"{Path(sys.executable).with_name('uitkomst')} check {file(GOOD)} --json | head -1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True)

    assert "Traceback" not in done.stderr


def shell(command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    there = {"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin", **environment}
    return subprocess.run(["bash", "-c", command], capture_output=True, text=True, env=there)


def test_a_reader_that_stops_early_is_no_verdict_on_the_file(file) -> None:  # type: ignore[no-untyped-def]
    done = shell(f"uitkomst check {file(GOOD)} | true; echo ${{PIPESTATUS[0]}}")

    assert done.stdout.strip() == "141"


def test_a_full_disk_is_told_and_is_no_verdict_on_the_file(file) -> None:  # type: ignore[no-untyped-def]
    if not Path("/dev/full").exists():
        pytest.skip("only Linux has a device that is always full")
    for how in ("", "--json"):
        done = shell(f"uitkomst check {file(GOOD)} --periode 2023-1 {how} > /dev/full")

        assert done.returncode == 2
        assert "niet worden weggeschreven" in done.stderr
        assert "Traceback" not in done.stderr


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", "<&- >&- 2>&-"])
def test_a_closed_stream_leaves_the_exit_code_as_it_is(file, closed) -> None:  # type: ignore[no-untyped-def]
    assert shell(f"uitkomst check {file(GOOD)} --periode 2023-1 {closed}").returncode == 0
    assert shell(f"uitkomst check {file(GOOD, WRONG)} --periode 2023-1 {closed}").returncode == 1


def test_a_refusal_never_mixes_with_the_data(tmp_path) -> None:  # type: ignore[no-untyped-def]
    done = shell(f"uitkomst check {tmp_path}/niets.csv --json 2>&-")

    assert json.loads(done.stdout)["fout"]["reden"] == "niet_gevonden"


def test_stopping_it_shows_no_traceback(file) -> None:  # type: ignore[no-untyped-def]
    script = (
        "import sys; from uitkomst.cli import check, main\n"
        "def stop(_): raise KeyboardInterrupt\n"
        f"check.run = stop; sys.exit(main.main(['check', {file(GOOD)!r}]))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)

    assert (done.returncode, done.stderr) == (130, "")


def test_json_is_json_on_a_terminal_without_unicode(file) -> None:  # type: ignore[no-untyped-def]
    path = file(GOOD, name="\N{GRINNING FACE} café.csv")
    done = shell(f"uitkomst check '{path}' --json", PYTHONIOENCODING="ascii", PYTHONUTF8="1")

    assert json.loads(done.stdout)["bestand"] == "\N{GRINNING FACE} café.csv"


@pytest.mark.parametrize("number", ["999900006", "9999.00.006", "999-900-006", "٩٩٩٩٠٠٠٠٦"])
def test_a_citizens_number_in_the_name_of_the_file_is_not_shown(file, capsys, number) -> None:  # type: ignore[no-untyped-def]
    path = file(GOOD, name=f"kind {number}.csv")
    for more in ([], ["--json"]):
        main(["check", path, *more])
        main(["check", f"{path}x", *more])

    captured = capsys.readouterr()
    assert number not in captured.out + captured.err
    assert "naam niet getoond" in captured.out
    assert "naam niet getoond" in captured.err


def test_a_path_that_would_command_a_terminal_does_not(capsys) -> None:  # type: ignore[no-untyped-def]
    assert main(["check", "/nergens/\x1b[2J\nx\u202e.csv"]) == 2

    told = capsys.readouterr().err.rstrip("\n")
    assert told.isprintable()
    assert "bestaat niet" in told


def test_a_folder_is_called_a_folder(tmp_path, capsys) -> None:  # type: ignore[no-untyped-def]
    assert main(["check", str(tmp_path)]) == 2
    assert "is een map" in capsys.readouterr().err


def test_all_words_around_the_findings_are_english_when_asked(file, capsys) -> None:  # type: ignore[no-untyped-def]
    main(["check", file(GOOD, WRONG), "--periode", "2023-1", "--taal", "en", "--toon-waarden"])

    text = capsys.readouterr().out
    assert "This is not a valid BSN" in text
    assert "line 3 (123456789)" in text
    for dutch in ("Bestand ", "Records   2: 1 goed", "regel 3", "Regels:", "overgeslagen"):
        assert dutch not in text
    assert "There are mistakes that must be put right first." in text


def test_remarks_and_reasons_are_english_when_asked(file, capsys) -> None:  # type: ignore[no-untyped-def]
    path = file(GOOD.replace("20230110", "01-31-2023"), f"{GOOD};extra", name="x.xlsx")
    main(["check", path, "--periode", "2023-1", "--taal", "en"])
    text = capsys.readouterr().out
    main(["check", path, "--periode", "2023-1", "--taal", "en", "--json"])
    data = json.loads(capsys.readouterr().out)

    assert "V21 left out: the last reporting period is only known in the portal" in text
    assert "The name ends in .xlsx, but the content is text with separators" in text
    assert "Separator: semicolon (;)." in text
    assert "1 line(s) have more or fewer than 11 columns; the first is line 3." in text
    assert "The column Datum aanvang has dates that can only be read as month-day-year." in text
    assert all(note in text for note in data["opmerkingen"])
    assert {each["reden"] for each in data["regels"]["overgeslagen"]} >= {
        "there is no earlier delivery to compare with"
    }


def test_what_is_still_to_be_confirmed_is_not_called_done(file, capsys) -> None:  # type: ignore[no-untyped-def]
    old = GOOD.replace("20100510", "20040510")
    assert main(["check", file(old), "--periode", "2023-1"]) == 0

    assert "wat te bevestigen is, vraagt het portaal" in capsys.readouterr().out


def test_json_says_how_every_column_was_read_and_names_each_cause(file, capsys) -> None:  # type: ignore[no-untyped-def]
    main(["check", file(GOOD, WRONG), "--periode", "2023-1", "--json"])

    data = json.loads(capsys.readouterr().out)
    assert data["kolommen"][7] == {
        "plaats": "kolom 8", "kop": "datum_aanvang", "veld": "datum_aanvang",
        "uitleg": "overgenomen",
    }  # fmt: skip
    assert next((o["naam"], o["kolom"], o["blad"]) for o in data["oorzaken"]) == ("V01", "bsn", "")


def test_a_rule_that_crashes_is_named_and_the_exit_code_says_so(  # type: ignore[no-untyped-def]
    file, capsys, monkeypatch
) -> None:
    good, *_ = regels()
    bad = replace(good, code="V99", schending="error('x') is null")
    monkeypatch.setattr("uitkomst.intake.check.regels", lambda: [good, bad])

    assert main(["check", file(GOOD), "--periode", "2023-1"]) == 1
    text = capsys.readouterr().out
    assert "V99 mislukt" in text
    assert "Deze regel kon niet worden uitgevoerd" in text


def test_a_value_on_a_sheet_of_goals_is_that_of_the_sheet(tmp_path, capsys) -> None:  # type: ignore[no-untyped-def]
    from openpyxl import Workbook

    book = Workbook()
    for line in (KOP, GOOD):
        book.active.append(line.split(";"))
    goals = book.create_sheet("doelen")
    for line in ("bsn;hulpvorm;datum_aanvang;doel;score", "999900006;02;20230111;1;half"):
        goals.append(line.split(";"))
    path = tmp_path / "x.xlsx"
    book.save(path)
    main(["check", str(path), "--periode", "2023-1", "--toon-waarden", "--taal", "en"])

    text = capsys.readouterr().out
    assert "cell doelen!C2 (20230111)" in text
    assert "cell doelen!E2 (half)" in text


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["check"], "noem ook BESTAND"),
        (["check", "x.csv", "--foo"], "onbekend: --foo"),
        (["check", "x.csv", "--taal", "fr"], "--taal: 'fr' kan niet"),
        (["check", "x.csv", "--periode"], "--periode: hier hoort iets achter"),
        (["check", "x.csv", "--json=1"], "--json: hier hoort niets achter"),
        ([], "noem ook OPDRACHT"),
    ],
)
def test_arguments_that_cannot_be_used_are_refused_in_dutch(given, said, capsys) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(SystemExit) as stopped:
        main(given)

    told = capsys.readouterr().err
    assert stopped.value.code == 2
    assert said in told
    assert "error" not in told
    assert told.startswith("gebruik: ")


def test_the_explanation_is_dutch_and_names_the_exit_codes(capsys) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(SystemExit):
        main(["check", "--help"])

    told = capsys.readouterr().out
    assert "options" not in told
    assert "Eindigt met 0" in told
