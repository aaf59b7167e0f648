"""The same services as JSON, for the systems of providers and their vendors."""
