"""Where sealed objects lie: names of ids only, each written once, bytes that tell nothing."""

import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from uitkomst.vault import files
from uitkomst.vault.refusals import AlreadySealed, UnknownObject


class ObjectStore(Protocol):
    """What the vault asks of a place for bytes; a folder here, an object store elsewhere.

    Names are parts joined by `/`. The store is not trusted: it may lose or change bytes, and the
    vault notices.
    """

    def put(self, name: str, content: bytes) -> None:
        """Keep `content`, durable on return. Raises AlreadySealed when the name is taken."""

    def replace(self, name: str, content: bytes) -> None:
        """Keep `content` in the place of what is kept: a reader sees either, whole, never neither.

        Only for the same rows sealed anew. Raises UnknownObject when nothing is kept (any more).
        """

    def get(self, name: str) -> bytes:
        """The bytes kept. Raises UnknownObject."""

    def start(self, name: str, length: int) -> bytes:
        """The first bytes of what is kept. Raises UnknownObject."""

    def delete(self, name: str) -> None:
        """Forget the object; nothing happens when it is not there."""

    def exists(self, name: str) -> bool:
        """Whether an object is kept under this name."""

    def list(self, prefix: str) -> Iterator[str]:
        """All names that start with the given parts, in order."""

    def written_at(self, name: str) -> datetime:
        """When the object was put away. Raises UnknownObject."""

    def size(self, name: str) -> int:
        """How many bytes are kept under this name. Raises UnknownObject."""

    def forget_unfinished(self, before: datetime) -> None:
        """Forget what `put` was broken off in, last written before this moment."""


class FolderStore:
    """An ObjectStore in a folder of this machine, private to the owner of the process."""

    def __init__(self, folder: Path) -> None:
        self._folder = Path(folder)

    def __repr__(self) -> str:
        return f"FolderStore({str(self._folder)!r})"

    def put(self, name: str, content: bytes) -> None:
        """Write a new file, whole and synced, never over another. Raises AlreadySealed."""
        try:
            files.create(self._folder / name, content)
        except FileExistsError as error:
            raise AlreadySealed from error

    def replace(self, name: str, content: bytes) -> None:
        """Write the file anew and move it into place. Raises UnknownObject when it is gone."""
        if not self.exists(name):
            raise UnknownObject
        files.replace(self._folder / name, content)

    def get(self, name: str) -> bytes:
        """The bytes of the file. Raises UnknownObject."""
        try:
            return (self._folder / name).read_bytes()
        except FileNotFoundError as error:
            raise UnknownObject from error

    def start(self, name: str, length: int) -> bytes:
        """The first bytes of the file. Raises UnknownObject."""
        try:
            with (self._folder / name).open("rb") as file:
                return file.read(length)
        except FileNotFoundError as error:
            raise UnknownObject from error

    def delete(self, name: str) -> None:
        """Remove the file, if it is there, and its folder once that is empty."""
        path = self._folder / name
        path.unlink(missing_ok=True)
        with suppress(OSError):
            path.parent.rmdir()

    def exists(self, name: str) -> bool:
        """Whether the file is there."""
        return (self._folder / name).is_file()

    def list(self, prefix: str) -> Iterator[str]:
        """All names under the folder `prefix`, drafts that a crash left behind included."""
        for path in sorted(_files(self._folder / prefix)):
            yield path.relative_to(self._folder).as_posix()

    def forget_unfinished(self, before: datetime) -> None:
        """Remove the drafts of files that were never put in place."""
        for path in _files(self._folder):
            with suppress(OSError):
                if path.name.startswith(files.DRAFT) and path.stat().st_mtime < before.timestamp():
                    self.delete(path.relative_to(self._folder).as_posix())

    def written_at(self, name: str) -> datetime:
        """The time the file was written. Raises UnknownObject."""
        try:
            return datetime.fromtimestamp((self._folder / name).stat().st_mtime, UTC)
        except FileNotFoundError as error:
            raise UnknownObject from error

    def size(self, name: str) -> int:
        """The length of the file. Raises UnknownObject."""
        try:
            return (self._folder / name).stat().st_size
        except FileNotFoundError as error:
            raise UnknownObject from error


def _files(folder: Path) -> Iterator[Path]:
    """Every file below a folder. Others may remove folders meanwhile, which `rglob` trips over."""
    for parent, _, names in os.walk(folder):
        yield from (Path(parent, name) for name in names)
