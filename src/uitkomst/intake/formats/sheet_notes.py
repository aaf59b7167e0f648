"""What a sender must know about the sheet that was read, whatever program made it."""


def sheet_notes(*, uncached: int, first: str, hidden_rows: int, hidden_columns: int) -> list[str]:
    """Say which formulas had no value (`first` is the cell of the first) and what was hidden."""
    notes = []
    if uncached:
        notes.append(
            f"{uncached} formule(s) hebben geen berekende waarde en zijn als leeg gelezen; de "
            f"eerste staat in cel {first}. Open het bestand in het programma waarmee u het "
            "maakte, sla het op en lever het opnieuw in."
        )
    if hidden_rows:
        notes.append(f"{hidden_rows} verborgen rij(en) zijn meegelezen.")
    if hidden_columns:
        notes.append("Verborgen kolommen zijn meegelezen.")
    return notes
