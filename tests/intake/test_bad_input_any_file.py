"""Any file at all: an answer in words, in bounded time and memory, and nothing left behind."""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from delivery import ROW, csv, lines
from files import csv_bytes, ods, xls, xlsx, xlsx_parts, zipped
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from uitkomst.intake.check import CheckResult, Context, UnreadableFile, check
from uitkomst.intake.limits import LIMITS
from uitkomst.intake.read import read
from uitkomst.intake.sandbox import running as sandbox

LINUX = sys.platform == "linux"
FOLDERS = [Path(name) for name in ("/tmp", "/dev/shm", "/var/tmp") if Path(name).is_dir()]
GRID = lines([{"bsn": bsn} for bsn in ("999900006", "999900018", "999900031")])
WRITERS: list[Callable[[list[list[str]]], bytes]] = [
    xlsx, xls, ods, csv_bytes,
    partial(csv_bytes, separator="\t", encoding="utf-16"), partial(csv_bytes, end="\r"),
]  # fmt: skip
FILES = [write(GRID) for write in WRITERS] + [zipped(xlsx_parts(), 0)]
FUZZ = settings(
    max_examples=50,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
CELLS = st.one_of(
    st.sampled_from([*ROW, *ROW.values(), "\u202e", "７", "=1+1", "#N/B", "7,5", "-0", "1e309"]),
    st.text(
        st.characters(codec="utf-8", exclude_characters="\x00", exclude_categories=["Cs", "Cc"]),
        max_size=8,
    ),
)
SOME_BYTES = st.binary(min_size=1, max_size=6)


def answer(content: bytes) -> CheckResult | str:
    """What a sender gets: an outcome, or the reason of a refusal; a crash is neither."""
    try:
        result = check(content, "aanlevering", Context())
    except UnreadableFile as error:
        refused = error
    else:
        return consistent(result)
    assert refused.reden != "afgebroken"
    assert refused.melding.endswith(".")
    return refused.reden


def consistent(result: CheckResult) -> CheckResult:
    """The outcome itself, if its counts add up and every rule could be run."""
    assert result.goed + result.geparkeerd + result.bevestigen == result.totaal
    assert not result.mislukt
    return result


@FUZZ
@given(st.binary(max_size=600), st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"bsn;"]))
def test_any_bytes_are_answered(content, start) -> None:
    answer(start + content)


@FUZZ
@given(
    st.lists(st.lists(CELLS, min_size=1, max_size=15), min_size=1, max_size=5),
    st.sampled_from(WRITERS[3:]),
)
def test_any_table_as_text_is_answered(rows, write) -> None:
    answer(write([list(ROW), *rows]))


@FUZZ
@given(st.lists(st.lists(CELLS, min_size=1, max_size=15), min_size=1, max_size=5))
def test_any_table_as_a_workbook_is_answered(rows) -> None:
    answer(xlsx([list(ROW), *rows]))


@FUZZ
@given(
    st.sampled_from(FILES),
    st.lists(
        st.tuples(
            st.sampled_from(["change", "insert", "remove", "repeat", "cut"]),
            st.floats(0, 1, exclude_max=True),
            SOME_BYTES,
        ),
        min_size=1,
        max_size=5,
    ),
)
def test_any_damage_to_a_good_file_is_answered(content, damages) -> None:
    for what, where, some in damages:
        at = int(where * len(content))
        before, after = content[:at], content[at:]
        content = {
            "change": before + some + after[len(some) :],
            "insert": before + some + after,
            "remove": before + after[len(some) :],
            "repeat": before + after[: 50 * len(some)] + after,
            "cut": before,
        }[what]
    answer(content)


PARTS = {name: bytes(data, "utf-8") if isinstance(data, str) else data
         for name, data in xlsx_parts().items()}  # fmt: skip


@FUZZ
@given(st.sampled_from(sorted(PARTS)), st.floats(0, 1, exclude_max=True), SOME_BYTES)
def test_any_damage_inside_a_workbook_is_answered(name, where, some) -> None:
    """The zip itself is sound, so that the damage reaches the readers of its parts."""
    part = PARTS[name]
    at = int(where * len(part))
    answer(zipped(PARTS | {name: part[:at] + some + part[at + len(some) :]}))


@pytest.mark.parametrize(
    "content",
    [
        b'"' * 3_000_000,
        b'";' * 3_000_000,
        b"\r" * 3_000_000 + b"a;b",
        b"a;b\n" + b"\xff;\xfe\n" * 500_000,
        b";" * 3_000_000,
        b"bsn;" * 60 + b"\n" + (b"1;" * 60 + b"\n") * 20_000,
        zipped({"[Content_Types].xml": "<a>" * 300_000}),
    ],
    ids=["quotes", "open", "returns", "latin", "wide", "columns", "deep"],
)
def test_what_is_made_to_be_slow_is_answered_in_time(content) -> None:
    started = time.monotonic()
    answer(content)

    assert time.monotonic() - started < 30


def files_in(folders: list[Path]) -> set[Path]:
    return {path for folder in folders for path in folder.glob("*")}


@pytest.fixture
def marked() -> bytes:
    """A large delivery with a value that is easily found again."""
    return csv([{"bsn": "999900006", "postcode_of_gemeente": "7391ZK"}] * 60_000)


def holds(path: Path, value: bytes) -> bool:
    with suppress(OSError):
        return path.is_file() and path.stat().st_size < 10**8 and value in path.read_bytes()
    return False


@pytest.mark.skipif(not LINUX, reason="knows where Linux keeps temporary files")
def test_no_trace_is_left_after_a_check(marked, tmp_path, monkeypatch) -> None:
    for name in ("TMPDIR", "HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    before = files_in(FOLDERS)
    monkeypatch.chdir(tmp_path)
    answer(marked)
    answer(xlsx(GRID))

    assert not list(tmp_path.iterdir())
    assert not [path for path in files_in(FOLDERS) - before if holds(path, b"7391ZK")]


@pytest.mark.skipif(not LINUX, reason="reads /proc")
def test_a_child_killed_in_the_middle_leaves_nothing(marked, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    answer(csv([{}]))
    zygote = sandbox.zygote_pid()
    children = Path(f"/proc/{zygote}/task/{zygote}/children")
    before = files_in(FOLDERS)
    killed: list[int] = []

    def kill() -> None:
        end = time.monotonic() + 30
        while not killed and time.monotonic() < end:
            for pid in map(int, children.read_text().split()):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
                    killed.append(pid)

    killer = threading.Thread(target=kill)
    killer.start()
    with pytest.raises(UnreadableFile) as refused:
        read(marked * 4, "x", limits=replace(LIMITS, wall_seconds=60))
    killer.join()

    assert refused.value.reden == "geheugen"
    assert not Path(f"/proc/{killed[0]}").exists() or not children.read_text().split()
    assert not list(tmp_path.iterdir())
    assert not [path for path in files_in(FOLDERS) - before if holds(path, b"7391ZK")]


@pytest.mark.skipif(not LINUX or not shutil.which("strace"), reason="follows system calls")
def test_a_check_opens_no_file_for_writing(tmp_path) -> None:
    """As the kernel sees it: neither we nor a child make or write a file while data is there."""
    path = tmp_path / "aanlevering 2023-1.csv"
    path.write_bytes(csv([{}] * 2_000))
    log = tmp_path / "calls"
    traced = "trace=?open,openat,?creat,memfd_create,?mknod,mknodat"
    command = [sys.executable, "-B", Path(sys.executable).parent / "uitkomst", "check", path]
    done = subprocess.run(
        ["strace", "-f", "-e", traced, "-o", log, *command],
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    if "ptrace" in done.stderr:
        pytest.skip("this machine lets nobody follow a process")
    assert "2000" in done.stdout.replace(".", "")
    written = [
        line for line in log.read_text().split("\n")
        if ("O_WRONLY" in line or "O_RDWR" in line or "memfd" in line or "O_CREAT" in line)
        and "/dev/null" not in line and "ENOENT" not in line
    ]  # fmt: skip

    assert written == []
