"""The quick way for a worksheet as spreadsheet programs write it: several times that of expat.

Only a sheet of which all is usual (see `read_xlsx_cells`) is read here. For any other, and for
anything that would be refused, there is no answer: SheetReader then reads it from the start, and
says what is wrong. What stands around the rows is read by SheetReader itself. A test holds the two
to the same answer.
"""

import re
from collections.abc import Callable, Iterable, Iterator

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from uitkomst.intake.formats.excel_values import boolean_text, number_or_date
from uitkomst.intake.formats.read_xlsx_around import AROUND, enough, until
from uitkomst.intake.formats.read_xlsx_cells import NotUsual, Piece, cells_of
from uitkomst.intake.formats.read_xlsx_sheet import LAST_ROW, SheetReader
from uitkomst.intake.limits import Limits
from uitkomst.intake.refusals import UnreadableFile
from uitkomst.intake.rows import Cells, RowBuilder

_BEGIN, _END, _ROW_END = b"<sheetData>", b"</sheetData>", b"</row>"
_BLOCK = 2 * 1024 * 1024
_OTHER_CODING = re.compile(rb"""encoding\s*=\s*["'](?!utf-8["'])""", re.IGNORECASE)
_OPAQUE = re.compile(rb"<!|<\?(?!xml\s)")  # what begins the rows may stand in a comment or the like
_ATTRIBUTE = re.compile(rb' ([A-Za-z][A-Za-z0-9:.]*)="([^"]*)"')
_TAG_REST = re.compile(rb'(?: [A-Za-z][A-Za-z0-9:.]*="[^"]*")*/?>')
_TRUE = (b"1", b"true")


class QuickSheet:
    """A sheet that was read the quick way, as SheetReader would give it."""

    seen: list[Cells]

    def __init__(
        self, strings: pa.StringArray, dates: frozenset[str], limits: Limits, *, dates_1904: bool
    ) -> None:
        self.rows = RowBuilder(limits)
        self.seen = []
        self._strings = strings
        self._dates = dates
        self._limits = limits
        self._dates_1904 = dates_1904
        self._row = 0
        self._around = SheetReader([], dates, limits, dates_1904=dates_1904)

    def read(self, chunks: Iterable[bytes]) -> bool:
        """Read the sheet; False where it has to be read the other way."""
        try:
            outside = b"".join(self._pieces(chunks))
            self._around.read([outside])
        except (NotUsual, UnreadableFile, pa.ArrowInvalid, ValueError):
            return False
        return self._around.last_row == 0

    def notes(self) -> list[str]:
        """What the sender must know about this sheet."""
        return self._around.notes()

    def _pieces(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """Take in the rows, a block at a time; gives what stands before and after them."""
        source = iter(chunks)
        head, rest = until(source, _BEGIN)
        if _OTHER_CODING.search(head) or _OPAQUE.search(head):
            raise NotUsual
        yield head
        pending, seen = bytearray(rest), 0
        while (end := pending.find(_END, seen)) < 0:
            seen = max(0, len(pending) - len(_END))
            if len(pending) >= _BLOCK:
                self._take_rows(pending)
                seen = 0
            chunk = next(source, None)
            if chunk is None:
                raise NotUsual
            pending += chunk
        if pending[:end].strip():
            self._take(bytes(pending[:end]))
        yield from enough(bytes(pending[end:]), source)

    def _take_rows(self, pending: bytearray) -> None:
        """Take the whole rows off what was read so far."""
        cut = pending.rfind(_ROW_END) + len(_ROW_END)
        if cut >= len(_ROW_END):
            self._take(bytes(pending[:cut]))
            del pending[:cut]
        elif len(pending) > AROUND:
            raise NotUsual

    def _take(self, data: bytes) -> None:
        piece = cells_of(data)
        numbers = piece.numbers
        first_is_next = numbers[0] > self._row and (numbers[1:] > numbers[:-1]).all()
        if not first_is_next or numbers[-1] > LAST_ROW:
            raise NotUsual
        self._row = int(numbers[-1])
        forms = piece.row_forms.dictionary.to_pylist()
        hidden = [_attributes(form).get(b"hidden") in _TRUE for form in forms]
        self._around.count_hidden(int(np.array(hidden)[piece.row_forms.indices.to_numpy()].sum()))
        if len(piece.column):
            self.rows.add_columns(pa.array(numbers, pa.int32()), self._columns(piece))

    def _columns(self, piece: Piece) -> list[pa.Array]:
        width = int(piece.column.max())
        if width > self._limits.columns:
            raise NotUsual
        values, texts = self._values(piece)
        columns = []
        for number in range(1, width + 1):
            here = np.flatnonzero(piece.column == number)
            where = np.full(len(piece.numbers), -1, np.int64)
            where[piece.row[here]] = here
            shared = _at(self._strings, _moved(values, where))
            columns.append(pc.coalesce(shared, _at(texts, where)))
        return columns

    def _values(self, piece: Piece) -> tuple[npt.NDArray[np.int64], pa.StringArray]:
        """By cell: the number of its shared text (-1: none), or else its own text."""
        kinds = [self._kind(form) for form in piece.form.dictionary.to_pylist()]
        kind = np.array(kinds)[piece.form.indices.to_numpy()]
        filled = pc.is_valid(piece.text).to_numpy(zero_copy_only=False)
        shared = np.full(len(kind), -1, np.int64)
        at = np.flatnonzero((kind == "s") & filled)
        if len(at):
            shared[at] = self._shared(piece.text.take(pa.array(at)))
        texts = piece.text
        for what in {*kinds} - {"s", "str"}:
            convert = self._converter(what)
            mine = pa.array((kind == what) & filled)
            texts = pc.if_else(mine, _each(pc.if_else(mine, texts, None), convert), texts)
        return shared, pc.if_else(pa.array(kind == "s"), pa.scalar(None, pa.string()), texts)

    def _shared(self, numbers: pa.StringArray) -> npt.NDArray[np.int64]:
        if not pc.all(pc.ascii_is_decimal(numbers)).as_py():
            raise NotUsual
        found: npt.NDArray[np.int64] = numbers.cast(pa.int64()).to_numpy()
        if found.max() >= len(self._strings) or pc.max(pc.binary_length(numbers)).as_py() > 9:
            raise NotUsual
        return found

    def _kind(self, form: bytes) -> str:
        """How a cell with this in its tag is read: s, n, date, b or str."""
        attributes = _attributes(form)
        if attributes.keys() - {b"s", b"t"}:
            raise NotUsual
        kind = attributes.get(b"t", b"n").decode()
        if kind == "n" and b"s" in attributes and attributes[b"s"].decode() in self._dates:
            return "date"
        known = {"s": "s", "n": "n", "b": "b", "str": "str", "inlineStr": "str", "e": "str"}
        if kind not in known:
            raise NotUsual
        return known[kind]

    def _converter(self, what: str) -> Callable[[str], str]:
        if what == "b":
            return lambda raw: boolean_text(value=raw.strip() in ("1", "true"))
        return lambda raw: number_or_date(raw, is_date=what == "date", dates_1904=self._dates_1904)


def _attributes(rest: bytes) -> dict[bytes, bytes]:
    """The attributes in what follows a reference, up to the end of the tag."""
    if not _TAG_REST.fullmatch(rest):
        raise NotUsual
    pairs = _ATTRIBUTE.findall(rest)
    found = dict(pairs)
    if len(found) < len(pairs) or b"r" in found:
        raise NotUsual
    return found


def _moved(values: npt.NDArray[np.int64], where: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    return np.where(where < 0, -1, values[where])


def _at(texts: pa.StringArray, where: npt.NDArray[np.int64]) -> pa.StringArray:
    """The text at each place; null for a place of -1."""
    return texts.take(pa.array(where, pa.int64(), mask=where < 0))


def _each(texts: pa.StringArray, convert: Callable[[str], str]) -> pa.StringArray:
    """Every text converted, each different one once."""
    coded = texts.dictionary_encode()
    done = [convert(text) for text in coded.dictionary.to_pylist()]
    return pa.array(done, pa.string()).take(coded.indices)
