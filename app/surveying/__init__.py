"""The satisfaction survey for people without an account: by a code from paper, or at a kiosk."""

from __future__ import annotations

from flask_appbuilder import AppBuilder

from app.surveying import kiosk, pages
from models.panel import Panel


def register(appbuilder: AppBuilder, panel: Panel) -> None:
    """What an office with a survey has for people without an account."""
    pages.register(appbuilder, panel)
    kiosk.register(appbuilder, panel)
