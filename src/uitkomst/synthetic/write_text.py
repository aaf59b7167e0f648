"""Text files as exports write them: several separators, encodings and line ends."""

import codecs
import csv
import io
from dataclasses import dataclass

from uitkomst.synthetic.grid import Row


@dataclass(frozen=True)
class Dialect:
    """How one system writes its text files."""

    separator: str
    encoding: str
    bom: bytes = b""
    line_end: str = "\r\n"
    quote_all: bool = False


DIALECTS = (
    Dialect(";", "utf-8", codecs.BOM_UTF8),
    Dialect(";", "cp1252"),
    Dialect(",", "utf-8", line_end="\n"),
    Dialect("\t", "utf-16-le", codecs.BOM_UTF16_LE),
    Dialect(";", "utf-8", line_end="\n", quote_all=True),
    Dialect("|", "utf-8"),
    Dialect(",", "iso-8859-15", quote_all=True),
)


def delimited(rows: list[Row], dialect: Dialect) -> bytes:
    """A file with separators; numbers as digits."""
    text = io.StringIO()
    writer = csv.writer(
        text,
        delimiter=dialect.separator,
        lineterminator=dialect.line_end,
        quoting=csv.QUOTE_ALL if dialect.quote_all else csv.QUOTE_MINIMAL,
    )
    writer.writerows(rows)
    return dialect.bom + text.getvalue().encode(dialect.encoding)


def fixed_width(rows: list[Row]) -> bytes:
    """A file of lines that all have the same length."""
    return "".join(f"{row[0]}\r\n" for row in rows).encode("ascii")
