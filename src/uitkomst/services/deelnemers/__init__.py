"""Which organisations take part: contracts, agreements with signatures, regions, mergers."""
