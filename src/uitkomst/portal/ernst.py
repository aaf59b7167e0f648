"""What each severity of a rule is called, and how it looks."""

_TITLES = {
    "bestand": ("Heel het {source}", "error"),
    "blokkeert": ("{parked}", "error"),
    "bevestigen": ("Graag bevestigen", "warning"),
    "tip": ("Tip", "info"),
}
ORDER = tuple(_TITLES)
"""The severities, the worst first."""


def ernst_title(
    ernst: str, *, source: str = "bestand", parked: str = "rij geparkeerd"
) -> tuple[str, str]:
    """Give the title of a severity and its look, in the words for what was sent in."""
    titel, kind = _TITLES[ernst]
    return titel.format(source=source, parked=parked.capitalize()), kind
