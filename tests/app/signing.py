"""Logging in and out in many ways, for tests."""

from __future__ import annotations

import panels
from flask import Flask
from flask.testing import FlaskClient
from panels import run, token
from werkzeug.test import TestResponse

LIST = "/data/reports/list/"
API = "/api/v1/security/login"
STRONG = "hujan sore di loket"


def ask_token(
    client: FlaskClient, username: str, password: str = panels.PASSWORD, **more: object
) -> TestResponse:
    return client.post(API, json={"username": username, "password": password, "provider": "db", **more})


def bearer(client: FlaskClient, username: str = "pembaca", **more: object) -> dict[str, str]:
    return {"Authorization": f"Bearer {ask_token(client, username, **more).json['access_token']}"}


def is_in(client: FlaskClient) -> bool:
    return client.get(LIST).status_code == 200


def from_address(app: Flask, address: str) -> FlaskClient:
    client = app.test_client()
    client.environ_base["REMOTE_ADDR"] = address
    return client


def user_id(app: Flask, username: str) -> int:
    found = run(app.config["DATABASE_URL"], "SELECT id FROM panel.ab_user WHERE username = :u", u=username)
    return int(str(found[0][0]))


def change(client: FlaskClient, new: str, old: str = panels.PASSWORD) -> TestResponse:
    page = "/resetmypassword/form"
    fields = {"current_password": old, "password": new, "conf_password": new}
    return client.post(page, data={"csrf_token": token(client, page), **fields})
