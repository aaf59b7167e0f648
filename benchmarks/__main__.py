"""`make bench`: all benchmarks in one run, as ratios; `ARGS=check` or `ARGS=demo` for one of them."""

import sys

from benchmarks import check, demo

CHOICES = {"check": check.main, "demo": demo.main}

for name in sys.argv[1:] or CHOICES:
    CHOICES[name]()
