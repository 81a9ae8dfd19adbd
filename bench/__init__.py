"""Measurements: ratios within one run, medians, never a timed test. `make bench` runs them all."""
