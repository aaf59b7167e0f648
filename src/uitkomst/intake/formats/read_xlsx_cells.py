"""The cells of a piece of a worksheet's XML, found with arrays instead of call-backs.

Only for XML as spreadsheet programs write it: `row`, `c`, `v`, `is` and `t` without prefixes, a
reference on every cell, no entities, comments or formulas. Whatever else there is, even where it
would be right, raises NotUsual; nothing is guessed.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

_OPEN, _CLOSE = ord("<"), ord(">")
_CONTROLS = bytes({*range(32)} - {9, 10})
_ODD = (b"&", b"]]>", b"_x", b"\xef\xbf\xbe", b"\xef\xbf\xbf")
(_ROW, _ROW_END, _NO_CELLS, _C, _C_END, _EMPTY, _V, _V_END, _IS, _IS_END, _T, _T_END) = range(12)
_FOLLOWS = {
    _ROW: (_C, _EMPTY, _ROW_END), _ROW_END: (_ROW, _NO_CELLS), _NO_CELLS: (_ROW, _NO_CELLS),
    _C: (_V, _IS, _C_END), _C_END: (_C, _EMPTY, _ROW_END), _EMPTY: (_C, _EMPTY, _ROW_END),
    _V: (_V_END,), _V_END: (_C_END,),
    _IS: (_T,), _T: (_T_END,), _T_END: (_IS_END,), _IS_END: (_C_END,),
}  # fmt: skip
_ALLOWED = np.zeros((12, 12), np.bool_)
for _tag, _next in _FOLLOWS.items():
    _ALLOWED[_tag, list(_next)] = True
_FIXED = {
    b"</row>": _ROW_END, b"</c>": _C_END, b"<v>": _V, b"</v>": _V_END, b"<is>": _IS,
    b"</is>": _IS_END, b"<t>": _T, b'<t xml:space="preserve">': _T, b"</t>": _T_END,
}  # fmt: skip
_LONGEST_NUMBER = 7
_MOST_FORMS = 1_000  # different ways in which tags of one kind go on
Numbers = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]


class NotUsual(Exception):
    """XML that has to be read element by element."""


@dataclass(frozen=True)
class Piece:
    """The rows and cells of one piece.

    `numbers` and `row_forms` go by row; `row`, `column`, `form` and `text` by cell: the index of
    its row, its column from 1, what stands in its tag after the reference, and what it holds (null
    where it has no value).
    """

    numbers: Numbers
    row_forms: pa.DictionaryArray
    row: Numbers
    column: Numbers
    form: pa.DictionaryArray
    text: pa.StringArray


def cells_of(data: bytes) -> Piece:
    """The cells of whole rows of XML. Raises NotUsual."""
    if any(odd in data for odd in _ODD) or len(data.translate(None, _CONTROLS)) < len(data):
        raise NotUsual
    try:
        data.decode()
    except UnicodeDecodeError as error:
        raise NotUsual from error
    raw = np.frombuffer(data + b" " * 8, np.uint8)  # so that looking ahead stays inside
    first, last = np.flatnonzero(raw == _OPEN), np.flatnonzero(raw == _CLOSE)
    if len(first) == 0 or len(first) != len(last):
        raise NotUsual
    if (first >= last).any() or (last[:-1] >= first[1:]).any():
        raise NotUsual
    kinds = _kinds(raw, data, first, last)
    if kinds[0] not in (_ROW, _NO_CELLS) or kinds[-1] not in (_ROW_END, _NO_CELLS):
        raise NotUsual
    if not _ALLOWED[kinds[:-1], kinds[1:]].all():
        raise NotUsual
    return _piece(raw, data, kinds, first, last)


def _kinds(raw: Bytes, data: bytes, first: Numbers, last: Numbers) -> Numbers:
    """What each tag is."""
    empty = raw[last - 1] == ord("/")
    one, two = raw[first + 1], raw[first + 2]
    is_cell = (one == ord("c")) & (two == ord(" "))
    is_row = (one == ord("r")) & (two == ord("o")) & (raw[first + 3] == ord("w"))
    kinds = np.where(is_cell, np.where(empty, _EMPTY, _C), np.where(empty, _NO_CELLS, _ROW))
    other = ~(is_cell | is_row)
    tags = _slices(data, first[other], last[other] + 1).dictionary_encode()
    known = [_FIXED.get(tag, -1) for tag in tags.dictionary.to_pylist()]
    if -1 in known:
        raise NotUsual
    kinds[other] = np.array(known, np.int64)[tags.indices.to_numpy()]
    return kinds


def _piece(raw: Bytes, data: bytes, kinds: Numbers, first: Numbers, last: Numbers) -> Piece:
    rows = np.flatnonzero((kinds == _ROW) | (kinds == _NO_CELLS))
    starts = first[rows] + len('<row r="')
    _must_be(raw, first[rows], b'<row r="')
    numbers, digits = _digits(raw, starts)
    cells = np.flatnonzero((kinds == _C) | (kinds == _EMPTY))
    at = first[cells]
    _must_be(raw, at, b'<c r="')
    row = np.searchsorted(rows, cells) - 1
    column, letters = _letters(raw, at + len('<c r="'))
    end = at + len('<c r="') + letters
    for n in range(int(digits.max())):
        within = n < digits[row]
        if (raw[end + n][within] != raw[starts[row] + n][within]).any():
            raise NotUsual
    end = end + digits[row]
    if (raw[end] != ord('"')).any():
        raise NotUsual
    same = row[1:] == row[:-1]
    if (column[1:][same] <= column[:-1][same]).any():
        raise NotUsual
    return Piece(
        numbers=numbers,
        row_forms=_forms(data, starts + digits + 1, last[rows] + 1),
        row=row,
        column=column,
        form=_forms(data, end + 1, last[cells] + 1),
        text=_texts(data, kinds, cells, first, last),
    )


def _must_be(raw: Bytes, at: Numbers, text: bytes) -> None:
    for n, byte in enumerate(text):
        if (raw[np.minimum(at + n, len(raw) - 1)] != byte).any():
            raise NotUsual


def _digits(raw: Bytes, at: Numbers) -> tuple[Numbers, Numbers]:
    """The numbers that start at these places and end in a quote, and how many digits they have."""
    value, length = np.zeros(len(at), np.int64), np.zeros(len(at), np.int64)
    going = np.ones(len(at), np.bool_)
    for n in range(_LONGEST_NUMBER + 1):
        byte = raw[np.minimum(at + n, len(raw) - 1)].astype(np.int64) - ord("0")
        going &= (byte >= 0) & (byte <= 9)
        value = np.where(going, value * 10 + byte, value)
        length += going
    ends = raw[np.minimum(at + length, len(raw) - 1)] == ord('"')
    if not ends.all() or (length == 0).any() or (length > _LONGEST_NUMBER).any():
        raise NotUsual
    return value, length


def _letters(raw: Bytes, at: Numbers) -> tuple[Numbers, Numbers]:
    """The columns named at these places, and how many letters they have."""
    value, length = np.zeros(len(at), np.int64), np.zeros(len(at), np.int64)
    going = np.ones(len(at), np.bool_)
    for n in range(4):
        letter = raw[np.minimum(at + n, len(raw) - 1)].astype(np.int64) - ord("A") + 1
        going &= (letter >= 1) & (letter <= 26)
        value = np.where(going, value * 26 + letter, value)
        length += going
    if (length == 0).any() or (length > 3).any():
        raise NotUsual
    return value, length


def _texts(
    data: bytes, kinds: Numbers, cells: Numbers, first: Numbers, last: Numbers
) -> pa.StringArray:
    """What stands in the `v` or `t` of each cell; null where it has neither or that is empty."""
    after = np.minimum(cells + 1, len(kinds) - 1)
    inside = np.where(kinds[after] == _IS, cells + 2, cells + 1)
    holds = (kinds[cells] == _C) & (kinds[after] != _C_END)
    inside = inside[holds]
    starts, ends = last[inside] + 1, first[inside + 1]
    found = _slices(data, starts, ends).cast(pa.string())
    where = np.full(len(cells), -1, np.int64)
    where[holds] = np.where(ends > starts, np.arange(len(inside)), -1)
    return found.take(pa.array(where, pa.int64(), mask=where < 0))


def _forms(data: bytes, starts: Numbers, ends: Numbers) -> pa.DictionaryArray:
    forms = _slices(data, starts, ends).dictionary_encode()
    if len(forms.dictionary) > _MOST_FORMS:
        raise NotUsual
    return forms


def _slices(data: bytes, starts: Numbers, ends: Numbers) -> pa.BinaryArray:
    """These slices of the data, which follow each other, without a copy of the rest."""
    if (starts > ends).any():
        raise NotUsual
    offsets = np.empty(2 * len(starts) + 1, np.int32)
    offsets[0:-1:2], offsets[1::2] = starts, ends
    offsets[-1] = ends[-1] if len(ends) else 0
    buffers = [None, pa.py_buffer(offsets), pa.py_buffer(data)]
    every = pa.BinaryArray.from_buffers(pa.binary(), 2 * len(starts), buffers)
    return every.take(pa.array(np.arange(0, 2 * len(starts), 2)))
