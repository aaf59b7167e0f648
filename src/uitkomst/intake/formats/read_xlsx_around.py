"""What stands before and after the rows of a worksheet, on the quick way: never much."""

from collections.abc import Iterator
from itertools import chain

from uitkomst.intake.formats.read_xlsx_cells import NotUsual

AROUND = 8 * 1024 * 1024
"""So many bytes may stand before the rows, after them, and in one row."""


def until(source: Iterator[bytes], mark: bytes) -> tuple[bytes, bytes]:
    """What comes up to and with the mark, and what was read after it. Raises NotUsual."""
    head = b""
    for chunk in source:
        head += chunk
        at = head.find(mark)
        if at >= 0:
            return head[: at + len(mark)], head[at + len(mark) :]
        if len(head) > AROUND:
            break
    raise NotUsual


def enough(first: bytes, source: Iterator[bytes]) -> Iterator[bytes]:
    """What stands after the rows, if that is not too much. Raises NotUsual."""
    size = 0
    for piece in chain([first], source):
        size += len(piece)
        if size > AROUND:
            raise NotUsual
        yield piece
