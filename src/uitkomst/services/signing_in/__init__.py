"""Who comes in, with what, and for how long: accounts, factors, sessions, links, providers."""
