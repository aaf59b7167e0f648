"""Made-up providers and their files, after published aggregates and labelled assumptions."""
