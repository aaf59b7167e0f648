"""From what counts to figures: computing, publishing, and the persons behind a bar."""
