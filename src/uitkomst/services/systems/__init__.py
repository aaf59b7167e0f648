"""A provider's own systems: their keys, and what was asked with them."""
