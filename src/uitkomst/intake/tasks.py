"""What can be asked of the child process that opens senders' files: the one list of it.

The sandbox itself knows none of these; its zygote imports this module by name before it forks.
"""

from typing import Any

import pyarrow as pa

from uitkomst.intake.formats.read_fixed import FixedLayout
from uitkomst.intake.formats.recognise_format import read_any
from uitkomst.intake.limits import Limits
from uitkomst.intake.marking.task import mark
from uitkomst.intake.sandbox.child import Head, Task
from uitkomst.intake.sandbox.wire import CELLS

_KEPT = ("kind", "sheet", "notes", "dates_1904", "separator", "encoding", "sheets")


def _read(content: bytes, options: dict[str, Any], limits: Limits) -> tuple[Head, memoryview]:
    """The task "read": the rows of a file, as one Arrow stream per table after each other."""
    raw = read_any(content, _layout(options.get("layout")), limits, options.get("blad"))
    tables = {CELLS: raw.cells, **raw.extra}
    counted = pa.MockOutputStream()
    for cells in tables.values():
        _append(counted, cells)
    body = pa.allocate_buffer(counted.size())  # a buffer that grows would copy all of it each time
    sink = pa.FixedSizeBufferWriter(body)
    ends = {naam: _append(sink, cells) for naam, cells in tables.items()}
    return {**{name: getattr(raw, name) for name in _KEPT}, "ends": ends}, memoryview(body)


def _layout(layout: Any) -> FixedLayout | None:
    if layout is None:
        return None
    return FixedLayout(layout["naam"], tuple((first, beyond) for first, beyond in layout["spans"]))


def _append(sink: pa.NativeFile, cells: pa.Table) -> int:
    """Write a table behind what is there; gives where it ends."""
    with pa.ipc.new_stream(sink, cells.schema) as writer:
        writer.write_table(cells)
    end: int = sink.tell()
    return end


TASKS: dict[str, Task] = {"read": _read, "mark": mark}
"""Each task by name. It imports all it needs when this module is imported: later it cannot."""

# With a quote in it: for a plain text Arrow would start threads, which have to wait until after
# the fork.
TRIALS = (("read", b'bsn;"hulpvorm"\n1;2\n'),)
"""What the zygote does once before it forks, so that nothing is left to be loaded on first use."""
