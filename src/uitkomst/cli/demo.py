"""`uitkomst demo`: a made-up region in the portal, loaded by the road of an upload.

Two processes read, check, seal and book the files; then the figures of each period are computed.
A demo that was broken off goes on where it was; a finished one is left as it is.
"""

import codecs
import multiprocessing
import re
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass, replace
from pathlib import Path

from uitkomst.standard.gemeenten import Gemeente, gemeente
from uitkomst.standard.verslagperiode import Verslagperiode
from uitkomst.synthetic.files import files
from uitkomst.synthetic.plan import plan
from uitkomst.synthetic.provider import Region

PROCESSES = 2
WITH_MISTAKES = 7  # Every seventh provider delivers files with mistakes.
SAMPLES = "voorbeeldbestanden"
ATTEMPTS = 3


@dataclass(frozen=True)
class Size:
    """How large a made-up region is; `periodes` end with the latest closed half-year."""

    seed: int
    aanbieders: int
    records: int
    periodes: int


WHOLE = Size(seed=2026, aanbieders=180, records=30_000, periodes=6)
SMALL = Size(seed=2026, aanbieders=40, records=2_500, periodes=2)


def load(*, small: bool) -> None:
    """Load the region and compute its figures, with lines of progress; nothing when it is there."""
    from django.conf import settings
    from django.utils import timezone

    from uitkomst.config import startup
    from uitkomst.services.demo import demo, demo_privacy
    from uitkomst.services.keyring import current_vault

    startup.migrate()
    if demo.is_loaded():
        print("De voorbeeldregio staat er al (opnieuw beginnen: --fresh).")
        return
    began = time.monotonic()
    periodes = _periodes(SMALL if small else WHOLE)
    region = _region(SMALL if small else WHOLE, periodes)
    print(f"Organisaties en overeenkomsten: {len(region.aanbieders)} aanbieders …", flush=True)
    demo.establish(region=region, gemeenten=_gemeenten(region), now=timezone.now())
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(PROCESSES, context, _open, (region,)) as pool:
        try:
            for periode in periodes:
                _load_period(pool, region, periode, last=periode == periodes[-1])
            _compute(pool, periodes)
            _leave_drafts(region, periodes)
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise
    _write_samples(region, periodes[-1], settings.DATA / SAMPLES)
    demo_privacy.prepare(cast=demo.cast_of(region), now=timezone.now(), vault=current_vault())
    demo.mark_loaded(now=timezone.now())
    print(f"Klaar in {time.monotonic() - began:.0f} seconden.")


def show_accounts() -> None:
    """Print who may sign in, and where the files to try are."""
    from django.conf import settings

    from uitkomst.services.deelnemers import accounts

    shown = accounts.demo_accounts()
    print("\nU kunt zich aanmelden als:\n")
    for account in shown:
        print(f"  {account.username:<32}{account.role:<24}{account.organisatie}")
    print(f"\n  Wachtwoord voor alle accounts: {accounts.DEMO_PASSWORD}")
    print(f"  Bestanden om zelf aan te leveren: {settings.DATA / SAMPLES}")


def _periodes(size: Size) -> list[Verslagperiode]:
    from django.utils import timezone

    found = [Verslagperiode.latest_closed(timezone.localdate())]
    while len(found) < size.periodes:
        found.insert(0, found[0].vorige)
    return found


def _region(size: Size, periodes: Sequence[Verslagperiode]) -> Region:
    return plan(size.seed, size.aanbieders, size.records, periodes)


def _gemeenten(region: Region) -> list[Gemeente]:
    codes = sorted({code for each in region.aanbieders for code in each.gemeenten})
    return [found for code in codes if (found := gemeente(code)) is not None]


def _load_period(
    pool: ProcessPoolExecutor, region: Region, periode: Verslagperiode, *, last: bool
) -> None:
    """Deliver every file of a period that is not in the books yet.

    In the last period one provider's file is left for a visitor to deliver.
    """
    from uitkomst.services.demo import demo, demo_deliveries

    cast = demo.cast_of(region)
    skipped = {cast.without_agreement, *([cast.haaglanden] if last else [])}
    present = demo_deliveries.delivered(periode=periode)
    wanted = [
        each.sleutel
        for each in sorted(region.aanbieders, key=lambda each: -each.omvang)
        if each.sleutel not in skipped and demo.reference_of(each.sleutel) not in present
    ]
    began, rows, sent = time.monotonic(), 0, 0
    for done, future in enumerate(_submitted(pool, wanted, periode), start=1):
        rows += future.result()
        sent += future.result() > 0
        if sys.stdout.isatty():
            print(f"\r  {periode.code}: {done} van {len(wanted)} bestanden", end="", flush=True)
    end = "\r" if sys.stdout.isatty() else ""
    seconds = time.monotonic() - began
    print(f"{end}  {periode.code}: {sent} bestanden, {rows} rijen, {seconds:.0f} s", flush=True)


def _submitted(
    pool: ProcessPoolExecutor, sleutels: Sequence[str], periode: Verslagperiode
) -> "Iterator[Future[int]]":
    """The deliveries as they are done; the large ones begin first, so that none is left over."""
    return as_completed([pool.submit(_deliver, each, periode) for each in sleutels])


def _leave_drafts(region: Region, periodes: Sequence[Verslagperiode]) -> None:
    """Something to go on with: an export that is not whole, and one with a heading of its own.

    The first has parked rows and asks whether it is complete, the second is refused until somebody
    points out the column.
    """
    from uitkomst.services.demo import demo

    cast, last = demo.cast_of(region), periodes[-1]
    for file in files(_alone(region, cast.almere), last, formaat="csv", fouten=True):
        wide = file.content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        lines = file.content.decode("utf-16" if wide else "latin-1").splitlines(keepends=True)
        part = "".join(lines[: len(lines) * 3 // 5]).encode("utf-16" if wide else "latin-1")
        _leave(cast.almere, last, file.bestandsnaam, part)
    for file in files(_alone(region, cast.haaglanden), last.vorige, formaat="csv"):
        head, _, body = file.content.partition(b"\n")
        head = re.sub(b"hulpvorm", b"zorgpad", head, flags=re.IGNORECASE)
        _leave(cast.haaglanden, last.vorige, file.bestandsnaam, head + b"\n" + body)


def _leave(sleutel: str, periode: Verslagperiode, bestandsnaam: str, content: bytes) -> None:
    from uitkomst.services.demo import demo_deliveries
    from uitkomst.services.keyring import current_vault

    demo_deliveries.leave_draft(
        sleutel=sleutel,
        periode=periode,
        bestandsnaam=bestandsnaam,
        content=content,
        vault=current_vault(),
    )


def _compute(pool: ProcessPoolExecutor, periodes: Sequence[Verslagperiode]) -> None:
    """Run the jobs that the confirmations asked for, and tell which period is ready."""
    from uitkomst.services.demo import demo_deliveries
    from uitkomst.services.figures import computations

    began = time.monotonic()
    told: set[str] = set()
    for _ in range(ATTEMPTS):
        working = [pool.submit(_work) for _ in range(PROCESSES)]
        while not all(future.done() for future in working):
            time.sleep(0.5)
            for periode in periodes:
                ready = computations.progress_of(periode.code).state == "klaar"
                if ready and periode.code not in told:
                    told.add(periode.code)
                    seconds = time.monotonic() - began
                    print(f"  Cijfers {periode.titel}: klaar na {seconds:.0f} s", flush=True)
        for future in working:
            future.result()
        if not any(demo_deliveries.waiting(periode=periode) for periode in periodes):
            return
        time.sleep(5)  # A job that failed waits a few seconds before it may run again.
    raise RuntimeError("the figures of the demo could not be computed")


def _write_samples(region: Region, periode: Verslagperiode, folder: Path) -> None:
    """The file that was left out, as a workbook: once with mistakes and once as it should be."""
    from uitkomst.services.demo import demo

    of = demo.cast_of(region).haaglanden
    folder.mkdir(exist_ok=True)
    for naam, fouten in (("met fouten", True), ("verbeterd", False)):
        for file in files(_alone(region, of), periode, formaat="xlsx", fouten=fouten):
            (folder / f"jeugdhulp {periode.code} {naam}.xlsx").write_bytes(file.content)


def _alone(region: Region, sleutel: str) -> Region:
    chosen = tuple(each for each in region.aanbieders if each.sleutel == sleutel)
    return replace(region, aanbieders=chosen)


# In the processes that do the work

_REGIONS: list[Region] = []


def _open(region: Region) -> None:
    """Prepare a process: Ctrl-C is for the parent, the portal is loaded, the region known."""
    from uitkomst.config import lifeline, startup

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if parent := multiprocessing.parent_process():
        lifeline.end_with(parent.pid or 0)
    startup.load()
    _REGIONS.append(region)


def _deliver(sleutel: str, periode: Verslagperiode) -> int:
    """Make and deliver one file; gives its number of rows, 0 when there is nothing to deliver."""
    from uitkomst.services.demo import demo_deliveries
    from uitkomst.services.keyring import current_vault

    region = _alone(_REGIONS[0], sleutel)
    fouten = region.aanbieders[0].nummer % WITH_MISTAKES == 0
    rows = 0
    for file in files(region, periode, fouten=fouten):
        rows += demo_deliveries.deliver(
            sleutel=sleutel,
            periode=periode,
            bestandsnaam=file.bestandsnaam,
            content=file.content,
            vault=current_vault(),
        )
    return rows


def _work() -> None:
    from uitkomst.services import jobs

    jobs.work(until_empty=True)
