"""Sends mail through the server of the office's settings."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from typing import Any

from app.database import SetupError

SECURITIES = ("starttls", "tls", "off")
_PATIENCE = 20  # seconds


@dataclass(frozen=True, slots=True)
class MailServer:
    host: str
    port: int
    sender: str
    security: str = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)


def server_of(config: Mapping[str, Any]) -> MailServer | None:
    """The mail server of the settings; None where there is none. Raises SetupError."""
    host, security = config["PANEL_SMTP_HOST"], config["PANEL_SMTP_TLS"].strip().lower()
    if not host:
        return None
    if security not in SECURITIES:
        raise SetupError("PANEL_SMTP_TLS harus starttls, tls, atau off.")
    if not config["PANEL_SMTP_FROM"]:
        raise SetupError("PANEL_SMTP_FROM belum diatur: alamat pengirim surat.")
    return MailServer(
        host=host,
        port=config["PANEL_SMTP_PORT"],
        sender=config["PANEL_SMTP_FROM"],
        security=security,
        user=config["PANEL_SMTP_USER"],
        password=config["PANEL_SMTP_PASSWORD"],
    )


def message(server: MailServer, name: str, address: str, subject: str, text: str) -> EmailMessage:
    """A plain letter. Raises ValueError for an address or a name that no header can hold."""
    made = EmailMessage()
    made["From"] = server.sender
    made["To"] = Address(display_name=name, addr_spec=address)
    made["Subject"] = subject
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(text)
    return made


@contextmanager
def connected(server: MailServer) -> Iterator[smtplib.SMTP]:
    """A session with the mail server. Raises SetupError with what the person at the terminal can do."""
    try:
        session = _open(server)
    except (OSError, smtplib.SMTPException) as error:
        raise _explain(server, error) from None
    try:
        yield session
    finally:
        session.close()


def _open(server: MailServer) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if server.security == "tls":
        session: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=_PATIENCE, context=context)
    else:
        session = smtplib.SMTP(server.host, server.port, timeout=_PATIENCE)
    try:
        if server.security == "starttls":
            session.starttls(context=context)
        if server.user:
            session.login(server.user, server.password)
    except BaseException:
        session.close()
        raise
    return session


def _explain(server: MailServer, error: Exception) -> SetupError:
    if isinstance(error, smtplib.SMTPAuthenticationError):
        said = "Server surat {host} menolak PANEL_SMTP_USER atau PANEL_SMTP_PASSWORD."
    elif isinstance(error, ssl.SSLError | smtplib.SMTPNotSupportedError):
        said = "Sambungan aman ke server surat {host} gagal. Periksa PANEL_SMTP_TLS dan PANEL_SMTP_PORT."
    else:
        said = "Server surat {host} port {port} tidak bisa dihubungi. Periksa PANEL_SMTP_HOST."
    return SetupError(said, host=server.host, port=server.port)
