"""The visible repairs of what spreadsheets and exports do to codes and dates, declared in TOML."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from uitkomst.standard.shelf import load
from uitkomst.standard.woorden import TweetaligeWoorden, Woorden, tweetalig


@dataclass(frozen=True)
class Herstel:
    """One visible repair: where `als` is true of a cell `x`, it becomes `wordt`.

    `twijfel` and `zeker` are patterns of cells that make the repair doubtful for a whole column, or
    certain; `bij_twijfel` is the sentence for then. `uitleg` says in a few words how a column it
    touched was read.
    """

    code: str
    titel: str
    soorten: tuple[str, ...]
    als: str
    wordt: str
    melding: str
    uitleg: str
    twijfel: str | None
    zeker: str | None
    bij_twijfel: str
    bij_twijfel_en: str
    voorbeelden: tuple[Mapping[str, str], ...] = field(hash=False)
    woorden: Woorden
    woorden_en: Woorden


@dataclass(frozen=True)
class Herstelset:
    """All repairs of one kind of record.

    `schoon` gives per kind of field the pattern of a cell that is left alone; `randen` is the
    code of the repair of what stands around a value, `tekens` are those characters. `woorden` and
    `uitleg` give by code what is said of a repair, that of the edges included.
    """

    titel: str
    bron: str
    status: str
    herstel: tuple[Herstel, ...]
    schoon: Mapping[str, str]
    randen: str
    randen_titel: str
    tekens: str
    woorden: Mapping[str, TweetaligeWoorden] = field(hash=False)
    uitleg: Mapping[str, str] = field(hash=False)


def _herstel(entry: Mapping[str, Any], words: TweetaligeWoorden) -> Herstel:
    return Herstel(
        code=entry["code"],
        titel=entry["titel"],
        soorten=tuple(entry["soorten"]),
        als=entry["als"],
        wordt=entry["wordt"],
        melding=entry["melding"],
        uitleg=entry["uitleg"],
        twijfel=entry.get("twijfel"),
        zeker=entry.get("zeker"),
        bij_twijfel=entry.get("bij_twijfel", ""),
        bij_twijfel_en=entry.get("bij_twijfel_en", ""),
        voorbeelden=tuple(entry["voorbeelden"]),
        woorden=words.woorden,
        woorden_en=words.woorden_en,
    )


@cache
def herstelset(naam: str = "jeugdhulp") -> Herstelset:
    """Give the repairs; raises FileNotFoundError when there is no set of that name."""
    entry = load("herstel", naam)
    blocks = [entry["randen"], *entry["herstel"]]
    words = {block["code"]: tweetalig(block, entry["gedeeld"]) for block in blocks}
    return Herstelset(
        titel=entry["titel"],
        bron=entry["bron"],
        status=entry["status"],
        herstel=tuple(_herstel(block, words[block["code"]]) for block in entry["herstel"]),
        schoon=entry["schoon"],
        randen=entry["randen"]["code"],
        randen_titel=entry["randen"]["titel"],
        tekens=entry["randen"]["tekens"],
        woorden=words,
        uitleg={block["code"]: block["uitleg"] for block in blocks},
    )
