"""The command uitkomst: check, synth, report, demo and what an operator starts."""
