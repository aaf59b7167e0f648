"""Who takes part: organisations, their agreements, their accounts."""
