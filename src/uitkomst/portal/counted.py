"""A number with its noun, in the singular or the plural."""


def counted(number: int, one: str, many: str) -> str:
    """Write a number with the form of the noun that goes with it: "1 rij", "2 rijen"."""
    return f"{number} {one if number == 1 else many}"
