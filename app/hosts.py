"""Under which names the panel answers, and whose word counts for who calls."""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, request
from werkzeug.middleware.proxy_fix import ProxyFix

from models.errors import PanelError

EVERYWHERE = ("0.0.0.0", "::")
# A name with an optional port, or an IPv6 address in brackets: nothing else is a Host.
HOST = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(:\d{1,5})?", re.IGNORECASE)


class WrongHost(PanelError):
    """The page was asked for under a name that is not the panel's. (400)"""

    sentence = (
        "Panel ini tidak dikenal dengan nama {host}. Pengelola dapat menambahkannya di setelan PANEL_HOSTS."
    )


def register(app: Flask) -> None:
    """Refuses strange names, before anything else."""
    survey = urlsplit(app.config["PANEL_SURVEY_ADDRESS"]).hostname or ""
    answers = names(app.config["HOST"], f"{app.config['PANEL_HOSTS']} {survey}")

    @app.before_request
    def refuse_strange_names() -> None:
        said = request.environ.get("HTTP_HOST") or request.environ.get("SERVER_NAME", "")
        if not answers(said):
            raise WrongHost(host=re.sub(r"[^\w.:\[\]-]", "?", said[:60]))


def believe_proxies(app: Flask) -> None:
    """Takes the word of as many proxies as there are; of none, when there are none."""
    proxies = app.config["PANEL_PROXIES"]
    if proxies:
        # Not the prefix: few proxies set it, and then a stranger could.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)  # type: ignore[method-assign]


def names(host: str, more: str) -> Callable[[str], bool]:
    """Whether the panel answers to a Host: its own names; any private address where it listens to all."""
    known = {"localhost", "127.0.0.1", "::1", host.lower(), socket.gethostname().lower()}
    known |= {_bare(one) for one in re.split(r"[,\s]+", more.lower()) if one}
    known -= {*EVERYWHERE, ""}

    def answers(said: str) -> bool:
        if not HOST.fullmatch(said):
            return False
        name = _bare(said.lower())
        return name in known or (host in EVERYWHERE and _is_private(name))

    return answers


def _bare(host: str) -> str:
    """A host without its port, brackets and final dot."""
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0].rstrip(".") if host.count(":") == 1 else host.rstrip(".")


def _is_private(name: str) -> bool:
    # No other site can make a browser call us by an address of our own network and read the answer.
    try:
        return ipaddress.ip_address(name).is_private
    except ValueError:
        return False


def address(environ: dict[str, Any]) -> str:
    """Who calls, for counting. Of IPv6 the network: one household has more addresses than we allow tries."""
    said = str(environ.get("REMOTE_ADDR") or "")
    try:
        found = ipaddress.ip_address(said.partition("%")[0])
    except ValueError:
        return said[:64]
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)
