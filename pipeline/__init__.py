"""Touchstone, from raw answers to verdicts.

The stages, in their order: ingest (one run per wave), quality, clean, score, aggregate, cluster, judge, report.
Each is a module of this package that reads tables, calls one function and writes tables.
"""
