"""The child process in which a sender's bytes are opened, and what starts it."""
