"""The settings that are more than text: numbers and switches, or one sentence on what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping

from app.database import SetupError

# The least and the most that makes sense.
NUMBERS: Mapping[str, tuple[int, int]] = {
    "PANEL_STATEMENT_TIMEOUT": (1, 3600),
    "PANEL_WORKERS": (1, 64),
    "PANEL_THREADS": (1, 64),
    "PANEL_JOBS": (0, 16),
    "PANEL_UPLOAD_MB": (1, 10_000),
    "PANEL_IMPORT_MB": (1, 200),
    "PANEL_EXPORTS": (1, 64),
    "PANEL_PROXIES": (0, 9),
    "PANEL_IDLE_MINUTES": (1, 10_080),
    "PANEL_SESSION_HOURS": (1, 720),
    "PANEL_PASSWORD_LENGTH": (8, 64),
    "PANEL_SMTP_PORT": (1, 65_535),
}
SWITCHES = ("PANEL_HTTPS", "PANEL_LDAP_TLS")


def read(config: MutableMapping[str, object]) -> None:
    """Puts numbers and switches in place of their texts. Raises SetupError."""
    for name in NUMBERS:
        config[name] = number(name, config[name])
    for name in SWITCHES:
        config[name] = switch(name, config[name])


def number(name: str, value: object) -> int:
    """A whole number within its limits."""
    least, most = NUMBERS[name]
    text = str(value).strip()
    if not (text.isascii() and text.isdigit() and least <= int(text) <= most):
        raise SetupError(
            "{name} harus angka {least} sampai {most}, bukan {value}.",
            name=name,
            least=least,
            most=most,
            value=text[:40],
        )
    return int(text)


def switch(name: str, value: object) -> bool:
    """true or false."""
    text = str(value).strip().lower()
    if text not in ("true", "false"):
        raise SetupError("{name} harus true atau false, bukan {value}.", name=name, value=text[:40])
    return text == "true"
