from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import panels
import pytest
import sqlalchemy as sa
from flask import Flask
from panels import run

from app import permissions
from app.database import connect, engine_for
from app.permissions import Wanted

STATEMENTS = 30

ROLE_HAS = """
    SELECT p.name || ' ' || v.name FROM panel.ab_permission_view_role g
    JOIN panel.ab_role r ON r.id = g.role_id JOIN panel.ab_permission_view pv ON pv.id = g.permission_view_id
    JOIN panel.ab_permission p ON p.id = pv.permission_id JOIN panel.ab_view_menu v ON v.id = pv.view_menu_id
    WHERE r.name = :role"""


@pytest.fixture
def connection(installed: str) -> Iterator[sa.Connection]:
    with connect(engine_for(installed)) as opened:
        yield opened


def has(url: str, role: str) -> set[object]:
    return {row[0] for row in run(url, ROLE_HAS, role=role)}


def wanted(app: Flask) -> Wanted:
    with app.app_context():
        return permissions.wanted(app.extensions["panel"], app.extensions["appbuilder"])


def take(url: str, role: str, right: str) -> None:
    permission, view = right.split()
    run(
        url,
        """
        DELETE FROM panel.ab_permission_view_role
        WHERE role_id = (SELECT id FROM panel.ab_role WHERE name = :role)
          AND permission_view_id IN (SELECT pv.id FROM panel.ab_permission_view pv
            JOIN panel.ab_permission p ON p.id = pv.permission_id
            JOIN panel.ab_view_menu v ON v.id = pv.view_menu_id
            WHERE (p.name, v.name) = (:permission, :view))""",
        role=role,
        permission=permission,
        view=view,
    )


def test_every_screen_has_a_row_for_every_action(installed: str) -> None:
    rows = run(
        installed,
        """SELECT p.name FROM panel.ab_permission_view pv
        JOIN panel.ab_permission p ON p.id = pv.permission_id
        JOIN panel.ab_view_menu v ON v.id = pv.view_menu_id WHERE v.name = 'reports'""",
    )
    assert {row[0] for row in rows} == {
        "can_list",
        "can_show",
        "can_add",
        "can_edit",
        "can_delete",
        "can_export",
    }


def test_roles_have_what_the_yaml_grants(installed: str) -> None:
    assert {right for right in has(installed, "Pembaca") if str(right).endswith(("reports", "notes"))} == {
        "can_list reports",
        "can_show reports",
        "can_list notes",
        "can_show notes",
    }
    assert "can_delete reports" in has(installed, "Admin")
    assert "menu_access List Users" in has(installed, "Admin")
    assert "can_list UserDBModelView" not in has(installed, "Petugas")
    assert has(installed, "Public") == set()


def test_a_second_time_nothing_is_written(app: Flask, connection: sa.Connection) -> None:
    assert permissions.sync(connection, wanted(app)) is False
    assert connection.scalar(sa.text("SELECT pg_current_xact_id_if_assigned()")) is None


def test_what_an_admin_took_by_hand_stays_taken(
    app: Flask, installed: str, connection: sa.Connection
) -> None:
    take(installed, "Petugas", "can_edit reports")
    permissions.sync(connection, wanted(app))
    connection.commit()
    assert "can_edit reports" not in has(installed, "Petugas")


def test_what_an_admin_gave_by_hand_stays_given(
    app: Flask, installed: str, connection: sa.Connection
) -> None:
    run(
        installed,
        """
        INSERT INTO panel.ab_permission_view_role (id, role_id, permission_view_id)
        SELECT nextval('panel.ab_permission_view_role_id_seq'), r.id, pv.id
        FROM panel.ab_role r, panel.ab_permission_view pv
        JOIN panel.ab_permission p ON p.id = pv.permission_id
        JOIN panel.ab_view_menu v ON v.id = pv.view_menu_id
        WHERE r.name = 'Pembaca' AND (p.name, v.name) = ('can_delete', 'notes')""",
    )
    permissions.sync(connection, wanted(app))
    connection.commit()
    assert "can_delete notes" in has(installed, "Pembaca")


def test_a_change_of_the_yaml_is_carried_over_and_nothing_else(
    installed: str, office: Path, connection: sa.Connection
) -> None:
    take(installed, "Petugas", "can_edit notes")
    (office / "office.yaml").write_text(
        panels.OFFICE.replace("[list, show, add, edit]", "[list, show, edit, export]"), encoding="utf-8"
    )
    permissions.sync(connection, wanted(panels.panel(installed, office)))
    connection.commit()
    rights = has(installed, "Petugas")
    assert {"can_export reports", "can_edit reports"} <= rights
    assert "can_add reports" not in rights
    assert "can_edit notes" not in rights


def test_a_screen_that_comes_back_finds_its_rights_as_they_were(
    installed: str, office: Path, connection: sa.Connection
) -> None:
    take(installed, "Petugas", "can_edit notes")
    run(installed, "ALTER TABLE notes RENAME TO away")
    permissions.sync(connection, wanted(panels.panel(installed, office)))
    connection.commit()
    run(installed, "ALTER TABLE away RENAME TO notes")
    permissions.sync(connection, wanted(panels.panel(installed, office)))
    connection.commit()
    rights = has(installed, "Petugas")
    assert "can_add notes" in rights and "can_edit notes" not in rights


def test_a_role_deleted_by_hand_comes_back_whole(
    app: Flask, installed: str, connection: sa.Connection
) -> None:
    run(installed, "DELETE FROM panel.ab_role WHERE name = 'Pembaca'")
    permissions.sync(connection, wanted(app))
    connection.commit()
    assert "can_list reports" in has(installed, "Pembaca")


def test_every_change_moves_the_version(installed: str) -> None:
    def version() -> object:
        return run(installed, "SELECT version FROM panel.permission_version")[0][0]

    for change in (
        "DELETE FROM panel.ab_user_role",
        "UPDATE panel.ab_role SET name = name || '!'",
        "DELETE FROM panel.ab_permission_view_role",
        "TRUNCATE panel.ab_group_role",
    ):
        before = version()
        run(installed, change)
        assert version() != before, change


def test_two_hundred_screens_are_synced_in_as_few_statements_as_one(
    installed: str, connection: sa.Connection
) -> None:
    pairs = frozenset(
        (f"can_{action}", f"layar_{n}")
        for n in range(200)
        for action in ("list", "show", "add", "edit", "delete", "export")
    )
    roles = ("Petugas", "Kasi", "Tim", "Camat", "Kabupaten", "Admin")
    grants = frozenset((role, *pair) for role in roles for pair in pairs)
    asked: list[str] = []
    note = lambda _c, _k, statement, *_: asked.append(statement)  # noqa: E731
    sa.event.listen(connection.engine, "before_cursor_execute", note)
    assert permissions.sync(connection, Wanted(pairs, grants, roles)) is True
    connection.commit()
    sa.event.remove(connection.engine, "before_cursor_execute", note)
    assert len(asked) < STATEMENTS
    assert len(has(installed, "Camat")) == 1200
