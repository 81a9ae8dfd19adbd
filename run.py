"""Meja Aduan: `make run`, or `python run.py`. See docs/menjalankan.md for the settings."""

import sys

from app.supervisor import main

if __name__ == "__main__":
    sys.exit(main())
