"""From recognised columns to repaired, typed rows and what is wrong with them."""
