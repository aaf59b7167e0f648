"""What the templates need and Django does not have."""
