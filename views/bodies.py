"""The bodies of the API: the JSON object that came, the JSON text that goes."""

from __future__ import annotations

from flask import Response, request

from models.errors import Refused
from views.payload import read_object


def body() -> dict[str, object]:
    """The object that a program sent. Raises Refused."""
    if not request.is_json:
        raise Refused(sentence="Kirim isinya sebagai JSON, dengan Content-Type: application/json.")
    return read_object(request.get_data())


def as_json(text: str, status: int = 200, version: str | None = None) -> Response:
    answer = Response(text, status, content_type="application/json; charset=utf-8")
    if version is not None:
        answer.set_etag(version)
    return answer
