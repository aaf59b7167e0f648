"""The name of a sender's file, as far as the books may keep it."""

import re
from pathlib import PurePath

LONGEST_NAME = 120
# What identifies a child may stand in a name: a postcode, a date, a BSN with or without its points.
MARK = r"[\W_]"  # what people put between digits: a point, a space, a dash of any length
MONTH = r"(?:jan|feb|mrt|maart|apr|mei|jun|jul|aug|sep|okt|nov|dec)[a-z]{0,6}"
IDENTIFYING = re.compile(
    rf"(?<!\d)[1-9]\d{{3}}{MARK}?[a-z]{{2}}(?![a-z])"
    rf"|(?<!\d)\d{{1,2}}{MARK}\d{{1,2}}{MARK}\d{{2,4}}(?!\d)"
    rf"|(?<!\d)\d{{1,2}}{MARK}{{0,2}}{MONTH}{MARK}{{0,2}}\d{{2,4}}(?!\d)"
    rf"|\d(?:{MARK}{{0,2}}\d){{7,}}",
    re.IGNORECASE,
)


def display_name(bestandsnaam: str) -> str:
    """The sender's file name as the books may keep it: no folders, no BSN, date or postcode."""
    name = PurePath(bestandsnaam.replace("\\", "/")).name
    name = "".join(letter for letter in name if letter.isprintable()).strip()
    return IDENTIFYING.sub("•••", name)[-LONGEST_NAME:] or "bestand"
