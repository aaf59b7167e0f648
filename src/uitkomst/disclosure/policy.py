"""The named policies: what may be shown to readers who are not the aanbieder, each with reasons."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from uitkomst.disclosure.refusals import UnknownPolicy


@dataclass(frozen=True)
class Policy:
    """The parameters of one policy; `redenen` says why, per parameter, for a privacy officer.

    `k` is in persons, `basis` and `percentage_vanaf` in counts, `versoepeling` in steps of
    `basis`, `tussenruimte` a relative gap, `klassewaarden` a value per indicator and category.
    """

    naam: str
    titel: str
    bron: str
    status: str
    k: int
    basis: int
    percentage_vanaf: int
    percentage_decimalen: int
    solo_in_restregel: bool
    gewicht_gemeten: int
    versoepeling: int
    tijd_seconden: float
    tussenruimte: float
    klassewaarden: Mapping[str, Mapping[str, Decimal]]
    redenen: Mapping[str, str]


@cache
def policies() -> Mapping[str, Policy]:
    """Give every named policy of policies.toml, in the order of the file."""
    text = files(__package__).joinpath("policies.toml").read_text(encoding="utf-8")
    return {naam: _policy(naam, entry) for naam, entry in tomllib.loads(text).items()}


def _policy(naam: str, entry: dict[str, Any]) -> Policy:
    parameters = {key: value for key, value in entry.items() if isinstance(value, dict)}
    values = {key: parameter["waarde"] for key, parameter in parameters.items()}
    values["klassewaarden"] = {
        indicator: {code: Decimal(str(value)) for code, value in classes.items()}
        for indicator, classes in values["klassewaarden"].items()
    }
    return Policy(
        naam=naam,
        titel=entry["titel"],
        bron=entry["bron"],
        status=entry["status"],
        redenen={key: parameter["reden"].strip() for key, parameter in parameters.items()},
        **values,
    )


def policy(naam: str = "standaard") -> Policy:
    """Give a policy by name; raises UnknownPolicy where none is written down under it."""
    try:
        return policies()[naam]
    except KeyError:
        raise UnknownPolicy(naam) from None
