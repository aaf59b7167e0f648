"""The books: organisations, users, agreements, aanleveringen, publications, audit."""
