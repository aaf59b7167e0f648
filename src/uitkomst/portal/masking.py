"""A BSN as it is shown until somebody asks for it whole."""

SHOWN = 2


def masked(text: str) -> str:
    """Show the first and last two signs only: "99•••••15". What is shorter is hidden whole."""
    if len(text) <= 2 * SHOWN:
        return "•" * len(text)
    return f"{text[:SHOWN]}{'•' * (len(text) - 2 * SHOWN)}{text[-SHOWN:]}"
