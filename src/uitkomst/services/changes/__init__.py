"""What changes when one version counts in the place of another."""
