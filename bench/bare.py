"""The limit: the same rows by psycopg2 and the least WSGI that shows them, without login or rights."""

from __future__ import annotations

import html
import json
import os
import threading
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qs

import psycopg2

COLUMNS = """
SELECT r.id, r.number, r.received_at, r.subject, r.xmin,
       CASE WHEN r.identity_unknown THEN 'tanpa nama' WHEN r.identity_secret THEN 'dirahasiakan'
            ELSE (SELECT p.name FROM parties p WHERE p.report = r.id AND p.role = 'pelapor'
                  ORDER BY p.id LIMIT 1)
       END, v.name, c.name, r.status, r.due_at
FROM ({inner}) r LEFT JOIN villages v ON v.id = r.village LEFT JOIN categories c ON c.id = r.category
ORDER BY {order}
"""
INNER = "SELECT *, xmin FROM reports WHERE {where} ORDER BY {order} LIMIT {limit}"
SEARCH = "search @@ to_tsquery('indonesian', %s)"


def page(where: str, order: str, limit: int = 25) -> str:
    return COLUMNS.format(inner=INNER.format(where=where, order=order, limit=limit), order=order)


NEWEST, OLDEST = "received_at DESC, id DESC", "received_at, id"
PAGES = {
    "/first": (page("true", NEWEST), None),
    "/open": (page("closed_at IS NULL", "due_at, id"), None),
    "/grid": (page("true", NEWEST, 100), None),  # as JSON
    "/last": (page("true", OLDEST), None),
    # An array, or the planner would walk the whole list in search of 25 rows that are not there.
    "/rare": (
        page(
            f"id IN (WITH found AS MATERIALIZED (SELECT id FROM reports WHERE {SEARCH}) TABLE found)", NEWEST
        ),
        "jembatan",
    ),
    "/common": (
        page(f"id IN (SELECT id FROM reports ORDER BY {NEWEST} LIMIT 500) AND {SEARCH}", NEWEST),
        "lampu",
    ),
}

_local = threading.local()


CELL = "UPDATE reports SET place = %s WHERE id = %s AND xmin::text = %s RETURNING xmin::text"


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    if environ["REQUEST_METHOD"] == "POST":
        return _cell(environ, start_response)
    sql, word = PAGES[environ["PATH_INFO"]]
    rows = _rows(sql, (word,) if word else None)
    parse_qs(environ.get("QUERY_STRING", ""))
    if environ["PATH_INFO"] == "/grid":
        start_response("200 OK", [("Content-Type", "application/json")])
        return [json.dumps({"rows": rows}, default=str).encode()]
    body = "".join(
        "<tr>" + "".join(f"<td>{html.escape(str(value))}</td>" for value in row) + "</tr>" for row in rows
    )
    start_response("200 OK", [("Content-Type", "text/html; charset=utf-8")])
    return [f"<!doctype html><title>Laporan</title><table>{body}</table>".encode()]


def _cell(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """One cell of one row at the version that was seen; the triggers of the table are those of the panel."""
    sent = json.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
    ((version,),) = _rows(CELL, (sent["value"], sent["key"], sent["version"]))
    start_response("200 OK", [("Content-Type", "application/json")])
    return [json.dumps({"version": version}).encode()]


def _rows(sql: str, values: tuple[str, ...] | None) -> list[tuple[Any, ...]]:
    if not hasattr(_local, "connection"):
        _local.connection = psycopg2.connect(os.environ["DATABASE_URL"])
    with _local.connection, _local.connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()
