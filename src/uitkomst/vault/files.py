"""Writing a file once: whole or not at all, never over another, readable by its owner only."""

import os
from pathlib import Path
from uuid import uuid4


def create(path: Path, content: bytes) -> None:
    """Put `content` at `path`, durable when this returns.

    The bytes are written beside it and linked into place: a link, unlike a rename, fails when the
    name is taken, so of two processes exactly one wins. A crash may leave the draft, which is as
    private and as sealed as the file itself. Raises FileExistsError.
    """
    _make_folders(path.parent)
    draft = path.parent / f".{uuid4().hex}"
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with open(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    finally:
        draft.unlink()
    _sync_folder(path.parent)


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
