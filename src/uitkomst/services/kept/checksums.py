"""The checksums by which a provider can prove what was delivered, and by which rules it was held.

They are made when the file is checked and go on the receipt. A checksum is no value of a person:
a whole file cannot be found back from it.
"""

import hashlib
from functools import cache

import pyarrow as pa
from pyarrow import csv

from uitkomst.standard.shelf import SHELF, names

DECLARED = ("codelijsten", "herstel", "recordindelingen", "regels", "voorstellen")
"""The folders of the standard that decide what a check finds."""


def checksums_of(content: bytes, rows: pa.Table) -> dict[str, str]:
    """SHA-256 in hex of the delivered bytes (`bron`), the rows made of them (`rijen`), the rules.

    The rows are taken as csv in UTF-8, columns and rows in the order in which they are sealed.
    """
    return {
        "bron": hashlib.sha256(content).hexdigest(),
        "rijen": _of_rows(rows),
        "regels": rules_checksum(),
    }


@cache
def rules_checksum() -> str:
    """SHA-256 in hex of the declared rules, codes, repairs and record layouts of this version."""
    digest = hashlib.sha256()
    for folder in DECLARED:
        for name in names(folder):
            digest.update(f"{folder}/{name}\n".encode())
            digest.update((SHELF / folder / f"{name}.toml").read_bytes())
    return digest.hexdigest()


def _of_rows(rows: pa.Table) -> str:
    """In memory only: the text holds identities."""
    sink = pa.BufferOutputStream()
    csv.write_csv(rows, sink)
    return hashlib.sha256(sink.getvalue()).hexdigest()
