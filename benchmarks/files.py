"""Large files for the benchmarks: every row good, or every date in the wrong form."""

from collections.abc import Iterator
from pathlib import Path

HEADER = (
    "bsn;geboortedatum;geslacht;postcode_of_gemeente;verwijzer;hulpvorm;gestart_met_crisis;datum_aanvang;"
    "datum_einde;reden_beeindiging;tevredenheid_jeugdige;zonder_hulp_jeugdige;tevredenheid_ouder;"
    "zonder_hulp_ouder"
)
HULPVORMEN = ("01", "02", "03", "04", "11", "12", "13", "14")
# Three spans in 2026-1 that do not touch, because the test range holds only 9,091 numbers and
# each row needs a key of its own.
SPANS = (("20260105", "20260227"), ("20260302", "20260430"), ("20260504", "20260629"))


def test_numbers() -> list[str]:
    """The BSNs of the official test range that pass the eleven-proof."""
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    return [
        text
        for text in map(str, range(999_900_000, 1_000_000_000 - 9))
        if sum(int(digit) * weight for digit, weight in zip(text, weights, strict=True)) % 11 == 0
    ]


def _rows(rows: int, separator: str) -> Iterator[str]:
    """Lines of made-up trajectories; dates as JJJJMMDD, or dd-mm-jjjj with a separator."""
    written = 0
    for start, end in SPANS:
        for hulpvorm in HULPVORMEN:
            for number, bsn in enumerate(test_numbers()):
                if written == rows:
                    return
                written += 1
                yield _row(bsn, hulpvorm, start, end, number, separator)


def _row(bsn: str, hulpvorm: str, start: str, end: str, number: int, separator: str) -> str:
    born = f"{2009 + number % 5}{1 + number % 12:02}{1 + number % 28:02}"
    days = [
        f"{day[6:]}{separator}{day[4:6]}{separator}{day[:4]}" if separator else day
        for day in (born, start, end)
    ]
    referrer = "06" if hulpvorm == "01" else "02"
    answered = f"{5 + number % 6};0{1 + number % 4}" if number % 3 == 0 else ";"
    return (
        f"{bsn};{days[0]};{'VM'[number % 2]};{2511 + number % 80}AB;{referrer};{hulpvorm};02;"
        f"{days[1]};{days[2]};0{1 + number % 5};;;{answered}"
    )


def write(path: Path, rows: int, *, wrong_dates: bool = False) -> Path:
    """A csv of so many rows; with wrong_dates every date is a text that is no date at all."""
    separator = "~" if wrong_dates else ""
    path.write_text("\n".join([HEADER, *_rows(rows, separator)]) + "\n", encoding="utf-8")
    return path
