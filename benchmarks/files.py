"""Large files for the benchmarks: the columns of a delivery, good or with every date wrong."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import xlsxwriter

HEADER = (
    "bsn;geboortedatum;geslacht;postcode_of_gemeente;verwijzer;hulpvorm;gestart_met_crisis;datum_aanvang;"
    "datum_einde;reden_beeindiging;tevredenheid_jeugdige;zonder_hulp_jeugdige;tevredenheid_ouder;"
    "zonder_hulp_ouder"
)
HULPVORMEN = ("01", "02", "03", "04", "11", "12", "13", "14")
DAYS = 12
# Spans in 2026-1 that do not touch, because the test range holds only 9,091 numbers and each row
# needs a key of its own: together room for a million rows.
SPANS = tuple(
    (f"{start:%Y%m%d}", f"{start + timedelta(days=DAYS - 1):%Y%m%d}")
    for start in (date(2026, 1, 5) + timedelta(days=DAYS * n) for n in range(14))
)
EVERY = 40
"""One row in so many holds a mistake, each of MISTAKES in turn."""
MISTAKES = {
    "bsn": "999900007",  # fails the eleven-proof
    "hulpvorm": "99",
    "datum_einde": "20251201",  # before the start and before the period
    "tevredenheid_ouder": "12",
    "reden_beeindiging": "",
    "datum_aanvang": "20260230",
    "geslacht": "X",
}


@cache
def test_numbers() -> list[str]:
    """The BSNs of the official test range that pass the eleven-proof."""
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    return [
        text
        for text in map(str, range(999_900_000, 1_000_000_000 - 9))
        if sum(int(digit) * weight for digit, weight in zip(text, weights, strict=True)) % 11 == 0
    ]


def _rows(rows: int, separator: str) -> Iterator[list[str]]:
    """Made-up trajectories; dates as JJJJMMDD, or day, month and year with a separator."""
    written = 0
    for start, end in SPANS:
        for hulpvorm in HULPVORMEN:
            for number, bsn in enumerate(test_numbers()):
                if written == rows:
                    return
                written += 1
                row = _row(bsn, hulpvorm, start, end, number)
                if written % EVERY == 0:
                    _spoil(row, written // EVERY)
                for at in (1, 7, 8):
                    row[at] = _form(row[at], separator)
                yield row


def _row(bsn: str, hulpvorm: str, start: str, end: str, number: int) -> list[str]:
    born = f"{2009 + number % 5}{1 + number % 12:02}{1 + number % 28:02}"
    referrer = "06" if hulpvorm == "01" else "02"
    answered = [str(5 + number % 6), f"0{1 + number % 4}"] if number % 3 == 0 else ["", ""]
    return [
        bsn, born, "VM"[number % 2], f"{2511 + number % 80}AB", referrer, hulpvorm, "02",
        start, end, f"0{1 + number % 5}", "", "", *answered,
    ]  # fmt: skip


def _spoil(row: list[str], turn: int) -> None:
    name, text = list(MISTAKES.items())[turn % len(MISTAKES)]
    row[HEADER.split(";").index(name)] = text


def _form(day: str, separator: str) -> str:
    return f"{day[6:]}{separator}{day[4:6]}{separator}{day[:4]}" if separator else day


def write(path: Path, rows: int, *, separator: str = "") -> Path:
    """A csv of so many rows; `separator` "-" gives dates as dd-mm-jjjj, "~" as no date at all."""
    with path.open("w", encoding="utf-8") as handle:
        handle.write(HEADER + "\n")
        handle.writelines(";".join(row) + "\n" for row in _rows(rows, separator))
    return path


def write_sheet(path: Path, rows: int) -> Path:
    """The same as a workbook of Excel: every cell as text, in the table of shared texts."""
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Aanlevering")
    sheet.write_row(0, 0, HEADER.split(";"))
    for number, row in enumerate(_rows(rows, ""), start=1):
        for column, cell in enumerate(row):
            if cell:
                sheet.write_string(number, column, cell)
    book.close()
    return path
