"""Filters of the pages of the register: states in words, and what is looked up by name."""

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()

STANDEN = {
    "wacht": "wacht op bevestiging",
    "geldig": "geldig",
    "verloopt": "verloopt binnenkort",
    "verlopen": "verlopen",
    "toekomst": "gaat nog in",
    "ingetrokken": "ingetrokken",
    "ongeldig": "handtekening klopt niet",
}


@register.filter
def stand_titel(stand: str) -> str:
    """Say how one agreement stands."""
    return STANDEN[stand]


@register.filter
def at(values: Mapping[str, str], name: str) -> str:
    """Give what stands under this name."""
    return values[name]


@register.filter
def in_words(value: Any) -> str:
    """Write what a decision is about: a list with commas, a yes or a no, else as it is."""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "–"
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {each}" for name, each in value.items()) or "–"
    return str(value)
