"""Where a report that was sent has been taken already: once to each folder and each address."""

from __future__ import annotations

import sqlalchemy as sa

from models.panel import Desk
from models.reporting.sent import Sent

_CLAIM = sa.text("""
    INSERT INTO panel.sent_report_delivery (sent, way) VALUES (:sent, :way) ON CONFLICT DO NOTHING""")


def claim(desk: Desk, what: Sent, way: str) -> bool:
    """Whether it has still to be taken there; the caller takes it and commits. Of two at once, one waits for
    the other, and takes it only where the other failed."""
    return bool(desk.connection.execute(_CLAIM, {"sent": what.id, "way": way}).rowcount)
