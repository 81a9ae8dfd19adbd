"""The pages of roles: their name, and a matrix of what they may do, instead of FAB's wall of permissions."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import abort, current_app, flash, redirect, request, url_for
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access
from flask_appbuilder.security.sqla.models import Role
from flask_appbuilder.security.views import RoleModelView as FabRoles
from flask_babel import gettext, lazy_gettext
from werkzeug.wrappers import Response

from app import matrix
from app.permissions import PUBLIC
from models.actor import ACTIONS
from views.base import panel, transaction
from views.wording import words

LONGEST = 64  # of ab_role.name
ADD_ROLE = sa.text("""
    INSERT INTO panel.ab_role (id, name) VALUES (nextval('panel.ab_role_id_seq'), :name) RETURNING id""")
RENAME = sa.text("UPDATE panel.ab_role SET name = :name WHERE id = :role AND name <> :name")
TAKEN = sa.text("SELECT EXISTS (SELECT FROM panel.ab_role WHERE name = :name AND id IS DISTINCT FROM :role)")
ONE_AT_A_TIME = sa.text("SELECT pg_advisory_xact_lock(hashtext('panel.ab_role'))")


class RoleModelView(FabRoles):  # type: ignore[misc]
    """FAB's view with pages of its own to add, edit and show a role."""

    list_columns = ["name", "user"]
    search_columns = ["name"]
    label_columns = {"name": lazy_gettext("Peran"), "user": lazy_gettext("Pengguna")}

    @expose("/add", methods=["GET", "POST"])
    @has_access
    def add(self) -> str | Response:
        return self._save(None) if request.method == "POST" else self._page(None)

    @expose("/edit/<pk>", methods=["GET", "POST"])
    @has_access
    def edit(self, pk: str) -> str | Response:
        role = self._role(pk)
        return self._save(role) if request.method == "POST" else self._page(role)

    @expose("/show/<pk>", methods=["GET"])
    @has_access
    def show(self, pk: str) -> str:
        return self._page(self._role(pk), writable=False)

    def _role(self, pk: str) -> Role:
        found = self.datamodel.get(int(pk)) if pk.isdecimal() and len(pk) < 10 else None
        if found is None:
            abort(404)
        return found

    def _page(self, role: Role | None, problem: str = "", *, writable: bool = True) -> str:
        found = self._matrix(self.appbuilder.session.connection(), role)
        sent = request.form if problem else None
        page: str = self.render_template(
            "appbuilder/role.html",
            title=role.name if role else gettext("Peran baru"),
            role=role,
            name=sent.get("name", "") if sent else (role.name if role else ""),
            fixed=role is not None and _is_fixed(role.name),
            matrix=found,
            seen=sent.get("seen", "") if sent else found.seen,
            ticked=set(sent.getlist("box")) if sent else {box.key for box in found.boxes() if box.ticked},
            actions=tuple(zip(ACTIONS, _action_words(), strict=True)),
            words=words,
            problem=problem,
            writable=writable,
        )
        return page

    def _matrix(self, connection: sa.Connection, role: Role | None) -> matrix.Matrix:
        admin = role is not None and role.name == current_app.config["AUTH_ROLE_ADMIN"]
        reports = panel().office.reports.values()
        return matrix.read(
            connection, panel().screens.values(), role.id if role else None, reports=reports, admin=admin
        )

    def _save(self, role: Role | None) -> str | Response:
        name = role.name if role and _is_fixed(role.name) else request.form.get("name", "").strip()
        with transaction() as at:
            at.connection.execute(ONE_AT_A_TIME)
            problem = _problem(at.connection, name, role.id if role else None)
            if not problem:
                found = self._matrix(at.connection, role)
                number = role.id if role else at.connection.scalar(ADD_ROLE, {"name": name})
                at.connection.execute(RENAME, {"role": number, "name": name})
                seen, ticked = request.form.get("seen", "").split(), request.form.getlist("box")
                matrix.write(at.connection, found, number, seen, ticked)
        if problem:
            return self._page(role, problem)
        flash(gettext("Peran %(name)s tersimpan.", name=name), "success")
        answer: Response = redirect(url_for(f"{self.endpoint}.list"))
        return answer


def _is_fixed(name: str) -> bool:
    """Whether the office's description, or the panel, knows the role by this name."""
    return name == PUBLIC or name in panel().office.roles


def _problem(connection: sa.Connection, name: str, role: int | None) -> str:
    if not name or len(name) > LONGEST or "\x00" in name:
        return str(gettext("Nama peran wajib diisi, paling panjang %(most)s huruf.", most=LONGEST))
    if connection.scalar(TAKEN, {"name": name, "role": role}):
        return str(gettext("Nama ini sudah dipakai peran lain."))
    return ""


def _action_words() -> tuple[Any, ...]:
    return (
        gettext("Daftar"),
        gettext("Buka"),
        gettext("Tambah"),
        gettext("Ubah"),
        gettext("Hapus"),
        gettext("Ekspor"),
    )
