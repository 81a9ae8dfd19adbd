"""The settings, each from the environment. Only `app/` reads them; `docs/menjalankan.md` explains them."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent

# The folder of this panel's data: the embedded database, the secret key, uploaded files.
PANEL_DATA = Path(os.environ.get("PANEL_DATA") or ROOT / "data").absolute()
# A PostgreSQL server of your own: postgresql://user:password@server/database. Empty: the embedded one.
DATABASE_URL = os.environ.get("DATABASE_URL") or None
# The office: the name of a folder in app/offices/, or a path. Empty: recognised by the tables.
PANEL_OFFICE = os.environ.get("PANEL_OFFICE") or None
# The address that the panel listens on. 0.0.0.0 opens it to the network.
HOST = os.environ.get("HOST") or "127.0.0.1"
# The port that the panel listens on.
PORT = os.environ.get("PORT") or "8080"
# The password of the demo accounts, at the first start. Empty: a random one, shown once.
PANEL_DEMO_PASSWORD = os.environ.get("PANEL_DEMO_PASSWORD") or None
# The password of `admin` on a database of your own, at the first start. Empty: a random one, shown once.
PANEL_ADMIN_PASSWORD = os.environ.get("PANEL_ADMIN_PASSWORD") or None
# The key that signs sessions and tokens. Empty: made once and kept in PANEL_DATA.
PANEL_SECRET_KEY = os.environ.get("PANEL_SECRET_KEY") or None
# The seconds that the database may work on one page.
PANEL_STATEMENT_TIMEOUT = os.environ.get("PANEL_STATEMENT_TIMEOUT") or "30"
# The server processes, and how many requests each serves at a time.
PANEL_WORKERS = os.environ.get("PANEL_WORKERS") or "2"
PANEL_THREADS = os.environ.get("PANEL_THREADS") or "4"
# true when the panel is reached by https only: the session cookie is then sent by https only.
PANEL_HTTPS = (os.environ.get("PANEL_HTTPS") or "false").lower() == "true"
