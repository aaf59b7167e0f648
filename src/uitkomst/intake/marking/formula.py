"""Text that a spreadsheet would run as a formula, made harmless.

A cell of an .xlsx that is typed as text is never run; the style `quotePrefix` keeps it so when the
user edits it. A csv has no types, so there an apostrophe in front says that it is text.
"""

import re

_STARTS = re.compile("[\t\r\n=+\\-@\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}"
                     "\N{FULLWIDTH HYPHEN-MINUS}\N{FULLWIDTH COMMERCIAL AT}]")  # fmt: skip
_INVISIBLE = re.compile(
    "(?:[^\\S\t\r\n]|[\\x00-\\x08\\u061c\\u180e\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2069\\ufeff])*"
)
_NUMBER = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)*")


def would_run(text: str) -> bool:
    """Whether a spreadsheet could take this text for a formula; a signed number is none."""
    if text.isalnum():
        return False
    seen = _INVISIBLE.match(text)
    bare = text[seen.end() :] if seen else text
    return _STARTS.match(bare) is not None and _NUMBER.fullmatch(bare) is None
