"""What is said of a finding, in Dutch and in English."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True)
class Woorden:
    """What is said of a finding in one language: its name, what is wrong, and what to do."""

    titel: str
    melding: str
    remedie: str


class Tweetalig(Protocol):
    """Anything that says what it finds in Dutch and in English."""

    @property
    def woorden(self) -> Woorden:
        """In Dutch."""

    @property
    def woorden_en(self) -> Woorden:
        """In English."""


@dataclass(frozen=True)
class TweetaligeWoorden:
    """Words in both languages, of what is no rule of its own."""

    woorden: Woorden
    woorden_en: Woorden


def in_taal(regel: Tweetalig, taal: str) -> Woorden:
    """Give the words of a rule, repair or voorstel; `taal` is "nl" or "en".

    Names of fields and codes stay Dutch: that is how they stand in the sender's file.
    """
    return regel.woorden_en if taal == "en" else regel.woorden


def tweetalig(
    entry: Mapping[str, Any], shared: Mapping[str, Any] | None = None
) -> TweetaligeWoorden:
    """Read the words of a TOML block; what it does not say itself comes from `shared`."""
    said = {**(shared or {}), **entry}
    return TweetaligeWoorden(
        Woorden(said["titel"], said["melding"], said["remedie"]),
        Woorden(said["titel_en"], said["melding_en"], said["remedie_en"]),
    )
