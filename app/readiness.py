"""Before the first page: the database brought up to date, and the accounts told to whoever is there."""

from __future__ import annotations

from flask import Flask

import config
from app.install import Installed, install
from app.supervisor import address_of, say


def prepare(*, embedded: bool) -> Flask | None:
    """Installs what is missing. The embedded server also gets the reference tables and made-up rows.

    The app that was built for it, None where rows came after it.
    """
    assert config.DATABASE_URL is not None
    installed = install(
        config.DATABASE_URL,
        office=config.PANEL_OFFICE,
        reference=embedded,
        demo=embedded,
        say=say,
        secret=None,
    )
    tell(installed)
    return installed.app


def tell(installed: Installed) -> None:
    if installed.accounts:
        say("\nAkun:")
        for account in installed.accounts:
            say(f"  {account.username:<14} {account.role}")
    if installed.password:
        say(f"Sandi (hanya ditampilkan sekali ini): {installed.password}")


def tell_ready() -> None:
    say(f"\nPanel siap: {address_of(config.HOST, config.PORT)}   (Ctrl-C untuk berhenti)")
