"""What a sender must know about the sheet that was read, whatever program made it."""

from uitkomst.standard.opmerkingen import opmerking


def sheet_notes(*, uncached: int, first: str, hidden_rows: int, hidden_columns: int) -> list[str]:
    """Say which formulas had no value (`first` is the cell of the first) and what was hidden."""
    notes = []
    if uncached:
        notes.append(opmerking("zonder_waarde", aantal=uncached, cel=first))
    if hidden_rows:
        notes.append(opmerking("verborgen_rijen", aantal=hidden_rows))
    if hidden_columns:
        notes.append(opmerking("verborgen_kolommen"))
    return notes
