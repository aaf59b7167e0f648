"""`uitkomst synth` writes a region's files, or says why not."""

from argparse import ArgumentParser
from pathlib import Path

import pytest

from uitkomst.cli import synth


def run(*words: str) -> int:
    parser = ArgumentParser()
    synth.arguments(parser)
    return synth.run(parser.parse_args(words))


def test_it_writes_a_file_for_each_provider(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = run("--seed", "2", "--aanbieders", "5", "--periode", "2026-1", "--uit", str(tmp_path))

    assert code == 0
    assert len(list(tmp_path.glob("a00? jeugdhulp 2026-1.*"))) == 5
    assert (tmp_path / "aanbieders.csv").exists()
    assert not (tmp_path / "fouten.json").exists()
    assert "5 bestanden over eerste helft 2026" in capsys.readouterr().out


def test_it_writes_one_format_and_mistakes_when_asked(tmp_path: Path) -> None:
    code = run(
        *("--seed", "2", "--aanbieders", "4", "--records", "80", "--periode", "2026-1"),
        *("--uit", str(tmp_path / "nieuw"), "--formaat", "ods", "--fouten"),
    )

    assert code == 0
    assert len(list((tmp_path / "nieuw").glob("*.ods"))) == 4
    assert (tmp_path / "nieuw" / "fouten.json").exists()


def test_the_same_seed_gives_the_same_folder(tmp_path: Path) -> None:
    for name in ("een", "twee"):
        run(
            "--aanbieders",
            "4",
            "--records",
            "60",
            "--periode",
            "2025-2",
            "--uit",
            str(tmp_path / name),
        )

    one, two = (
        {path.name: path.read_bytes() for path in (tmp_path / name).iterdir()}
        for name in ("een", "twee")
    )
    assert one == two


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--periode", "2026-3"), "2026-1"),
        (("--periode", "2026-1", "--aanbieders", "0"), "ten minste één aanbieder"),
    ],
)
def test_a_request_that_cannot_be_met_is_answered_with_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], says: str
) -> None:
    assert run(*words, "--uit", str(tmp_path / "uit")) == 2

    assert says in capsys.readouterr().err
    assert not (tmp_path / "uit").exists()


def test_a_folder_that_cannot_be_made_is_answered_with_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "bestand").write_text("in de weg")

    code = run("--aanbieders", "1", "--periode", "2026-1", "--uit", str(tmp_path / "bestand"))

    assert code == 2
    assert "niet te schrijven" in capsys.readouterr().err
