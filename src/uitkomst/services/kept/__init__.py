"""What is kept of an aanlevering, sealed or in words that name nobody, and for how long."""
