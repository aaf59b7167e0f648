"""A file that only an offline key opens (age, X25519): written whole or not at all, told when cut.

The public half stands in UITKOMST_BACKUP_KEY on the server; the private half is never there. What
is written passes through memory in small pieces: nothing in the clear touches a disk. age
authenticates every 64 KiB and the end, so a byte that was changed and a tail that was cut are seen.
It does not tell *who* made a file: for that its SHA-256 stands in the books.
"""

import errno
import hashlib
import os
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import RawIOBase
from pathlib import Path
from typing import Any, BinaryIO
from uuid import uuid4

import pyrage
from pyrage import x25519

from uitkomst.config.refusals import NoBackupKey, NotBackedUp, NotRestored
from uitkomst.vault.files import DRAFT

VARIABLE = "UITKOMST_BACKUP_KEY"
BLOCK = 1 << 20
FULL = (errno.ENOSPC, errno.EDQUOT)
DAMAGED = (
    "Deze reservekopie is beschadigd of niet compleet. Er is niets teruggezet. Haal het bestand "
    "opnieuw op, of neem een andere reservekopie."
)
WRONG_KEY = (
    "Deze sleutel past niet op deze reservekopie. Er is niets teruggezet. Zoek de sleutel waarvan "
    "de openbare helft in UITKOMST_BACKUP_KEY stond toen de kopie werd gemaakt."
)


@dataclass(frozen=True)
class Written:
    """A file that is on the disk: its size and its SHA-256."""

    bytes: int
    sha256: str


def new_pair() -> tuple[str, str]:
    """A new public key and its private half, as age writes them."""
    identity = x25519.Identity.generate()
    return str(identity.to_public()), str(identity)


def recipient(text: str | None = None) -> x25519.Recipient:
    """The public key in UITKOMST_BACKUP_KEY. Raises NoBackupKey."""
    try:
        return x25519.Recipient.from_str((text or os.environ.get(VARIABLE, "")).strip())
    except pyrage.RecipientError:
        raise NoBackupKey(
            f"Er is geen openbare sleutel voor reservekopieën. Maak een paar met: uitkomst backup "
            f"sleutelpaar. Zet de openbare helft (age1…) in {VARIABLE} en bewaar de geheime helft "
            "buiten deze server."
        ) from None


def identity_in(path: Path) -> x25519.Identity:
    """The private key in a file; lines with # are remarks. Raises NotRestored."""
    try:
        lines = path.read_text(encoding="ascii").splitlines()
        keys = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
        return x25519.Identity.from_str(keys[0])
    except (OSError, UnicodeDecodeError, IndexError, pyrage.IdentityError):
        # Without the cause: its text may hold the key.
        raise NotRestored(
            f"In {path} staat geen geheime sleutel van een reservekopie. Geef het bestand met de "
            "regel die met AGE-SECRET-KEY-1 begint."
        ) from None


def write(path: Path, chunks: Iterable[bytes], key: x25519.Recipient) -> Written:
    """Encrypt the chunks to a new file, durable when this returns; what goes wrong leaves nothing.

    Raises NotBackedUp, and what `chunks` raises.
    """
    draft = path.with_name(f"{DRAFT}{uuid4().hex}")
    source = _Source(chunks)
    try:
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            sink = _Sink(file)
            _encrypted(source, sink, key)
            file.flush()
            os.fsync(file.fileno())
        os.rename(draft, path)
        _sync(path.parent)
    except OSError as error:
        raise not_written(path, error) from error
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
    return Written(sink.bytes, sink.sha256)


def sha256_of(path: Path) -> str:
    """The sum of a file. Raises NotRestored when it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise NotRestored(f"{path} is niet te lezen. Controleer de naam en de rechten.") from error


@contextmanager
def reading(path: Path, identity: x25519.Identity) -> Iterator[BinaryIO]:
    """The clear bytes of a file, as a stream that is never on a disk.

    Each piece is authentic when it comes; that the file is whole is known only after its end, so
    nothing may be done with it before. Raises NotRestored, also instead of what the block raises.
    """
    end, begin = os.pipe()
    failed: list[Exception] = []

    def decrypt() -> None:
        try:
            with path.open("rb") as file, open(begin, "wb") as clear:
                pyrage.decrypt_io(file, clear, [identity])
        except Exception as error:
            failed.append(error)

    thread = threading.Thread(target=decrypt, name="age")
    thread.start()
    try:
        with open(end, "rb") as stream:
            yield stream
            _to_the_end(stream)
    except BaseException as error:
        thread.join()
        if failed and "BrokenPipe" not in repr(failed[0]):  # That is our own leaving.
            raise _not_opened(failed[0]) from error
        raise
    thread.join()
    if failed:
        raise _not_opened(failed[0])


class _Source(RawIOBase):
    """What pyrage reads from: chunks as they come, and what went wrong in making them."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = iter(chunks)
        self._rest = memoryview(b"")
        self.failed: BaseException | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            while not self._rest:
                self._rest = memoryview(next(self._chunks))
        except StopIteration:
            return 0
        except BaseException as error:
            self.failed = error
            raise
        size = min(len(buffer), len(self._rest))
        buffer[:size], self._rest = self._rest[:size], self._rest[size:]
        return size


class _Sink(RawIOBase):
    """What pyrage writes to: a file, counted and summed."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._digest = hashlib.sha256()
        self.bytes = 0
        self.failed: OSError | None = None

    def writable(self) -> bool:
        return True

    def write(self, content: Any) -> int:
        try:
            self._file.write(content)
        except OSError as error:
            self.failed = error
            raise
        self._digest.update(content)
        self.bytes += len(content)
        return len(content)

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()


def _encrypted(source: _Source, sink: _Sink, key: x25519.Recipient) -> None:
    """Encrypt; what failed in Python comes out as itself, not as the text of a Rust error."""
    try:
        pyrage.encrypt_io(source, sink, [key])
    except Exception:
        if cause := source.failed or sink.failed:
            raise cause from None
        raise


def not_written(path: Path, error: OSError) -> NotBackedUp:
    """The refusal that says why a file could not be written."""
    if error.errno in FULL:
        return NotBackedUp(
            f"De schijf van {path.parent} is vol. Er is geen reservekopie gemaakt en er is niets "
            "van achtergebleven. Maak ruimte en probeer het opnieuw."
        )
    return NotBackedUp(
        f"In {path.parent} is niet te schrijven ({error.strerror}). Er is geen reservekopie "
        "gemaakt. Controleer of de map er is en of dit programma er mag schrijven."
    )


def _not_opened(error: Exception) -> NotRestored:
    refused = NotRestored(WRONG_KEY if "No matching keys" in str(error) else DAMAGED)
    refused.__cause__ = error
    return refused


def _to_the_end(stream: BinaryIO) -> None:
    while stream.read(BLOCK):
        pass


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
