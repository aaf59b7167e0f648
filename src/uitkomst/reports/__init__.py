"""From safe tables to what a page or a download shows."""
