"""Other people's directories: LDAP and OIDC, as FAB speaks them, from our settings."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from importlib.util import find_spec
from typing import Any

from flask_appbuilder.const import AUTH_DB, AUTH_LDAP, AUTH_OAUTH

from app.database import SetupError

OIDC = "oidc"
WAYS = {"password": AUTH_DB, "ldap": AUTH_LDAP, "oidc": AUTH_OAUTH}


def configure(config: MutableMapping[str, Any], roles: Mapping[str, object]) -> None:
    """What FAB needs to hear of our settings. Raises SetupError."""
    way = config["PANEL_LOGIN"]
    if way not in WAYS:
        raise SetupError("PANEL_LOGIN harus password, ldap, atau oidc, bukan {value}.", value=way)
    config["AUTH_TYPE"] = WAYS[way]
    if way == "password":
        return
    mapping = role_map(config["PANEL_ROLE_MAP"])
    new = config["PANEL_NEW_USER_ROLE"]
    for role in {name for names in mapping.values() for name in names} | ({new} - {""}):
        if role not in roles:
            raise SetupError("Peran {role} di setelan masuk tidak ada di office.yaml.", role=role)
    config["AUTH_ROLES_MAPPING"] = mapping
    config["AUTH_ROLES_SYNC_AT_LOGIN"] = bool(mapping)
    config["AUTH_USER_REGISTRATION"] = bool(new)
    config["AUTH_USER_REGISTRATION_ROLE"] = new
    _ldap(config) if way == "ldap" else _oidc(config)


def role_map(text: str) -> dict[str, list[str]]:
    """`staf=Petugas; pimpinan=Camat, Admin`. A group may hold equal signs, as those of LDAP do."""
    found: dict[str, list[str]] = {}
    for entry in filter(None, (part.strip() for part in text.split(";"))):
        group, equals, names = entry.rpartition("=")
        roles = [name.strip() for name in names.split(",") if name.strip()]
        if not equals or not group.strip() or not roles:
            raise SetupError("PANEL_ROLE_MAP tidak terbaca di {entry}. Contoh: staf=Petugas", entry=entry)
        found[group.strip()] = roles
    return found


def _required(config: Mapping[str, Any], *names: str) -> None:
    for name in names:
        if not config[name]:
            raise SetupError(
                "Setelan {name} belum diisi, padahal PANEL_LOGIN={way}.", name=name, way=config["PANEL_LOGIN"]
            )


def _ldap(config: MutableMapping[str, Any]) -> None:
    _required(config, "PANEL_LDAP_SERVER", "PANEL_LDAP_SEARCH")
    if find_spec("ldap") is None:
        raise SetupError(
            "PANEL_LOGIN=ldap perlu paket python-ldap: .venv/bin/pip install -r requirements-ldap.txt"
        )
    if not (config["PANEL_LDAP_SERVER"].startswith("ldaps://") or config["PANEL_LDAP_TLS"]):
        raise SetupError("LDAP tanpa TLS membuka kata sandi. Pakai ldaps:// atau PANEL_LDAP_TLS=true.")
    config.update(
        AUTH_LDAP_SERVER=config["PANEL_LDAP_SERVER"],
        AUTH_LDAP_USE_TLS=config["PANEL_LDAP_TLS"],
        AUTH_LDAP_TLS_DEMAND=True,
        AUTH_LDAP_SEARCH=config["PANEL_LDAP_SEARCH"],
        AUTH_LDAP_UID_FIELD=config["PANEL_LDAP_USERNAME"],
        AUTH_LDAP_BIND_USER=config["PANEL_LDAP_BIND_USER"],
        AUTH_LDAP_BIND_PASSWORD=config["PANEL_LDAP_BIND_PASSWORD"],
    )


def _oidc(config: MutableMapping[str, Any]) -> None:
    _required(config, "PANEL_OIDC_ISSUER", "PANEL_OIDC_CLIENT", "PANEL_OIDC_SECRET")
    issuer = config["PANEL_OIDC_ISSUER"].rstrip("/")
    config["OAUTH_PROVIDERS"] = [
        {
            "name": OIDC,
            "label": config["PANEL_OIDC_LABEL"],
            "token_key": "access_token",
            "remote_app": {
                "client_id": config["PANEL_OIDC_CLIENT"],
                "client_secret": config["PANEL_OIDC_SECRET"],
                "server_metadata_url": f"{issuer}/.well-known/openid-configuration",
                "client_kwargs": {"scope": "openid profile email", "code_challenge_method": "S256"},
            },
        }
    ]


def person(claims: Mapping[str, Any], config: Mapping[str, Any]) -> dict[str, Any]:
    """Who somebody is, as FAB wants it, from the claims of a token that authlib has verified."""
    name = str(claims.get("name") or claims.get(config["PANEL_OIDC_USERNAME"]) or "")
    first, _, last = name.partition(" ")
    groups = claims.get(config["PANEL_OIDC_GROUPS"]) or []
    return {
        "username": str(claims.get(config["PANEL_OIDC_USERNAME"]) or ""),
        "first_name": str(claims.get("given_name") or first),
        "last_name": str(claims.get("family_name") or last or first),
        "email": str(claims.get("email") or ""),
        "role_keys": [str(group) for group in groups] if isinstance(groups, list) else [str(groups)],
    }
