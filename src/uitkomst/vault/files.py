"""Writing a file once: whole or not at all, never over another, readable by its owner only."""

import errno
import os
from pathlib import Path
from uuid import uuid4

DRAFT = ".draft-"
TRIES = 20


def create(path: Path, content: bytes) -> None:
    """Put `content` at `path`, durable when this returns.

    The bytes are written beside it and linked into place: a link, unlike a rename, fails when the
    name is taken, so of two processes exactly one wins. A crash may leave the draft, which is as
    private and as sealed as the file itself. Raises FileExistsError.
    """
    draft = path.parent / f"{DRAFT}{uuid4().hex}"
    handle = _opened(draft)
    try:
        with open(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    finally:
        draft.unlink()
    _sync_folder(path.parent)


def _opened(draft: Path) -> int:
    """A new file in a folder that another process may remove, when it has just become empty."""
    for _ in range(TRIES):
        _make_folders(draft.parent)
        try:
            return os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileNotFoundError:
            continue
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
