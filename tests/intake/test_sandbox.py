"""The processes around a file: limits that hold, deaths that are told, nothing left behind."""

import multiprocessing
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from files import GRID, csv_bytes, sheet_xml, xlsx, xlsx_with

from uitkomst.intake.limits import LIMITS
from uitkomst.intake.read import UnreadableFile, read
from uitkomst.intake.sandbox import running as sandbox

LINUX = sys.platform == "linux"
BIG = csv_bytes(GRID * 20_000)


def reden(content: bytes, **limits: float) -> str:
    with pytest.raises(UnreadableFile) as caught:
        read(content, "x", limits=replace(LIMITS, **limits))
    return caught.value.reden


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def gone(pid: int, seconds: float = 20) -> bool:
    end = time.monotonic() + seconds
    while alive(pid) and time.monotonic() < end:
        time.sleep(0.02)
    return not alive(pid)


@pytest.mark.skipif(not LINUX, reason="only Linux heeds RLIMIT_AS")
def test_a_file_that_wants_too_much_memory_is_refused():
    assert reden(BIG, memory_bytes=4 * 1024 * 1024) == "geheugen"


def test_a_file_that_takes_too_long_is_refused():
    assert reden(csv_bytes(GRID * 150_000), wall_seconds=0.05) == "tijd"


def test_a_file_that_takes_too_much_processor_is_refused():
    slow = sheet_xml(f"<row>{'<c/>' * 10}</row>" * 1_000_000)
    assert reden(xlsx_with(slow), cpu_seconds=1) == "tijd"


def test_a_table_beyond_the_output_cap_is_refused():
    assert reden(BIG, output_bytes=10_000) == "te_groot"


@pytest.mark.parametrize("death", [signal.SIGABRT, signal.SIGSEGV, signal.SIGKILL])
def test_the_death_of_a_child_is_a_refusal_and_the_next_file_is_read(death, children):
    pids: list[int] = []

    def kill_the_child() -> None:
        pids.append(children())
        os.kill(pids[0], death)

    killer = threading.Thread(target=kill_the_child)
    read(b"a;b\n1;2\n", "x")
    killer.start()
    outcome = reden(csv_bytes(GRID * 150_000))
    killer.join()

    assert outcome == ("geheugen" if death == signal.SIGKILL else "afgebroken")
    assert read(csv_bytes(), "x").cells.num_rows == 2


@pytest.fixture
def children():
    """Waits for a child of the zygote that is busy reading, and gives its pid."""
    if not LINUX:
        pytest.skip("reads /proc")

    def first() -> int:
        zygote = sandbox.zygote_pid()
        listed = Path(f"/proc/{zygote}/task/{zygote}/children")
        end = time.monotonic() + 30
        while time.monotonic() < end:
            before = set(listed.read_text().split())
            time.sleep(0.05)
            lasting = before & set(listed.read_text().split())
            if lasting:
                return int(lasting.pop())
        raise AssertionError("no child was seen")

    return first


def test_a_killed_zygote_is_replaced():
    read(csv_bytes(), "x")
    before = sandbox.zygote_pid()
    os.kill(before, signal.SIGKILL)

    assert read(csv_bytes(), "x").cells.num_rows == 2
    assert sandbox.zygote_pid() != before


@pytest.mark.skipif(not LINUX, reason="reads /proc")
def test_the_zygote_has_one_thread_so_that_it_can_fork_safely():
    read(csv_bytes(), "x")

    assert len(list(Path(f"/proc/{sandbox.zygote_pid()}/task").iterdir())) == 1


def test_many_threads_read_at_once():
    contents = [csv_bytes(), xlsx()] * 20
    with ThreadPoolExecutor(8) as pool:
        tables = list(pool.map(lambda content: read(content, "x"), contents))

    assert {table.cells.num_rows for table in tables} == {2}


@pytest.fixture
def busy():
    """Another thread that holds the interpreter for long whenever it gets it."""
    done = threading.Event()

    def spin() -> None:
        while not done.is_set():
            sum(range(1_000))

    before = sys.getswitchinterval()
    sys.setswitchinterval(0.05)
    thread = threading.Thread(target=spin)
    thread.start()
    yield
    done.set()
    thread.join()
    sys.setswitchinterval(before)


def test_an_empty_file_is_called_empty_however_soon_the_child_is_done(busy):
    """The child needs no content, so it may be gone before we have sent all there is to send."""
    assert {reden(b"") for _ in range(60)} == {"leeg"}


def test_reading_leaves_no_file_behind_and_no_open_descriptor(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    read(csv_bytes(), "x")
    before = len(os.listdir("/dev/fd"))
    for content in (csv_bytes(), xlsx(), b"", b"%PDF-", BIG):
        with suppress(UnreadableFile):
            read(content, "x")

    assert len(os.listdir("/dev/fd")) == before
    assert not list(tmp_path.iterdir())


def run_python(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)],
        capture_output=True, text=True, timeout=120, check=False,
        env={**os.environ, "UITKOMST_MASTER_KEY": "do-not-inherit"},
    )  # fmt: skip


def test_a_plain_command_reads_without_running_its_main_again_and_leaves_no_process():
    done = run_python("""
        print("once")
        from uitkomst.intake.read import read
        from uitkomst.intake.sandbox import running as sandbox
        print(read(b"a;b\\n1;2\\n", "x").cells.num_rows, sandbox.zygote_pid())
    """)
    assert done.stderr == ""
    lines = done.stdout.split("\n")
    assert lines[0] == "once"
    rows, pid = lines[1].split()
    assert rows == "2"
    assert gone(int(pid))


def test_the_zygote_ends_when_its_process_is_killed():
    done = run_python("""
        import os, signal
        from uitkomst.intake.read import read
        from uitkomst.intake.sandbox import running as sandbox
        read(b"a;b\\n1;2\\n", "x")
        print(sandbox.zygote_pid(), flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
    """)
    assert gone(int(done.stdout))


@pytest.mark.skipif(not LINUX, reason="reads /proc")
def test_the_zygote_gets_no_key_from_our_environment():
    done = run_python("""
        import os
        from uitkomst.intake.read import read
        from uitkomst.intake.sandbox import running as sandbox
        read(b"a;b\\n1;2\\n", "x")
        print("KEY" in open(f"/proc/{sandbox.zygote_pid()}/environ").read())
    """)
    assert done.stdout.strip() in ("False", "")  # not even readable for an ordinary user


def _read_in_fork(results) -> None:
    results.put(read(csv_bytes(), "x").cells.num_rows)


@pytest.mark.skipif(not LINUX, reason="forks")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_forked_worker_gets_a_zygote_of_its_own():
    read(csv_bytes(), "x")
    ours = sandbox.zygote_pid()
    context = multiprocessing.get_context("fork")
    results = context.SimpleQueue()
    worker = context.Process(target=_read_in_fork, args=(results,))
    worker.start()
    assert results.get() == 2
    worker.join(30)

    assert worker.exitcode == 0
    assert alive(ours)
    assert read(csv_bytes(), "x").cells.num_rows == 2
    assert sandbox.zygote_pid() == ours


@pytest.mark.skipif(not LINUX, reason="kernel namespaces and /proc")
def test_a_child_can_write_no_file_and_open_nothing():
    """The limits as the kernel sees them, asked by a child in place of reading a file."""
    done = run_python("""
        import os, resource, socket
        from uitkomst.intake.sandbox import child
        from uitkomst.intake.limits import LIMITS
        child._restrict(LIMITS)
        for attempt in (lambda: open("/tmp/x", "w"), lambda: open("/etc/passwd"),
                        lambda: socket.socket(), lambda: __import__("wave")):
            try:
                attempt()
                print("could")
            except (OSError, ImportError):
                print("could not")
        limits = resource.RLIMIT_CORE, resource.RLIMIT_FSIZE
        print(*(resource.getrlimit(limit)[1] for limit in limits))
    """)
    assert done.stdout.split("\n")[:5] == ["could not"] * 4 + ["0 0"]
