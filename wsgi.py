"""What `flask` finds in the root of the checkout: the commands. Servers take `app.wsgi:application`."""

from app.cli import commands as app

__all__ = ["app"]
