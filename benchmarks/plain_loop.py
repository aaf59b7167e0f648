"""The same rules as a person would write them by hand: one pass over the rows in plain Python.

Run as a program, it prints every finding as [row, column, rule], so that one can compare them.
"""

import csv
import itertools
import json
import re
import sys
from datetime import date

Place = tuple[str, str]
Finding = tuple[int, str, str]

FIRST, LAST = date(2026, 1, 1), date(2026, 6, 30)
HULPVORM = {"01", "02", "03", "04", "11", "12", "13", "14"}
VERWIJZER = {"01", "02", "03", "04", "05", "06", "08"}
REDEN = {"01", "02", "03", "04", "05"}
ZONDER_HULP = {"01", "02", "03", "04"}
PROTECTION = {"21", "22", "23", "31", "41", "42", "50", "51", "61", "62", "63", "71", "72"}
POSTCODE = re.compile(r"[1-9][0-9]{3}[A-Z]{2}")
MANDATORY = (
    "bsn", "geboortedatum", "geslacht", "postcode_of_gemeente", "verwijzer", "hulpvorm",
    "gestart_met_crisis", "datum_aanvang",
)  # fmt: skip


def eleven(bsn: str) -> bool:
    """The eleven-proof of a nine-digit number."""
    digits = [int(digit) for digit in bsn]
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    return sum(d * w for d, w in zip(digits, weights, strict=True)) % 11 == 0


def day(text: str) -> date | None:
    """JJJJMMDD as a date, or None."""
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:8])) if len(text) == 8 else None
    except ValueError:
        return None


def birth(text: str) -> date | None:
    """A birth date of which day or month may be unknown, as the earliest day it can be."""
    if len(text) != 8 or not text.isdigit():
        return None
    month, of_month = text[4:6], text[6:]
    return day(
        text[:4] + ("01" if month == "00" else month) + ("01" if of_month == "00" else of_month)
    )


def identity_rules(row: dict[str, str], start: date | None) -> list[Place]:
    """Rules on the person: number, birth date, place."""
    broken = []
    bsn, born = row["bsn"], birth(row["geboortedatum"])
    unborn = bsn == "000000000"
    if (
        bsn
        and bsn not in {"999999999", "000000000"}
        and not (len(bsn) == 9 and bsn.isdigit() and eleven(bsn))
    ):
        broken.append(("bsn", "V01"))
    if unborn != (row["geboortedatum"].strip("0") == "" and row["geboortedatum"] != ""):
        broken.append(("geboortedatum", "V03"))
    if not unborn and row["geboortedatum"] and (born is None or (start and born > start)):
        broken.append(("geboortedatum", "V04"))
    if born and start:
        age = start.year - born.year - ((start.month, start.day) < (born.month, born.day))
        if age >= 18:
            broken.append(("geboortedatum", "V05"))
    place = row["postcode_of_gemeente"]
    if (
        place
        and not place.isdigit()
        and (not POSTCODE.fullmatch(place) or place[4:] in {"SA", "SD", "SS"})
    ):
        broken.append(("postcode_of_gemeente", "V15"))
    return broken


def code_rules(row: dict[str, str]) -> list[Place]:
    """Rules on codes and scores."""
    codes = (
        ("hulpvorm", HULPVORM), ("verwijzer", VERWIJZER), ("reden_beeindiging", REDEN),
        ("geslacht", {"V", "M", "O"}), ("gestart_met_crisis", {"01", "02"}),
    )  # fmt: skip
    broken = [(name, "V06") for name, valid in codes if row[name] and row[name] not in valid]
    if row["verwijzer"] == "07":
        broken.append(("verwijzer", "V07"))
    if row["hulpvorm"] == "01" and row["verwijzer"] != "06":
        broken.append(("verwijzer", "V08"))
    if row["hulpvorm"] in PROTECTION:
        broken.append(("hulpvorm", "V23"))
    for who in ("jeugdige", "ouder"):
        grade, answer = row[f"tevredenheid_{who}"], row[f"zonder_hulp_{who}"]
        if grade and not (grade.isdigit() and 1 <= int(grade) <= 10):
            broken.append((f"tevredenheid_{who}", "V17"))
        if answer and answer not in ZONDER_HULP:
            broken.append((f"zonder_hulp_{who}", "V18"))
    return broken


def date_rules(row: dict[str, str], start: date | None, end: date | None) -> list[Place]:
    """Rules on the trajectory's dates."""
    broken = []
    if row["datum_aanvang"] and not start:
        broken.append(("datum_aanvang", "C02"))
    if row["datum_einde"] and not end:
        broken.append(("datum_einde", "C02"))
    if start and end and end < start:
        broken.append(("datum_einde", "V09"))
    if row["datum_einde"] and not row["reden_beeindiging"]:
        broken.append(("reden_beeindiging", "V10"))
    if row["reden_beeindiging"] and not row["datum_einde"]:
        broken.append(("reden_beeindiging", "V11"))
    if start and (start > LAST or (end and (end < FIRST or end > LAST))):
        broken.append(("datum_aanvang", "V12"))
    if not row["datum_einde"] and (row["tevredenheid_jeugdige"] or row["tevredenheid_ouder"]):
        broken.append(("datum_einde", "V19"))
    return broken


def check(path: str) -> list[Finding]:
    """The findings in one csv in the portal's own wide layout."""
    found: list[Finding] = []
    keys: dict[tuple[str, ...], list[int]] = {}
    spans: dict[tuple[str, str], list[tuple[date, date, int]]] = {}
    with open(path, encoding="utf-8-sig", newline="") as handle:
        for line, row in enumerate(csv.DictReader(handle, delimiter=";"), start=2):
            start, end = day(row["datum_aanvang"]), day(row["datum_einde"])
            broken = [(name, "C01") for name in MANDATORY if not row[name]]
            broken += identity_rules(row, start)
            broken += code_rules(row)
            broken += date_rules(row, start, end)
            found += [(line, *place) for place in broken]
            keys.setdefault((row["bsn"], row["hulpvorm"], row["datum_aanvang"]), []).append(line)
            if start:
                span = (start, end or date.max, line)
                spans.setdefault((row["bsn"], row["hulpvorm"]), []).append(span)
    found += [(line, "bsn", "V13") for lines in keys.values() if len(lines) > 1 for line in lines]
    for ranges in spans.values():
        ranges.sort()
        found += [(b[2], "bsn", "V14") for a, b in itertools.pairwise(ranges) if b[0] <= a[1]]
    return found


if __name__ == "__main__":
    print(json.dumps(check(sys.argv[1])))
