"""What must hold of the figures of every monthly recap."""

from __future__ import annotations

from typing import Any

from models.reporting.figures import Figures, Table

SMALL = 6
ENDED = ("done", "passed", "refused", "removed")


def balance(figures: Figures) -> dict[int, Any]:
    """The total of each line of the balance."""
    return {int(str(line.values[0])[0]): line.values[-1] for line in figures.table("neraca").lines}


def total(table: Table, key: str) -> Any:
    """The total of a column; 0 where the table is empty."""
    place = table.place(key)
    return table.totals[place] if table.totals and place is not None else 0


def adds_up(figures: Figures) -> dict[int, Any]:
    """The balance, which is the sum of its parts on the other sheets."""
    lines = balance(figures)
    assert lines[8] == lines[1] + lines[2] + lines[3] - sum(lines[one] for one in (4, 5, 6, 7))
    channels, categories = figures.table("kanal"), figures.table("kategori")
    assert channels.totals is not None and channels.totals[-2] == lines[2]
    assert total(categories, "arrived") == total(figures.table("desa"), "jumlah") == lines[2]
    people = figures.table("pelapor")
    # Fewer than three of a kind are not told, nor is a sum that would tell them.
    assert total(people, "n") == lines[2] or total(people, "n") is None and lines[2] < SMALL
    assert total(categories, "handled") == lines[1] + lines[2] + lines[3]
    assert [total(categories, one) for one in ENDED] == [lines[one] for one in (4, 5, 6, 7)]
    still = total(categories, "running") + total(categories, "waiting")
    assert still == lines[8] == total(categories, "handled") - sum(total(categories, one) for one in ENDED)
    assert len(figures.table("kasus").lines) == total(categories, "handled")
    return lines
