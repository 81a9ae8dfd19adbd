"""The rows of FAB's permissions: one for each screen and action, granted as office.yaml says.

A merge of three: what the YAML granted last (`panel.granted`), what it grants now, and what the
database has. Only the YAML's own changes are carried over, so what an admin changed by hand stays.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from flask_appbuilder import AppBuilder
from sqlalchemy.exc import DBAPIError

from app import reveals
from app.database import MAY_NOT_WRITE, sqlstate
from app.rights import Pair
from models.actor import ACTIONS
from models.description.office import Role
from models.description.report import ACTIONS as OF_REPORTS
from models.description.report import REPORTS
from models.panel import Panel

LOCK = 0x70616E656C  # "panel"
PUBLIC = "Public"

# What everybody who has logged in may do: see and change what is their own.
OWN = frozenset(
    {
        ("can_userinfo", "UserDBModelView"),
        ("resetmypassword", "UserDBModelView"),
        ("userinfoedit", "UserDBModelView"),
        ("secondstep", "UserDBModelView"),
        ("can_this_form_get", "ResetMyPasswordView"),
        ("can_this_form_post", "ResetMyPasswordView"),
        ("can_this_form_get", "UserInfoEditView"),
        ("can_this_form_post", "UserInfoEditView"),
        ("can_get", "MenuApi"),
        ("can_get", "OpenApi"),
        ("can_show", "SwaggerView"),
        ("can_show", "WorkflowView"),
        ("can_show", "JobView"),
    }
)

Grant = tuple[str, str, str]  # role, permission, view


@dataclass(frozen=True, slots=True)
class Wanted:
    """The pairs that exist, and who the YAML grants them to."""

    pairs: frozenset[Pair]
    grants: frozenset[Grant]
    roles: tuple[str, ...]


def wanted(panel: Panel, appbuilder: AppBuilder) -> Wanted:
    """Every permission of this app, and the grants of its office."""
    screens = frozenset((f"can_{action}", key) for key in panel.screens for action in ACTIONS)
    reports = frozenset(
        (f"can_{action}", one.right) for one in panel.office.reports.values() for action in OF_REPORTS
    )
    ours = {*panel.screens, REPORTS, *(view for _permission, view in reports)}
    others = frozenset(_of_views(appbuilder, ours)) | frozenset(_of_menu(appbuilder, ours))
    grants = {
        (role.name, *pair) for role in panel.office.roles.values() for pair in _granted(role, panel, others)
    }
    return Wanted(screens | reports | others, frozenset(grants), (*panel.office.roles, PUBLIC))


def _of_views(appbuilder: AppBuilder, ours: Container[str]) -> Iterable[Pair]:
    for view in appbuilder.baseviews:
        if view.class_permission_name not in ours:
            yield from (
                (permission, view.class_permission_name) for permission in view.base_permissions or ()
            )


def _of_menu(appbuilder: AppBuilder, ours: Container[str]) -> Iterable[Pair]:
    for name in appbuilder.menu.get_flat_name_list():
        known = (ours, appbuilder.sm.groups, appbuilder.sm.pages)
        if name != "-" and not any(name in one for one in known):
            yield "menu_access", name


def _granted(role: Role, panel: Panel, others: frozenset[Pair]) -> Iterable[Pair]:
    for key in panel.screens:
        yield from ((f"can_{action}", key) for action in ACTIONS if role.may(action, key))
    for report in panel.office.reports.values():
        if report.is_granted(role.name, admin=role.admin):
            yield from ((f"can_{action}", report.right) for action in OF_REPORTS)
    mine = others - reveals.PAIRS if role.admin else others & OWN
    yield from mine | (others & reveals.PAIRS if role.sees_log else frozenset())


def sync(connection: sa.Connection, want: Wanted) -> bool:
    """Makes the rows that are missing and carries over what the YAML changed. True if it wrote anything.

    Workers that come at once wait for the first and then find nothing to do. The caller commits.
    """
    connection.execute(sa.text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    new_roles = _add_roles(connection, want.roles)
    made = _add_pairs(connection, want.pairs)
    last = {grant for grant in _last(connection) if grant[0] not in new_roles}
    known = {view for _permission, view in want.pairs}
    added = want.grants - last
    # A screen that is gone keeps its grants: its table may come back.
    removed = {grant for grant in last - want.grants if grant[2] in known}
    if added:
        _grant(connection, added)
    if removed:
        _revoke(connection, removed)
    return bool(new_roles or made or added or removed)


def sync_if_allowed(engine: sa.Engine, want: Wanted) -> bool:
    """`sync`, committed; a role that may only read takes the rights as they are."""
    try:
        with engine.begin() as connection:
            return sync(connection, want)
    except DBAPIError as error:
        if sqlstate(error) not in MAY_NOT_WRITE:
            raise
        return False


def _add_roles(connection: sa.Connection, names: tuple[str, ...]) -> set[str]:
    there = set(connection.scalars(sa.text("SELECT name FROM panel.ab_role")))
    missing = [name for name in names if name not in there]
    if missing:  # even a statement that adds no row moves the permission version
        connection.execute(
            sa.text("""
                INSERT INTO panel.ab_role (id, name)
                SELECT nextval('panel.ab_role_id_seq'), name FROM unnest(CAST(:names AS text[])) name"""),
            {"names": missing},
        )
    return set(missing)


def _add_pairs(connection: sa.Connection, pairs: frozenset[Pair]) -> bool:
    """Adds what is missing, in three statements; asks first, so that an idle start writes nothing."""
    rows = connection.execute(
        sa.text("""
        SELECT p.name, v.name FROM panel.ab_permission_view pv
        JOIN panel.ab_permission p ON p.id = pv.permission_id
        JOIN panel.ab_view_menu v ON v.id = pv.view_menu_id""")
    ).all()
    missing = sorted(pairs - {(permission, view) for permission, view in rows})
    if not missing:
        return False
    values = {"permissions": [pair[0] for pair in missing], "views": [pair[1] for pair in missing]}
    for table, names in (("ab_permission", "permissions"), ("ab_view_menu", "views")):
        connection.execute(
            sa.text(f"""
            INSERT INTO panel.{table} (id, name)
            SELECT nextval('panel.{table}_id_seq'), n.name
            FROM (SELECT DISTINCT unnest(CAST(:{names} AS text[])) AS name) n
            ON CONFLICT (name) DO NOTHING"""),
            {names: values[names]},
        )
    connection.execute(
        sa.text("""
        INSERT INTO panel.ab_permission_view (id, permission_id, view_menu_id)
        SELECT nextval('panel.ab_permission_view_id_seq'), p.id, v.id
        FROM unnest(CAST(:permissions AS text[]), CAST(:views AS text[])) AS wanted(permission, view)
        JOIN panel.ab_permission p ON p.name = wanted.permission
        JOIN panel.ab_view_menu v ON v.name = wanted.view
        ON CONFLICT DO NOTHING"""),
        values,
    )
    return True


def _last(connection: sa.Connection) -> Iterable[Grant]:
    return [
        (row.role, row.permission, row.view)
        for row in connection.execute(sa.text("SELECT role, permission, view FROM panel.granted"))
    ]


NAMED = """unnest(CAST(:roles AS text[]), CAST(:permissions AS text[]), CAST(:views AS text[]))
           AS named(role, permission, view)"""
# The ids behind the names, for both directions.
FOUND = f"""{NAMED}
    JOIN panel.ab_role r ON r.name = named.role
    JOIN panel.ab_permission p ON p.name = named.permission
    JOIN panel.ab_view_menu v ON v.name = named.view
    JOIN panel.ab_permission_view pv ON pv.permission_id = p.id AND pv.view_menu_id = v.id"""


def _arrays(grants: Iterable[Grant]) -> dict[str, list[str]]:
    ordered = sorted(grants)
    return {
        "roles": [grant[0] for grant in ordered],
        "permissions": [grant[1] for grant in ordered],
        "views": [grant[2] for grant in ordered],
    }


def _grant(connection: sa.Connection, grants: set[Grant] | frozenset[Grant]) -> None:
    connection.execute(
        sa.text(f"""
        INSERT INTO panel.ab_permission_view_role (id, permission_view_id, role_id)
        SELECT nextval('panel.ab_permission_view_role_id_seq'), pv.id, r.id FROM {FOUND}
        ON CONFLICT DO NOTHING"""),
        _arrays(grants),
    )
    connection.execute(
        sa.text(f"""
        INSERT INTO panel.granted (role, permission, view) SELECT role, permission, view FROM {NAMED}
        ON CONFLICT DO NOTHING"""),
        _arrays(grants),
    )


def _revoke(connection: sa.Connection, grants: set[Grant]) -> None:
    connection.execute(
        sa.text(f"""
        DELETE FROM panel.ab_permission_view_role g
        USING (SELECT pv.id AS pair, r.id AS role FROM {FOUND}) gone
        WHERE g.permission_view_id = gone.pair AND g.role_id = gone.role"""),
        _arrays(grants),
    )
    connection.execute(
        sa.text(f"""
        DELETE FROM panel.granted g USING {NAMED}
        WHERE (g.role, g.permission, g.view) = (named.role, named.permission, named.view)"""),
        _arrays(grants),
    )
