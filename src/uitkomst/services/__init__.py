"""Everything a person can do here, one function each."""
