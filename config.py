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
# How many jobs the background process does at a time. 0: run.py starts none; see `flask panel work`.
PANEL_JOBS = os.environ.get("PANEL_JOBS") or "2"
# The largest file that may be uploaded, in megabytes.
PANEL_UPLOAD_MB = os.environ.get("PANEL_UPLOAD_MB") or "100"
# The largest file that may be imported, in megabytes.
PANEL_IMPORT_MB = os.environ.get("PANEL_IMPORT_MB") or "25"
# How many exports may run at a time, over all server processes.
PANEL_EXPORTS = os.environ.get("PANEL_EXPORTS") or "3"
# true when the panel is reached by https only: cookies go by https only, and browsers insist on it.
PANEL_HTTPS = os.environ.get("PANEL_HTTPS") or "false"
# More names that people type to reach the panel: panel.kantor.go.id, 192.168.1.10. Others are refused.
PANEL_HOSTS = os.environ.get("PANEL_HOSTS") or ""
# The address at which telephones reach the survey, for its QR code. Empty: that of whoever prints.
PANEL_SURVEY_ADDRESS = os.environ.get("PANEL_SURVEY_ADDRESS") or ""
# How many proxies of yours stand before the panel and tell it who calls. 0: nobody's word is taken.
PANEL_PROXIES = os.environ.get("PANEL_PROXIES") or "0"
# The minutes without a click after which somebody must log in again.
PANEL_IDLE_MINUTES = os.environ.get("PANEL_IDLE_MINUTES") or "480"
# The hours after a login when somebody must log in again in any case.
PANEL_SESSION_HOURS = os.environ.get("PANEL_SESSION_HOURS") or "12"
# The fewest characters of a password.
PANEL_PASSWORD_LENGTH = os.environ.get("PANEL_PASSWORD_LENGTH") or "12"
# How people log in: password, ldap or oidc. docs/masuk.md explains the settings of the last two.
PANEL_LOGIN = os.environ.get("PANEL_LOGIN") or "password"
# The role of somebody whom LDAP or OIDC knows and the panel does not. Empty: an admin adds them first.
PANEL_NEW_USER_ROLE = os.environ.get("PANEL_NEW_USER_ROLE") or ""
# Groups of LDAP or OIDC and their roles here: staf=Petugas; pimpinan=Camat, Admin
PANEL_ROLE_MAP = os.environ.get("PANEL_ROLE_MAP") or ""
# OIDC: the issuer's address, what it calls this panel, the secret, and the words on the button.
PANEL_OIDC_ISSUER = os.environ.get("PANEL_OIDC_ISSUER") or ""
PANEL_OIDC_CLIENT = os.environ.get("PANEL_OIDC_CLIENT") or ""
PANEL_OIDC_SECRET = os.environ.get("PANEL_OIDC_SECRET") or ""
PANEL_OIDC_LABEL = os.environ.get("PANEL_OIDC_LABEL") or "Akun kantor"
# OIDC: the claims that hold the user name and the groups.
PANEL_OIDC_USERNAME = os.environ.get("PANEL_OIDC_USERNAME") or "preferred_username"
PANEL_OIDC_GROUPS = os.environ.get("PANEL_OIDC_GROUPS") or "groups"
# LDAP: the server (ldaps://...), where people are, their user name, and the account that looks them up.
PANEL_LDAP_SERVER = os.environ.get("PANEL_LDAP_SERVER") or ""
PANEL_LDAP_SEARCH = os.environ.get("PANEL_LDAP_SEARCH") or ""
PANEL_LDAP_USERNAME = os.environ.get("PANEL_LDAP_USERNAME") or "uid"
PANEL_LDAP_BIND_USER = os.environ.get("PANEL_LDAP_BIND_USER") or ""
PANEL_LDAP_BIND_PASSWORD = os.environ.get("PANEL_LDAP_BIND_PASSWORD") or ""
# The mail server for `flask panel remind`. Empty: none.
PANEL_SMTP_HOST = os.environ.get("PANEL_SMTP_HOST") or ""
# Its port, and how the connection is made safe: starttls, tls, or off.
PANEL_SMTP_PORT = os.environ.get("PANEL_SMTP_PORT") or "587"
PANEL_SMTP_TLS = os.environ.get("PANEL_SMTP_TLS") or "starttls"
# The account there; empty: it asks for none.
PANEL_SMTP_USER = os.environ.get("PANEL_SMTP_USER") or ""
PANEL_SMTP_PASSWORD = os.environ.get("PANEL_SMTP_PASSWORD") or ""
# The address that the letters come from.
PANEL_SMTP_FROM = os.environ.get("PANEL_SMTP_FROM") or ""
# LDAP: true to begin TLS on a plain ldap:// connection.
PANEL_LDAP_TLS = os.environ.get("PANEL_LDAP_TLS") or "false"
