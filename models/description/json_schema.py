"""The vocabulary as JSON Schema, so that editors complete the YAML and mark what does not fit."""

from __future__ import annotations

import json
from typing import Any

from pydantic import BaseModel

from models.description.office_spec import OfficeSpec
from models.description.report_spec import ReportSpec
from models.description.spec import ScreenSpec
from models.description.start_spec import StartSpec
from models.description.workflow_spec import PartSpec, WorkflowFileSpec

SCHEMAS: dict[str, type[BaseModel]] = {
    "layar.schema.json": ScreenSpec,
    "kantor.schema.json": OfficeSpec,
    "beranda.schema.json": StartSpec,
    "alur.schema.json": WorkflowFileSpec,
    "bagian.schema.json": PartSpec,
    "laporan.schema.json": ReportSpec,
}


def schema_text(vocabulary: type[BaseModel]) -> str:
    """The JSON Schema of a vocabulary, as a file."""
    schema = _without_titles(vocabulary.model_json_schema(by_alias=True))
    whole = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _without_titles(value: Any) -> Any:
    """pydantic titles every word with its own name; editors would show each twice."""
    if isinstance(value, list):
        return [_without_titles(one) for one in value]
    if not isinstance(value, dict):
        return value
    return {
        key: _without_titles(one) for key, one in value.items() if key != "title" or not isinstance(one, str)
    }
