"""The life of an aanlevering: received, submitted, proven, put back, gone on with."""
