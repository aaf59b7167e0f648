"""The keys to follow children over providers: one per jeugdregio, only where it was decided."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from uitkomst.vault import files, keyfile
from uitkomst.vault.box import Key
from uitkomst.vault.keyfile import ENDING, Context, Kept
from uitkomst.vault.master import Master
from uitkomst.vault.refusals import KeyMissing

Keys = tuple[Kept, ...]
Known = Callable[[Path, Callable[[bytes], Keys]], Keys]


class LinkKeys:
    """Link keys in a folder of the key store; `known` opens a file once as long as it is the same.

    The name of a key is that of `koppel.name_of`.
    """

    def __init__(self, folder: Path, master: Master, known: Known) -> None:
        self._folder = folder
        self._master = master
        self._known = known

    def key(self, name: str) -> Key | None:
        """The key of this name; None where there is none. Raises SealBroken."""
        place = place_of_link(name)
        with suppress(KeyMissing):
            kept = self._known(
                self._path(name), lambda content: keyfile.opened(content, self._master, place)
            )
            return kept[-1].key
        return None

    def make(self, name: str) -> None:
        """Make that key, unless it is there."""
        content = keyfile.wrapped((keyfile.new(),), self._master, place_of_link(name))
        with suppress(FileExistsError):
            files.create(self._path(name), content)

    def destroy(self, name: str) -> None:
        """Destroy that key; nothing happens when it is not there."""
        files.remove(self._path(name))

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}{ENDING}"


def place_of_link(name: str) -> Context:
    """What is part of the seal of a link key."""
    return b"koppelsleutel", name.encode()
