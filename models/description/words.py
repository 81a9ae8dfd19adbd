"""The sorts of value that words of the description take, with their own sentences when they do not fit."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    Strict,
    WithJsonSchema,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

from models.description.screen import Wording


class Vocabulary(BaseModel):
    """A mapping of the description: only the words it names, each used once."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def expected(what: str) -> PydanticCustomError:
    """D103: the value is of another sort. `what` completes "harus berupa ..."."""
    return PydanticCustomError("D103", "{expected}", {"expected": what})


def _text(value: Any) -> Any:
    if isinstance(value, bool):
        raise expected(f'teks; beri tanda petik: "{str(value).lower()}"')
    if value is None:
        raise expected("teks, bukan kosong")
    return value


def whole(value: Any) -> int:
    """A whole number as the YAML has it: a text of digits."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and str(int(value)) == value:
        return int(value)
    raise expected("bilangan bulat")


def _several(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


# Numbers are written without quotes too; they stay the text that they are.
Text = Annotated[str, BeforeValidator(_text), WithJsonSchema({"type": ["string", "number"]})]
Switch = Annotated[bool, Strict()]
Whole = Annotated[int, BeforeValidator(whole)]
Names = Annotated[
    list[Text],
    BeforeValidator(_several),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}),
]


def or_plain(plain: JsonSchemaValue, handler: GetJsonSchemaHandler, schema: CoreSchema) -> JsonSchemaValue:
    """The JSON Schema of a mapping that may also be written in a shorter way."""
    mapping = handler.resolve_ref_schema(handler(schema))
    described = mapping.pop("description", "")
    return {"description": described, "anyOf": [plain, mapping]}


class Words(Vocabulary):
    """Kata yang dibaca orang: teks biasa, atau {id: ..., en: ...} bila perlu dua bahasa."""

    id: Text = Field(description="Kata dalam bahasa Indonesia.")
    en: Text | None = Field(None, description="Kata dalam bahasa Inggris.")

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:
        if isinstance(value, dict):
            return value
        if not isinstance(value, str):
            raise expected("teks, atau {id: ..., en: ...}")
        return {"id": value}

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return or_plain({"type": ["string", "number"]}, handler, schema)

    @property
    def wording(self) -> Wording:
        return Wording(self.id, self.en)
