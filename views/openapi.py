"""What the API says about itself: the OpenAPI part of a screen, and its `_info`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from apispec import APISpec
from flask_babel import gettext

from models.actor import ACTIONS
from models.description.screen import Field, Screen, WithChild
from models.description.workflow import Ask
from models.filters import OPERATORS
from models.panel import Desk
from models.schema.catalog import Kind
from models.together import child_screen, machine_filled
from views.base import seen_panel
from views.payload import readable
from views.wording import words

Schema = dict[str, object]

_TYPES: Mapping[Kind, Schema] = MappingProxyType(
    {
        Kind.BOOLEAN: {"type": "boolean"},
        Kind.INTEGER: {"oneOf": [{"type": "integer"}, {"type": "string", "pattern": "^-?[0-9]+$"}]},
        Kind.NUMBER: {"oneOf": [{"type": "number"}, {"type": "string"}]},
        Kind.DATE: {"type": "string", "example": "2026-12-31"},
        Kind.DATETIME: {"type": "string", "example": "2026-12-31 23:59:00"},
        Kind.INSTANT: {"type": "string", "example": "2026-12-31 23:59:00+07"},
        Kind.UUID: {"type": "string", "format": "uuid"},
        Kind.JSON: {},
        Kind.BYTES: {"type": "integer", "description": "Panjang isi dalam byte", "readOnly": True},
    }
)
_VERSION: Schema = {"type": "string", "description": "Versi baris yang dibaca; wajib saat mengubah"}
_QUERY = (
    ("search", "Kata yang dicari"),
    ("view", "Nama tampilan tersimpan"),
    ("order", "Urutan: nama isian dipisah koma, diawali - untuk menurun"),
    ("columns", "Isian yang diminta dipisah koma, atau * untuk semuanya"),
    ("cursor", "Penunjuk halaman dari next atau previous; last untuk halaman terakhir"),
    ("size", "Banyaknya baris sehalaman, paling banyak 100"),
    ("count", "exact untuk hitungan pasti"),
    ("filter", "Saringan bersusun sebagai JSON: any, all, not, some, none; lihat docs/saringan.md"),
    ("q", "Rison atau JSON: filters, order_column, order_direction, page, page_size, columns"),
)
_FAILURES = {
    "401": "Belum masuk",
    "403": "Tidak berhak",
    "404": "Baris tidak ditemukan",
    "409": "Diubah orang lain, atau masih dipakai data lain",
    "422": "Isian ditolak, dengan daftar masalahnya",
}


def describe(spec: APISpec, screen: Screen, base: str) -> None:
    """Adds the paths and schemas of a screen to the specification."""
    _components(spec)
    record, new, change = (f"{screen.key}.{part}" for part in ("record", "new", "change"))
    spec.components.schema(record, _record(screen))
    spec.components.schema(
        new, _body(screen, [f for f in screen.fields.values() if f.insertable], adding=True)
    )
    spec.components.schema(
        change, _body(screen, [f for f in screen.fields.values() if f.editable], adding=False)
    )
    one = {"200": _content(_wrapped(record))}
    collection = {"get": _operation(screen, {"200": _content(_list(record))}, parameters=_parameters(screen))}
    single = {"get": _operation(screen, one)}
    if screen.can_add:
        collection["post"] = _operation(screen, {"201": _content(_wrapped(record))}, body=new)
    if screen.can_edit:
        single["put"] = single["patch"] = _operation(screen, one, body=change)
    if screen.can_delete:
        single["delete"] = _operation(screen, {"200": {"description": "Terhapus"}})
    spec.path(path=f"{base}/", operations=collection)
    if screen.key_columns:
        pk = {"name": "pk", "in": "path", "required": True, "schema": {"type": "string"}}
        spec.path(path=f"{base}/{{pk}}", operations=single, parameters=[pk])
        if screen.workflow is not None:
            _steps(spec, screen, f"{base}/{{pk}}/transitions", pk)


def _steps(spec: APISpec, screen: Screen, base: str, pk: Schema) -> None:
    """The steps of the workflows: what may be done now, and one address for each step."""
    spec.path(path=base, operations={"get": _operation(screen, {"200": _content(_CHOICES)})}, parameters=[pk])
    known: dict[str, list[Ask]] = {}
    for workflow in screen.workflow.workflows.values() if screen.workflow else ():
        for one in workflow.transitions.values():
            known.setdefault(one.key, []).extend(one.asks)
    for name, asks in known.items():
        body = f"{screen.key}.{name}"
        taken = {ask.key: _asked(ask) for ask in asks} | {"token": _TOKEN}
        spec.components.schema(body, {"type": "object", "additionalProperties": False, "properties": taken})
        operation = _operation(screen, {"200": _content(_moved(screen))}, body=body)
        spec.path(path=f"{base}/{name}", operations={"post": operation}, parameters=[pk])


def _asked(ask: Ask) -> Schema:
    one = _property(ask.field)
    title = one.pop("title")
    return {"type": "array", "title": title, "items": one} if ask.many else {**one, "title": title}


def _moved(screen: Screen) -> Schema:
    texts = {"type": "array", "items": {"type": "string"}}
    text: Schema = {"type": "string"}
    added = {"type": "object", "additionalProperties": texts}
    told = {"id": text, "before": text, "after": text, "numbers": texts, "added": added}
    return {"type": "object", "properties": {**told, "result": _ref(f"{screen.key}.record")}}


_TOKEN: Schema = {
    "type": "string",
    "maxLength": 100,
    "description": "Penanda satu kiriman: yang kedua diabaikan",
}
_CHOICES: Schema = {
    "type": "object",
    "properties": {
        "id": {"type": "string"},
        "workflow": {"type": "string"},
        "state": {"type": "object"},
        "transitions": {"type": "array", "items": {"type": "object"}},
    },
}


def _components(spec: APISpec) -> None:
    if "problem" not in spec.components.schemas:
        spec.components.schema("problem", _PROBLEM)
    for status, sentence in _FAILURES.items():
        if status not in spec.components.responses:  # FAB's own views bring some of them
            spec.components.response(status, _content(_ref("problem"), sentence))


_PROBLEM: Schema = {
    "type": "object",
    "properties": {
        "message": {"type": "string"},
        "problems": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    name: {"type": "string", "nullable": True} for name in ("field", "label", "sentence")
                },
            },
        },
    },
}


def _operation(
    screen: Screen, answers: Mapping[str, object], body: str | None = None, parameters: Iterable[Schema] = ()
) -> Schema:
    failures = {status: {"$ref": f"#/components/responses/{status}"} for status in _FAILURES}
    operation: Schema = {
        "tags": [screen.label.id],
        "security": [{"jwt": []}],
        "parameters": list(parameters),
        "responses": {**answers, **failures},
    }
    if body:
        operation["requestBody"] = {"required": True, **_content(_ref(body))}
        operation["requestBody"].pop("description")
    return operation


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _content(schema: Schema, description: str = "Berhasil") -> Schema:
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def _wrapped(record: str) -> Schema:
    return {"type": "object", "properties": {"id": {"type": "string"}, "result": _ref(record)}}


def _list(record: str) -> Schema:
    turn = {"type": "string", "nullable": True}
    kinds = {"type": "string", "enum": ["exact", "at_least", "estimate"]}
    rows = {"type": "array", "items": _ref(record)}
    keys = {"type": "array", "items": {"type": "string", "nullable": True}}
    frame = {"count": {"type": "integer"}, "count_kind": kinds, "ids": keys, "next": turn, "previous": turn}
    return {"type": "object", "properties": {**frame, "result": rows}}


def _parameters(screen: Screen) -> list[Schema]:
    known = [*_QUERY, *((f"where.{key}", _comparisons(screen, key)) for key in readable(screen))]
    return [
        {"name": name, "in": "query", "description": sentence, "schema": {"type": "string"}}
        for name, sentence in known
    ]


def _comparisons(screen: Screen, key: str) -> str:
    """How a field is filtered by a parameter of its own."""
    field = screen.fields[key]
    names = [str(one["operator"]) for one in _filters(screen, field)]
    return f"Saringan {words(field.label)}: where.{key}.<syarat>, dengan syarat {', '.join(names)}"


def _record(screen: Screen) -> Schema:
    fields = {key: _property(screen.fields[key]) for key in readable(screen)}
    text: Schema = {"type": "string", "nullable": True}
    titles = {"type": "object", "additionalProperties": {"type": "string"}}
    meta = {"_key": text, "_version": _VERSION, "_title": text, "_titles": titles}
    return {"type": "object", "properties": {**fields, **meta}}


def _body(screen: Screen, fields: Iterable[Field], adding: bool) -> Schema:
    taken = {field.key: _property(field) for field in fields}
    required = [field.key for field in screen.fields.values() if field.required] if adding else ["_version"]
    schema: Schema = {"type": "object", "additionalProperties": False}
    schema["properties"] = taken if adding else {**taken, "_version": _VERSION}
    rows = {one.key: _rows(one) for one in screen.with_children}
    schema["properties"] = {**schema["properties"], **rows}  # type: ignore[dict-item]
    return {**schema, "required": required} if required else schema


def _rows(one: WithChild) -> Schema:
    """Rows of a child, saved along with their parent."""
    child = child_screen(seen_panel(), one)
    filled = machine_filled(child, one)
    fields = {f.key: _property(f) for f in child.fields.values() if f.insertable and f.key not in filled}
    meta = {
        "_key": {"type": "string", "description": "Baris yang sudah ada; tanpa ini baris baru"},
        "_version": _VERSION,
        "_delete": {"type": "boolean", "description": "true: hapus baris ini"},
    }
    return {"type": "array", "items": {"type": "object", "properties": {**fields, **meta}}}


def _property(field: Field) -> Schema:
    schema: Schema = dict(_TYPES.get(field.kind, {"type": "string"}))
    schema["title"] = words(field.label)
    if field.help:
        schema["description"] = words(field.help)
    if field.options and schema.get("type") == "string":
        schema["enum"] = [option.value for option in field.options] + (
            [None] if field.column.nullable else []
        )
    if field.column.nullable:
        schema["nullable"] = True
    return schema


def information(at: Desk, screen: Screen) -> Schema:
    """What a client needs to build a form: the fields, the filters, and what this actor may do."""
    return {
        "key": screen.key,
        "label": words(screen.label),
        "permissions": [action for action in ACTIONS if at.actor.may(action, screen.key)],
        "key_columns": list(screen.key_columns),
        "list_columns": list(screen.list),
        "views": [{"key": view.key, "label": words(view.label)} for view in screen.views],
        "read_only_because": _sentence(screen.read_only_because),
        "with": {
            one.key: {"screen": one.screen, "label": words(one.label), "least": one.least, "most": one.most}
            for one in screen.with_children
        },
        "fields": [_field(screen.fields[key]) for key in readable(screen)],
        "filters": {key: _filters(screen, screen.fields[key]) for key in readable(screen)},
    }


def _field(field: Field) -> Schema:
    return {
        "key": field.key,
        "label": words(field.label),
        "help": words(field.help) or None,
        "kind": field.kind.value,
        "type": field.column.type,
        "required": field.required,
        "insertable": field.insertable,
        "editable": field.editable,
        "read_only_because": _sentence(field.read_only_because),
        "options": [{"value": option.value, "label": words(option.label)} for option in field.options],
        "reference": field.reference.screen if field.reference else None,
        "accept": list(field.file.accept) if field.file else None,
    }


def _filters(screen: Screen, field: Field) -> list[Schema]:
    is_state = screen.workflow is not None and screen.workflow.column == field.key
    return [
        {"operator": name, "name": gettext(operator.label)}
        for name, operator in OPERATORS.items()
        if field.kind in operator.kinds and (is_state or not operator.of_state)
    ]


def _sentence(msgid: str | None) -> str | None:
    return gettext(msgid) if msgid else None
