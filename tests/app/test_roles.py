"""The page of a role: boxes to tick, saved together, and only what was changed."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from flask import Flask
from flask.testing import FlaskClient
from panels import login, run
from test_permissions import has


class Page(HTMLParser):
    """The boxes of the page by what they say, and what a browser would send."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.boxes: dict[str, str] = {}
        self.ticked: set[str] = set()
        self.fields: dict[str, str] = {}
        self.locked: set[str] = set()
        self._last = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        have = {name: value or "" for name, value in attrs}
        if tag == "input" and have.get("name") == "box":
            self._last = have["value"]
            if "aria-label" in have:
                self.boxes[have["aria-label"]] = self._last
            if "disabled" in have:
                self.locked.add(self._last)
            elif "checked" in have:
                self.ticked.add(self._last)
        elif tag == "input" and have.get("name"):
            self.fields[have["name"]] = have.get("value", "")

    def handle_data(self, data: str) -> None:
        if self._last and data.strip():
            self.boxes.setdefault(data.strip(), self._last)
            self._last = ""

    def send(self, client: FlaskClient, address: str, **changes: object) -> int:
        data = {**self.fields, "box": sorted(self.ticked), **changes}
        return client.post(address, data=data).status_code


@pytest.fixture
def admin(app: Flask) -> FlaskClient:
    client = app.test_client()
    login(client, "admin")
    return client


def number(url: str, role: str) -> int:
    return int(run(url, "SELECT id FROM panel.ab_role WHERE name = :role", role=role)[0][0])


def opened(client: FlaskClient, address: str) -> Page:
    answer = client.get(address)
    assert answer.status_code == 200
    return Page(answer.text)


def test_a_role_shows_a_box_for_every_screen_and_action(admin: FlaskClient, installed: str) -> None:
    page = opened(admin, f"/roles/edit/{number(installed, 'Pembaca')}")
    assert page.boxes["Daftar Reports"] in page.ticked and page.boxes["Buka Notes"] in page.ticked
    assert page.boxes["Hapus Reports"] not in page.ticked
    assert page.boxes["Melihat profil dan mengganti kata sandi sendiri"] in page.ticked
    assert page.boxes["Mengurus pengguna"] not in page.ticked


def test_only_what_was_changed_is_written(admin: FlaskClient, installed: str) -> None:
    address, before = f"/roles/edit/{number(installed, 'Pembaca')}", has(installed, "Pembaca")
    page = opened(admin, address)
    run(
        installed,
        "DELETE FROM panel.ab_permission_view_role g USING panel.ab_role r, panel.ab_permission_view pv,"
        " panel.ab_view_menu v, panel.ab_permission p WHERE r.id = g.role_id AND pv.id = g.permission_view_id"
        " AND v.id = pv.view_menu_id AND p.id = pv.permission_id"
        " AND (r.name, p.name, v.name) = ('Pembaca', 'can_show', 'notes')",
    )
    page.ticked ^= {page.boxes["Hapus Reports"], page.boxes["Daftar Notes"]}
    assert page.send(admin, address) == 302
    meanwhile = {"can_show notes", "can_list notes"}
    assert has(installed, "Pembaca") == before - meanwhile | {"can_delete reports"}


def test_a_right_given_here_holds_at_the_next_click(app: Flask, admin: FlaskClient, installed: str) -> None:
    reader = app.test_client()
    login(reader, "pembaca")
    assert reader.get("/data/reports/add").status_code == 403
    address = f"/roles/edit/{number(installed, 'Pembaca')}"
    page = opened(admin, address)
    page.ticked.add(page.boxes["Tambah Reports"])
    assert page.send(admin, address) == 302
    assert reader.get("/data/reports/add").status_code == 200


def test_a_new_role_is_made_with_its_rights_or_not_at_all(admin: FlaskClient, installed: str) -> None:
    page = opened(admin, "/roles/add")
    assert not page.ticked
    page.ticked.add(page.boxes["Daftar Reports"])
    assert page.send(admin, "/roles/add", name="Pembaca") == 200
    assert page.send(admin, "/roles/add", name="  ") == 200
    assert page.send(admin, "/roles/add", name="Magang") == 302
    assert has(installed, "Magang") == {"can_list reports"}


def test_a_refused_page_keeps_what_was_ticked(admin: FlaskClient) -> None:
    page = opened(admin, "/roles/add")
    box = page.boxes["Daftar Reports"]
    data = {**page.fields, "box": [box], "name": "Pembaca"}
    again = admin.post("/roles/add", data=data)
    assert "sudah dipakai" in again.text and box in Page(again.text).ticked


def test_a_role_of_the_description_keeps_its_name(admin: FlaskClient, installed: str) -> None:
    role = number(installed, "Pembaca")
    assert opened(admin, f"/roles/edit/{role}").send(admin, f"/roles/edit/{role}", name="Lain") == 302
    assert number(installed, "Pembaca") == role


def test_the_admin_role_cannot_lose_what_it_needs_to_give_rights(admin: FlaskClient, installed: str) -> None:
    address = f"/roles/edit/{number(installed, 'Admin')}"
    page = opened(admin, address)
    assert {page.boxes["Mengurus pengguna"], page.boxes["Mengurus peran"]} <= page.locked
    page.ticked.clear()
    assert page.send(admin, address) == 302
    assert "can_edit RoleModelView" in has(installed, "Admin")
    assert admin.get(address).status_code == 200


def test_giving_and_taking_a_task_leaves_other_tasks_whole(admin: FlaskClient, installed: str) -> None:
    address, before = f"/roles/edit/{number(installed, 'Pembaca')}", has(installed, "Pembaca")
    page = opened(admin, address)
    both = {page.boxes["Mengurus pengguna"], page.boxes["Mengurus kelompok pengguna"]}
    page.ticked |= both
    page.send(admin, address)
    page = opened(admin, address)
    assert both <= page.ticked
    page.ticked.remove(page.boxes["Mengurus pengguna"])
    page.send(admin, address)
    assert "menu_access Security" in has(installed, "Pembaca")
    page = opened(admin, address)
    page.ticked -= both
    page.send(admin, address)
    assert has(installed, "Pembaca") == before


@pytest.mark.parametrize("path", ["abc", "999999", "99999999999999999999"])
def test_a_role_that_is_not_there_is_not_found(admin: FlaskClient, path: str) -> None:
    assert admin.get(f"/roles/edit/{path}").status_code == 404


def test_others_neither_see_nor_save_a_role(app: Flask, installed: str) -> None:
    reader = app.test_client()
    login(reader, "pembaca")
    address, before = f"/roles/edit/{number(installed, 'Pembaca')}", has(installed, "Pembaca")
    assert reader.get(address).status_code in (302, 403)
    assert reader.post(address, data={"box": "people"}).status_code in (302, 400, 403)
    assert has(installed, "Pembaca") == before
