"""The checksums by which a provider can prove what was delivered, and by which rules it was held.

They are made when the file is checked and go on the receipt. They are sealed beside the rows, as
what identifies: of a file about one child somebody who holds its checksum could try all BSNs.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from functools import cache
from uuid import UUID

import pyarrow as pa
from pyarrow import csv

from uitkomst.standard.shelf import SHELF, names
from uitkomst.vault.keys import Purpose
from uitkomst.vault.refusals import UnknownObject
from uitkomst.vault.vault import Vault

NAAM = "controlegetallen"
DECLARED = ("codelijsten", "herstel", "recordindelingen", "regels", "voorstellen")
"""The folders of the standard that decide what a check finds."""


@dataclass(frozen=True)
class Checksums:
    """SHA-256 in hex of the delivered bytes (`bron`), the rows made of them (`rijen`), the rules.

    The rows are taken as csv in UTF-8, columns and rows in the order in which they are sealed.
    Empty where nothing is known.
    """

    bron: str = ""
    rijen: str = ""
    regels: str = ""


def checksums_of(content: bytes, rows: pa.Table) -> Checksums:
    """The checksums of a file, of its rows and of the rules of this moment."""
    return Checksums(hashlib.sha256(content).hexdigest(), _of_rows(rows), rules_checksum())


def seal(vault: Vault, aanbieder: UUID, inhoud: UUID, content: bytes, rows: pa.Table) -> None:
    """Keep the checksums beside the rows they are of."""
    kept = json.dumps(asdict(checksums_of(content, rows))).encode()
    vault.seal_object(aanbieder, inhoud, NAAM, kept, Purpose.IDENTITEITEN)


def opened(vault: Vault, aanbieder: UUID, inhoud: UUID) -> Checksums:
    """What was sealed with these rows; nothing for rows from before. Raises VaultRefusal."""
    try:
        kept = vault.open_object(aanbieder, inhoud, NAAM, Purpose.IDENTITEITEN)
    except UnknownObject:
        return Checksums()
    return Checksums(**json.loads(kept))


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
