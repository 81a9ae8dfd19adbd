"""FAB's forms for passwords, with our rule; users, with what an admin may do for them."""

from __future__ import annotations

import time
from typing import Any

from flask import abort, current_app, flash, g, redirect, request, session, url_for
from flask_appbuilder import expose
from flask_appbuilder.actions import action
from flask_appbuilder.fieldwidgets import BS3PasswordFieldWidget
from flask_appbuilder.forms import DynamicForm
from flask_appbuilder.security.decorators import has_access
from flask_appbuilder.security.sqla.models import User
from flask_appbuilder.security.views import ResetMyPasswordView as FabResetMine
from flask_appbuilder.security.views import ResetPasswordView as FabReset
from flask_appbuilder.security.views import UserDBModelView as FabUsers
from flask_babel import gettext, lazy_gettext
from werkzeug.wrappers import Response
from wtforms import Field, Form, PasswordField, ValidationError
from wtforms.validators import DataRequired, EqualTo

from app.signin import accounts, passphrase
from app.signin.pages import MAY_SET
from views.wording import sentence

MAY_SET_FOR = 3600
HELP = lazy_gettext(
    "Beberapa kata yang tidak berhubungan, dengan spasi, lebih kuat dan lebih mudah diingat daripada "
    "satu kata dengan angka dan tanda baca."
)


class Strong:
    """The office's rule, at the field. What others know of the user stands in the form or in the user."""

    def __call__(self, form: Form, field: Field) -> None:
        about = [form[name].data for name in ("username", "first_name", "last_name", "email") if name in form]
        try:
            rule().check(field.data, [*about, *_about(_whose())])
        except passphrase.TooEasy as error:
            raise ValidationError(sentence(error.sentence, error.facts)) from None


class RightNow:
    """The password of whoever sits here, unless a link let them in to choose one."""

    def __call__(self, form: Form, field: Field) -> None:
        if _may_choose_freely():
            return
        user = current_app.extensions["appbuilder"].sm.get_user_by_id(g.user.id)
        if not current_app.extensions["appbuilder"].sm.door.proves(user, field.data or ""):
            raise ValidationError(gettext("Ini bukan kata sandi Anda yang sekarang."))


def rule() -> passphrase.Rule:
    """The rule of this office."""
    office = current_app.extensions["panel"].office
    return passphrase.Rule(current_app.config["PANEL_PASSWORD_LENGTH"], (office.name,))


def _password(label: object, *checks: object, help: object = None) -> PasswordField:
    return PasswordField(label, description=help, validators=[*checks], widget=BS3PasswordFieldWidget())


def _twice() -> EqualTo:
    return EqualTo("password", message=lazy_gettext("Kedua kata sandi tidak sama."))


class NewPassword(DynamicForm):  # type: ignore[misc]
    password = _password(lazy_gettext("Kata sandi baru"), DataRequired(), Strong(), help=HELP)
    conf_password = _password(lazy_gettext("Ulangi kata sandi baru"), DataRequired(), _twice())


class MyNewPassword(DynamicForm):  # type: ignore[misc]
    current_password = _password(
        lazy_gettext("Kata sandi sekarang"),
        RightNow(),
        help=lazy_gettext("Tidak perlu diisi bila Anda baru saja masuk lewat tautan."),
    )
    password = _password(lazy_gettext("Kata sandi baru"), DataRequired(), Strong(), help=HELP)
    conf_password = _password(lazy_gettext("Ulangi kata sandi baru"), DataRequired(), _twice())


class ResetMyPasswordView(FabResetMine):  # type: ignore[misc]
    """One's own password. It ends the other sessions, not this one."""

    form_title = lazy_gettext("Ganti kata sandi")
    message = lazy_gettext("Kata sandi sudah diganti. Di perangkat lain Anda perlu masuk lagi.")

    form = MyNewPassword

    def form_post(self, form: DynamicForm) -> None:
        user = g.user.id
        super().form_post(form)
        session.pop(MAY_SET, None)
        self.appbuilder.sm.stay(user)


class ResetPasswordView(FabReset):  # type: ignore[misc]
    """Somebody else's password, by an admin."""

    form = NewPassword
    form_title = lazy_gettext("Beri kata sandi baru")
    message = lazy_gettext("Kata sandi sudah diganti.")

    def form_get(self, form: DynamicForm) -> None:
        _whose() or abort(404)

    def form_post(self, form: DynamicForm) -> None:
        _whose() or abort(404)
        super().form_post(form)


class UserDBModelView(FabUsers):  # type: ignore[misc]
    """FAB's pages of users, with our rule for passwords."""

    add_form_extra_fields = {
        "password": _password(lazy_gettext("Kata sandi"), DataRequired(), Strong(), help=HELP),
        "conf_password": _password(lazy_gettext("Ulangi kata sandi"), DataRequired(), _twice()),
    }

    @expose("/show/<pk>", methods=["GET"])
    @has_access
    def show(self, pk: str) -> str:
        item = self.datamodel.get(int(pk), self._base_filters) or abort(404)
        return self._shown(item, self.show_title, ("resetpasswords", "resetsecondstep", "endsessions"))

    @expose("/userinfo/")
    @has_access
    def userinfo(self) -> str:
        item = self.datamodel.get(g.user.id, self._base_filters)
        offered = ("resetmypassword", "secondstep", "userinfoedit")
        return self._shown(item, self.user_info_title, offered, show_fieldsets=self.user_show_fieldsets)

    def _shown(self, item: User, title: object, offered: tuple[str, ...], **more: object) -> str:
        actions = {name: self.actions[name] for name in offered}
        widgets = self._get_show_widget(item.id, item, actions=actions, **more)
        self.update_redirect()
        page: str = self.render_template(
            self.show_template,
            pk=item.id,
            title=title,
            widgets=widgets,
            appbuilder=self.appbuilder,
            related_views=None if more else self._related_views,
        )
        return page

    @action("secondstep", lazy_gettext("Masuk dua langkah"), "", "fa-mobile", multiple=False)
    def secondstep(self, item: User) -> Response:
        return redirect(url_for("SecondStepView.show"))

    def pre_add(self, item: Any) -> None:
        item.password = passphrase.hashed(item.password)

    @action(
        "resetsecondstep",
        lazy_gettext("Matikan langkah kedua"),
        lazy_gettext("Matikan langkah kedua pengguna ini? Ia lalu masuk dengan kata sandi saja."),
        "fa-mobile",
        multiple=False,
    )
    def resetsecondstep(self, item: User) -> Response:
        if accounts.leave(self.appbuilder.session.connection(), item.id):
            flash(gettext("Langkah kedua sudah dimatikan."), "info")
        else:
            flash(gettext("Pengguna ini tidak memakai langkah kedua."), "info")
        self.appbuilder.session.commit()
        self.update_redirect()
        return redirect(self.get_redirect())

    @action(
        "endsessions",
        lazy_gettext("Keluarkan dari semua perangkat"),
        lazy_gettext("Keluarkan pengguna ini dari semua perangkat?"),
        "fa-sign-out",
        multiple=False,
    )
    def endsessions(self, item: User) -> Response:
        accounts.end_all(self.appbuilder.session.connection(), item.id)
        self.appbuilder.session.commit()
        flash(gettext("Semua perangkat pengguna ini perlu masuk lagi."), "info")
        self.update_redirect()
        return redirect(self.get_redirect())


def _may_choose_freely() -> bool:
    return bool(time.time() - session.get(MAY_SET, 0) < MAY_SET_FOR)


def _whose() -> User | None:
    """Whose password a form is about: somebody else's by `pk`, else one's own."""
    manager = current_app.extensions["appbuilder"].sm
    if request.endpoint and request.endpoint.startswith("ResetPasswordView."):
        pk = request.args.get("pk", "")
        return manager.get_user_by_id(int(pk)) if pk.isdecimal() and len(pk) < 10 else None
    if request.endpoint and request.endpoint.startswith("ResetMyPasswordView."):
        return manager.get_user_by_id(g.user.id)
    return None


def _about(user: User | None) -> list[str]:
    return [user.username, user.first_name, user.last_name, user.email] if user else []
