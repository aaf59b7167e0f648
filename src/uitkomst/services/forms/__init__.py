"""The form of somebody who works alone: a line per traject, never a file."""
