"""Writing a file: whole or not at all, readable by its owner only; and one writer at a time."""

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

DRAFT = ".draft-"
REPLACING = f"{DRAFT}nieuw-"
TRIES = 20


def create(path: Path, content: bytes) -> None:
    """Put `content` at `path`, durable when this returns, never over another.

    The bytes are written beside it and linked into place: a link, unlike a rename, fails when the
    name is taken, so of two processes exactly one wins. A crash may leave the draft, which is as
    private and as sealed as the file itself. Raises FileExistsError.
    """
    draft = path.parent / f"{DRAFT}{uuid4().hex}"
    try:
        _written(draft, content)
        os.link(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    _sync_folder(path.parent)


def replace(path: Path, content: bytes) -> None:
    """Put `content` at `path` in the place of what is there, durable when this returns.

    Whoever reads sees the old file or the new one, whole.
    """
    draft = path.parent / f"{REPLACING}{uuid4().hex}"
    try:
        _written(draft, content)
        draft.rename(path)
    finally:
        draft.unlink(missing_ok=True)
    _sync_folder(path.parent)


def remove(path: Path) -> None:
    """Remove a file, durably; nothing happens when it is not there."""
    path.unlink(missing_ok=True)
    if path.parent.is_dir():
        _sync_folder(path.parent)


def forget_replacing(folder: Path) -> None:
    """Remove what a crash left of `replace`. Only for who holds the lock of all that replace."""
    for draft in folder.glob(f"{REPLACING}*"):
        draft.unlink(missing_ok=True)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock of this file inside the block, over processes and threads; waits for it."""
    _make_folders(path.parent)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)  # and with it the lock, also when the process dies


def _written(draft: Path, content: bytes) -> None:
    with open(_opened(draft), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _opened(draft: Path) -> int:
    """A new file in a folder that another process may remove, when it has just become empty."""
    for _ in range(TRIES):
        _make_folders(draft.parent)
        with suppress(FileNotFoundError):
            return os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(draft))


def _make_folders(folder: Path) -> None:
    """Make the folder and its parents, private, each durable in its own parent."""
    if folder.is_dir():
        return
    _make_folders(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
