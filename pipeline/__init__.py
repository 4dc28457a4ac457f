"""Touchstone, from raw answers to verdicts.

The stages, in their order: ingest (one run per wave), compare, quality, clean, score, measure, aggregate, cluster, judge,
robustness, report.
Each is a module of this package that reads tables, calls one function and writes tables.
"""

import os

# One thread for linear algebra: the order of sums, and so the last digits, must not depend on the machine's cores.
for _library in ("OPENBLAS", "OMP", "MKL", "BLIS", "VECLIB_MAXIMUM"):
    os.environ[f"{_library}_NUM_THREADS"] = "1"
