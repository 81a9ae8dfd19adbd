"""Opening a masked value: a reason first, then the value for a minute. Without a script, as two pages."""

from __future__ import annotations

from flask import g, jsonify, make_response, request
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from werkzeug.wrappers import Response

from models import query, revealing
from models.errors import Forbidden, Missing, PanelError
from models.revealing import NOT_YOURS, SECONDS
from views import errors
from views.base import desk, writing
from views.contacts import Contact, contacts
from views.screen_page import Answer, ScreenPage
from views.wording import words


class Revealing(ScreenPage):
    """The masked values of one row."""

    doors = {"reveal": "show"}

    @expose("/reveal/<pk>/<field>", methods=["GET", "POST"])
    @has_access  # type: ignore[untyped-decorator]
    def reveal(self, pk: str, field: str) -> Answer:
        if request.method == "GET":
            return self._reason(pk, field)
        if "unsaved_because" in g:  # a page without a valid token
            return errors.answer(400, gettext(errors.EXPIRED))
        try:
            with writing(self.screen) as at:
                value = revealing.reveal(at, self.screen, pk, field, request.form.get("reason", ""))
        except PanelError as error:
            if errors.wants_json() or isinstance(error, Missing | Forbidden):
                raise
            errors.forget_work()
            return self._reason(pk, field, errors.every_sentence(error)), errors.status_of(error)
        if errors.wants_json():
            links = [one._asdict() for one in self._contacts(pk, field, value)]
            return kept_nowhere(jsonify(value=value, seconds=SECONDS, links=links))
        return self._shown(pk, field, value)

    def _contacts(self, pk: str, field: str, value: str) -> list[Contact]:
        return contacts(self.screen, self.screen.fields[field], value, query.record(desk(), self.screen, pk))

    def _reason(self, pk: str, field: str, problems: list[str] | None = None) -> str:
        at, one = desk(), self.screen.fields.get(field)
        row = query.record(at, self.screen, pk)
        if one is None or field not in row.veiled:
            raise Missing
        if not revealing.may_reveal(at.actor, one):
            raise Forbidden(NOT_YOURS)
        return self._render(
            "panel/reveal.html",
            row=row,
            what=words(one.label),
            value=None,
            links=[],
            problems=problems or [],
            reason=request.form.get("reason", ""),
            back=f"{self._here()}/show/{pk}",
        )

    def _shown(self, pk: str, field: str, value: str) -> Response:
        back = f"{self._here()}/show/{pk}"
        row = query.record(desk(), self.screen, pk)
        page = self._render(
            "panel/reveal.html",
            row=row,
            what=words(self.screen.fields[field].label),
            value=value,
            links=self._contacts(pk, field, value),
            problems=[],
            reason="",
            back=back,
        )
        made = kept_nowhere(make_response(page))
        made.headers["Refresh"] = f"{SECONDS}; url={back}"
        return made


def kept_nowhere(made: Response) -> Response:
    """An answer that no cache keeps."""
    made.headers["Cache-Control"] = "no-store"
    return made
