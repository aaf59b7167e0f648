"""Sizes that the shell holds a sender to, before a file is opened."""

LARGEST_UPLOAD = 50 * 1024 * 1024  # bytes
LARGEST_AGREEMENT = 10 * 1024 * 1024  # bytes
