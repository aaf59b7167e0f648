"""The name of a sender's file, as far as the books may keep it."""

import re
from pathlib import PurePath

LONGEST_NAME = 120
# What identifies a child may stand in a name: a postcode, a date, a BSN with or without its points.
IDENTIFYING = re.compile(
    r"(?<!\d)[1-9]\d{3}[ _-]?[A-Za-z]{2}(?![A-Za-z])"
    r"|(?<!\d)\d{1,2}[ ._-]\d{1,2}[ ._-]\d{2,4}(?!\d)"
    r"|\d(?:[ ._-]?\d){7,}"
)


def display_name(bestandsnaam: str) -> str:
    """The sender's file name as the books may keep it: no folders, no BSN, date or postcode."""
    name = PurePath(bestandsnaam.replace("\\", "/")).name
    name = "".join(letter for letter in name if letter.isprintable()).strip()
    return IDENTIFYING.sub("•••", name)[-LONGEST_NAME:] or "bestand"
