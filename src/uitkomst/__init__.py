"""Uitkomst: the open portal for outcomes of Dutch youth care (jeugdhulp)."""
