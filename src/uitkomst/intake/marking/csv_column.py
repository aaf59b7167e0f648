"""A sender's csv with one more column, that says what is wrong; every other byte stays."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO

from uitkomst.intake.formats.read_text import decode
from uitkomst.intake.formats.recognise_format import read_any
from uitkomst.intake.limits import Limits
from uitkomst.intake.marking.formula import would_run
from uitkomst.intake.marking.marks import Marks

_BREAK = re.compile(r"(?:\r\n|\r|\n)\Z")
_SEMICOLON = ";"


@dataclass(frozen=True)
class WithColumn:
    """The file, and how many cells of the sender got an apostrophe in front."""

    content: bytes
    quoted: int


def with_column(content: bytes, marks: Marks, koprij: int | None, limits: Limits) -> WithColumn:
    """The same csv with a last column; `koprij` is the line of its headings.

    A cell that a spreadsheet would run gets an apostrophe in front. Raises UnreadableFile.
    """
    raw = read_any(content, None, limits)
    encoding, separator = raw.encoding or "utf-8", raw.separator or ";"
    told = {rij: marks.line(cells) for rij, cells in marks.rows()}
    text, before, after = _text(content, encoding)
    lines: list[str] = []
    width = quoted = 0
    for line, record, fields in _records(text, separator, limits):
        if not fields or line < (koprij or 0):
            lines.append(record)
            continue
        if any(would_run(each) for field in fields for each in _seen(field, separator)):
            record, count = _harmless(record, separator)
            quoted += count
        if line == koprij:
            width = len(fields)
        own = _field(marks.words.kolom if line == koprij else told.get(line, ""), separator)
        missing = separator * max(0, width - len(fields))  # so that it comes below its heading
        end = _BREAK.search(record)
        cut = end.start() if end else len(record)
        lines.append(f"{record[:cut]}{missing}{separator}{own}{record[cut:]}")
    return WithColumn(before + "".join(lines).encode(encoding, "replace") + after, quoted)


def _text(content: bytes, encoding: str) -> tuple[str, bytes, bytes]:
    """The characters as they stand, and the bytes before and after them that are no text."""
    plain = decode(content).text.encode(encoding)
    at = content.find(plain)
    if at < 0:
        return content.decode(encoding), b"", b""
    return plain.decode(encoding), content[:at], content[at + len(plain) :]


def _records(text: str, separator: str, limits: Limits) -> Iterator[tuple[int, str, list[str]]]:
    """Each record with the line it starts on, as it stands, and its fields."""
    csv.field_size_limit(limits.cell_characters)
    lines = list(StringIO(text, newline=""))
    reader = csv.reader(lines, delimiter=separator, strict=True)
    last = 0
    for fields in reader:
        yield last + 1, "".join(lines[last : reader.line_num]), fields
        last = reader.line_num


def _field(text: str, separator: str) -> str:
    if separator in text or '"' in text:
        return '"' + text.replace('"', '""') + '"'
    return text


def _seen(field: str, separator: str) -> list[str]:
    """The cells that a spreadsheet may make of a field: a Dutch one splits a csv at a semicolon."""
    return [field] if separator == _SEMICOLON else field.split(_SEMICOLON)


def _harmless(record: str, separator: str) -> tuple[str, int]:
    """The record with an apostrophe before each field that would be run, and how many."""
    field = re.compile(
        rf'(?P<quote>")(?:[^"]|"")*"|(?:[^{re.escape(separator)}\r\n"][^{re.escape(separator)}\r\n]*)'
    )
    pieces, at, count = [], 0, 0
    while at < len(record):
        found = field.match(record, at)
        if found is not None:
            whole = found[0]
            value = whole[1:-1].replace('""', '"') if found["quote"] else whole
            if would_run(value):
                whole = f"\"'{whole[1:]}" if found["quote"] else f"'{whole}"
                count += 1
            first, *others = _seen(whole, separator)
            runs = [would_run(each.rstrip('"')) for each in others]
            count += sum(runs)
            others = [f"'{each}" if run else each for each, run in zip(others, runs, strict=True)]
            pieces.append(_SEMICOLON.join([first, *others]))
            at = found.end()
        pieces.append(record[at : at + 1])
        at += 1
    return "".join(pieces), count
