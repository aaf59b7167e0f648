"""Made-up providers and the files they would send, after published aggregates and labelled assumptions."""
