from __future__ import annotations

import time

import panels
import pytest
from flask import Flask
from flask.testing import FlaskClient
from panels import login, run, token
from sqlalchemy import make_url, text

from tests.opened import statements

LIST = "/data/reports/list/"
ANY = "/tidak-ada"  # a page in its frame, with nothing of its own to ask


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def bearer(client: FlaskClient, username: str) -> dict[str, str]:
    answer = client.post(
        "/api/v1/security/login", json={"username": username, "password": panels.PASSWORD, "provider": "db"}
    )
    return {"Authorization": f"Bearer {answer.json['access_token']}"}


def id_of(app: Flask, username: str) -> object:
    return run(
        app.config["DATABASE_URL"], "SELECT id FROM panel.ab_user WHERE username = :name", name=username
    )[0][0]


def test_who_somebody_is_and_what_they_may_do_is_one_statement(app: Flask, client: FlaskClient) -> None:
    login(client, "petugas")
    client.get(ANY)
    with statements(app) as asked:
        assert client.get(ANY).status_code == 404
    assert len(asked) == 1


def test_the_first_page_after_a_change_of_rights_asks_once_more(app: Flask, client: FlaskClient) -> None:
    login(client, "petugas")
    client.get(ANY)
    run(app.config["DATABASE_URL"], "UPDATE panel.permission_version SET version = version + 1")
    with statements(app) as asked:
        client.get(ANY)
    assert len(asked) == 2


def test_an_actor_has_the_rights_of_the_role(app: Flask, client: FlaskClient) -> None:
    with client:
        login(client, "pembaca")
        client.get("/")
        actor = app.extensions["appbuilder"].sm.actor("api")
    assert (actor.name, actor.door, actor.roles) == ("pembaca", "api", {"Pembaca"})
    assert actor.rights == {("list", "reports"), ("show", "reports"), ("list", "notes"), ("show", "notes")}


def test_a_revoked_right_ends_at_once(app: Flask, client: FlaskClient) -> None:
    login(client, "petugas")
    assert LIST in client.get("/").text
    run(
        app.config["DATABASE_URL"],
        """
        DELETE FROM panel.ab_permission_view_role g USING panel.ab_permission_view pv, panel.ab_view_menu v
        WHERE pv.id = g.permission_view_id AND v.id = pv.view_menu_id AND v.name = 'reports'""",
    )
    assert LIST not in client.get("/").text
    assert client.get(LIST).status_code == 403


def test_a_role_taken_from_a_user_ends_at_once(app: Flask, client: FlaskClient) -> None:
    login(client, "petugas")
    run(app.config["DATABASE_URL"], "DELETE FROM panel.ab_user_role")
    assert client.get(LIST).status_code == 403


def test_a_role_through_a_group_counts(app: Flask, client: FlaskClient) -> None:
    run(
        app.config["DATABASE_URL"],
        """
        INSERT INTO panel.ab_group (id, name) VALUES (1, 'Loket');
        INSERT INTO panel.ab_group_role (id, group_id, role_id)
            SELECT 1, 1, id FROM panel.ab_role WHERE name = 'Petugas';
        INSERT INTO panel.ab_user_group (id, user_id, group_id)
            SELECT 1, id, 1 FROM panel.ab_user WHERE username = 'petugas';
        DELETE FROM panel.ab_user_role""",
    )
    login(client, "petugas")
    assert LIST in client.get("/").text


def test_a_user_made_inactive_is_out(app: Flask, client: FlaskClient) -> None:
    login(client, "petugas")
    run(app.config["DATABASE_URL"], "UPDATE panel.ab_user SET active = false")
    assert LIST not in client.get("/").text


def test_a_new_password_ends_the_sessions_of_the_old_one(app: Flask, client: FlaskClient) -> None:
    login(client, "petugas")
    run(app.config["DATABASE_URL"], "UPDATE panel.ab_user SET password = password || ' '")
    assert LIST not in client.get("/").text


def test_a_copied_cookie_ends_with_the_logout(app: Flask, client: FlaskClient) -> None:
    login(client, "petugas")
    copied = client.get_cookie("session")
    assert copied
    client.get("/logout/")
    thief = app.test_client()
    thief.set_cookie("session", copied.value)
    assert LIST not in thief.get("/").text


def test_a_visitor_sees_no_screen_and_is_asked_to_log_in(client: FlaskClient) -> None:
    assert LIST not in client.get("/").text
    answer = client.get(LIST)
    assert (answer.status_code, "/login/" in answer.location) == (302, True)


def test_a_token_has_the_rights_of_its_user(client: FlaskClient) -> None:
    menu = client.get("/api/v1/menu/", headers=bearer(client, "pembaca")).json["result"]
    assert [child["name"] for child in menu[0]["childs"]] == ["notes", "reports"]
    assert [group["name"] for group in menu] == ["menu:Data lain"]


def test_a_token_needs_one_statement(app: Flask, client: FlaskClient) -> None:
    headers = bearer(client, "pembaca")
    client.get("/api/v1/menu/", headers=headers)
    with statements(app) as asked:
        assert client.get("/api/v1/menu/", headers=headers).status_code == 200
    assert len(asked) == 1


def test_with_a_token_in_hand_the_cookie_counts_for_nothing(client: FlaskClient) -> None:
    login(client, "admin")
    assert client.get("/api/v1/menu/", headers={"Authorization": "Bearer none.of.these"}).status_code in (
        401,
        422,
    )


def test_a_write_by_cookie_needs_the_token_of_the_page(client: FlaskClient) -> None:
    login(client, "admin")
    pk = id_of(client.application, "pembaca")
    assert client.post(f"/users/delete/{pk}").status_code == 400
    client.get(f"/users/delete/{pk}")
    assert client.get(f"/users/show/{pk}").status_code == 200
    client.post(f"/users/delete/{pk}", data={"csrf_token": token(client, "/resetmypassword/form")})
    assert client.get(f"/users/show/{pk}").status_code == 404


def test_the_pages_of_users_and_roles_work(client: FlaskClient) -> None:
    login(client, "admin")
    pk = id_of(client.application, "pembaca")
    for page in (
        "/users/list/",
        "/users/add",
        f"/users/show/{pk}",
        f"/users/edit/{pk}",
        "/roles/list/",
        "/roles/add",
        "/roles/show/1",
        "/roles/edit/1",
        "/groups/list/",
        "/users/userinfo/",
        "/resetmypassword/form",
        "/userinfoeditview/form",
    ):
        assert client.get(page).status_code == 200, page


def test_an_admin_adds_a_user_who_can_log_in(app: Flask, client: FlaskClient) -> None:
    login(client, "admin")
    role = run(app.config["DATABASE_URL"], "SELECT id FROM panel.ab_role WHERE name = 'Petugas'")[0][0]
    answer = client.post(
        "/users/add",
        data={
            "csrf_token": token(client, "/users/add"),
            "first_name": "Siti",
            "last_name": "Uji",
            "username": "siti",
            "active": "y",
            "email": "siti@kantor.invalid",
            "roles": str(role),
            "password": "hujan sore di loket",
            "conf_password": "hujan sore di loket",
        },
    )
    assert answer.status_code == 302
    other = app.test_client()
    login(other, "siti", "hujan sore di loket")
    assert LIST in other.get("/").text


def test_only_admins_keep_users(client: FlaskClient) -> None:
    login(client, "petugas")
    for page in ("/users/list/", "/roles/list/", "/groups/list/", "/users/add"):
        assert client.get(page).status_code == 403, page
    assert client.get("/users/userinfo/").status_code == 200


def test_a_login_is_counted(app: Flask, client: FlaskClient) -> None:
    login(client, "petugas", "salah")
    login(client, "petugas")
    row = run(
        app.config["DATABASE_URL"],
        "SELECT login_count, fail_login_count, last_login IS NOT NULL"
        " FROM panel.ab_user WHERE username = 'petugas'",
    )[0]
    assert tuple(row) == (1, 0, True)


def test_an_account_that_may_only_read_still_lets_people_in(app: Flask, installed: str) -> None:
    database = make_url(installed).database
    reader = f"reader_{database}"
    run(
        installed,
        f"""
        CREATE ROLE {reader} LOGIN PASSWORD 'rahasia';
        GRANT USAGE ON SCHEMA panel TO {reader};
        GRANT SELECT ON ALL TABLES IN SCHEMA panel, public TO {reader}""",
    )
    try:
        url = (
            make_url(installed).set(username=reader, password="rahasia").render_as_string(hide_password=False)
        )
        reading = panels.panel(url, app.extensions["panel"].office.folder)
        client = reading.test_client()
        assert login(client, "petugas", "salah").location.startswith("/login/")
        assert login(client, "nobody").location.startswith("/login/")
        assert login(client, "petugas").location == "/"
        assert LIST in client.get("/").text
        assert client.get("/logout/").status_code == 302
        with reading.app_context():
            reading.extensions["sqlalchemy"].engine.dispose()
    finally:
        run(installed, f"DROP OWNED BY {reader}; DROP ROLE {reader}")


def test_a_restarted_server_costs_nobody_a_page(app: Flask, client: FlaskClient, server_url: str) -> None:
    login(client, "petugas")
    client.get("/")
    run(
        server_url,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name",
        name=make_url(app.config["DATABASE_URL"]).database,
    )
    time.sleep(0.1)
    assert client.get("/").status_code == 200


def test_a_second_app_in_one_process_is_its_own(app: Flask, installed: str) -> None:
    second = panels.panel(installed, app.extensions["panel"].office.folder)
    for each in (app, second, app):
        client = each.test_client()
        login(client, "admin")
        assert client.get("/users/list/").status_code == 200
        assert LIST in client.get("/").text


def test_every_connection_keeps_the_office_clock(app: Flask) -> None:
    with app.app_context():
        session = app.extensions["appbuilder"].session
        session.rollback()
        assert session.scalar(text("SHOW TimeZone")) == "Asia/Makassar"
