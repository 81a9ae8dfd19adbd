"""The catalogs: `id` for what libraries say in English, `en` for what we say in Indonesian."""

from pathlib import Path

FOLDER = Path(__file__).parent
