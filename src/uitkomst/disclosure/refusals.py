"""What this room refuses to do, each with a sentence for the reader."""


class ProtectionFailed(Exception):
    """No safe table could be made or proven; nothing of it may be shown."""

    def __init__(self, plaats: str) -> None:
        self.melding = (
            f"De cijfers van {plaats} zijn niet veilig te maken. Er wordt daarom niets van "
            "getoond. Meld dit bij de beheerder, met de gemeente en de verslagperiode."
        )
        super().__init__(self.melding)


class ForeignRows(Exception):
    """Counts of another aanbieder stood among the aanbieder's own."""

    def __init__(self) -> None:
        self.melding = (
            "Tussen de eigen cijfers stonden cijfers van een andere aanbieder. Er wordt daarom "
            "niets getoond. Meld dit bij de beheerder."
        )
        super().__init__(self.melding)


class UnfitCounts(Exception):
    """A question outside the closed list: other breakdowns, mixed periods, no real gemeente."""

    def __init__(self, reden: str) -> None:
        self.melding = f"Van deze tellingen kan geen tabel worden gemaakt: {reden}."
        super().__init__(self.melding)


class UnknownPolicy(Exception):
    """A name under which no policy is written down."""

    def __init__(self, naam: str) -> None:
        self.melding = f"Er is geen openbaarheidsbeleid ‘{naam}’. Kies een beleid dat wel bestaat."
        super().__init__(self.melding)
