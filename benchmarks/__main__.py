"""`make bench`: all benchmarks in one run, as ratios; `ARGS=check` (or another name) for one."""

import sys

from benchmarks import audit_chain, check, demo, vault

CHOICES = {"check": check.main, "demo": demo.main, "vault": vault.main, "audit": audit_chain.main}

for name in sys.argv[1:] or CHOICES:
    CHOICES[name]()
