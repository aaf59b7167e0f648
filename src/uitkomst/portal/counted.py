"""A number as it is written in Dutch, and with its noun in the singular or the plural."""


def grouped(number: int) -> str:
    """Write a number with a point for each thousand: "200.000"."""
    return f"{number:,}".replace(",", ".")


def counted(number: int, one: str, many: str) -> str:
    """Write a number with the form of the noun that goes with it: "1 rij", "2 rijen"."""
    return f"{grouped(number)} {one if number == 1 else many}"
