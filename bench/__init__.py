"""Measurements: ratios within one run, medians, never a timed test. `make bench` runs them all."""

import os

PASSWORD = "tolok ukur kecepatan 1"
# The settings are read when `config` is imported, which the modules here do.
os.environ["PANEL_ADMIN_PASSWORD"] = PASSWORD
