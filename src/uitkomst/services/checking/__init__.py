"""The check of a draft: with what its sender decided, at once or as a job; and without a draft."""
