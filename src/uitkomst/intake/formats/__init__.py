"""One reader for each form a file can have; all of them run in the child process only."""
