"""Reads the folder of an office: YAML -> vocabulary, with the file and line of every word."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError

from models.description.findings import Finding, closest
from models.description.naming import RESERVED_SCREENS
from models.description.office_spec import OfficeSpec
from models.description.report_spec import ReportSpec
from models.description.spec import ScreenSpec
from models.description.start_spec import StartSpec
from models.description.strict_yaml import Document, read
from models.description.workflow_spec import PartSpec, WorkflowFileSpec

S = TypeVar("S", bound=BaseModel)

_EXPECTED = {
    "string_type": "teks",
    "bool_type": "true atau false",
    "list_type": "daftar, misalnya [a, b]",
    "dict_type": "pasangan kata: isi",
    "model_type": "pasangan kata: isi",
    "model_attributes_type": "pasangan kata: isi",
}


@dataclass(frozen=True)
class Written(Generic[S]):
    """A description that fits the vocabulary, and where it was written."""

    spec: S
    document: Document

    def finding(self, code: str, *path: str | int, near: str | None = None, **facts: object) -> Finding:
        """A problem at a path of this file. `near` is the word that was probably meant."""
        return Finding(code, self.document.file, self.document.line(*path), facts, near)


@dataclass(frozen=True)
class Description:
    """An office's folder as written. `broken` are screens whose file could not be understood."""

    folder: Path
    office: Written[OfficeSpec] | None
    screens: Mapping[str, Written[ScreenSpec]]
    broken: frozenset[str] = frozenset()
    findings: tuple[Finding, ...] = field(default=())
    start: Written[StartSpec] | None = None
    workflows: Mapping[str, Written[WorkflowFileSpec]] = field(default_factory=dict)
    broken_workflows: frozenset[str] = frozenset()
    parts: Mapping[str, Written[PartSpec]] = field(default_factory=dict)
    broken_parts: frozenset[str] = frozenset()
    reports: Mapping[str, Written[ReportSpec]] = field(default_factory=dict)


def load(folder: Path) -> Description:
    """Everything in an office's folder that has words in it. Never raises: see its `findings`."""
    findings: list[Finding] = []
    office = _office(folder, findings)
    start = _start(folder, findings)
    screens, broken = _each(folder, "screens", ScreenSpec, RESERVED_SCREENS, findings)
    workflows, broken_workflows = _each(folder, "workflows", WorkflowFileSpec, (), findings)
    parts, broken_parts = _each(folder, "workflows/parts", PartSpec, (), findings)
    reports, _broken = _each(folder, "reports", ReportSpec, (), findings)
    return Description(
        folder, office, screens, broken, tuple(findings), start,
        workflows, broken_workflows, parts, broken_parts, reports,
    )  # fmt: skip


def sources(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """A fingerprint of the office's YAML files, of its templates for prints and its reports in Python: it
    differs as soon as one is saved, made or removed."""
    found = []
    more = (*folder.glob("prints/*.html"), *folder.glob("reports/*.py"))
    for path in sorted([*folder.rglob("*.y*ml"), *more]):
        try:
            stat = path.stat()
        except OSError:  # removed between the listing and now
            continue
        found.append((path.relative_to(folder).as_posix(), stat.st_mtime_ns, stat.st_size))
    return tuple(found)


def validate(document: Document, vocabulary: type[S], findings: list[Finding]) -> Written[S] | None:
    """A document against its vocabulary; what does not fit is added to `findings`."""
    findings.extend(document.findings)
    if document.value is None:
        return None
    try:
        return Written(vocabulary.model_validate(document.value), document)
    except ValidationError as error:
        for one in error.errors(include_url=False):
            findings.append(_finding(document, vocabulary, one))
        return None


def _office(folder: Path, findings: list[Finding]) -> Written[OfficeSpec] | None:
    if not (folder / "office.yaml").exists():
        findings.append(Finding("D008", "office.yaml", 1, {"file": "office.yaml"}))
        return None
    office = validate(read(folder / "office.yaml", "office.yaml"), OfficeSpec, findings)
    if office and not any(role.admin for role in office.spec.roles.values()):
        findings.append(office.finding("D204", "roles"))
    return office


def _start(folder: Path, findings: list[Finding]) -> Written[StartSpec] | None:
    if not (folder / "start.yaml").exists():
        return None
    return validate(read(folder / "start.yaml", "start.yaml"), StartSpec, findings)


def _each(
    office: Path, inside: str, vocabulary: type[S], reserved: Collection[str], findings: list[Finding]
) -> tuple[dict[str, Written[S]], frozenset[str]]:
    """The files of a folder by their names, and the names of those that could not be understood."""
    folder = office / inside
    found: dict[str, Written[S]] = {}
    broken: set[str] = set()
    for path in sorted(folder.glob("*.yml")):
        findings.append(Finding("D010", path.relative_to(office).as_posix(), 1, {"name": path.name}))
    for path in sorted(folder.glob("*.yaml")):
        file = path.relative_to(office).as_posix()
        written = None
        if re.fullmatch(r"[a-z][a-z0-9_]{0,62}", path.stem) and path.stem not in reserved:
            written = validate(read(path, file), vocabulary, findings)
        else:
            findings.append(Finding("D009", file, 1, {"name": path.name}))
        if written is None:
            broken.add(path.stem)
        else:
            found[path.stem] = written
    return found, frozenset(broken)


def _finding(document: Document, vocabulary: type[BaseModel], error: Any) -> Finding:
    path, sort, context = tuple(error["loc"]), str(error["type"]), dict(error.get("ctx", {}))
    word = str(path[-1]) if path else document.file
    line = document.line(*path)
    if sort == "extra_forbidden":
        near = closest(word, _words_at(vocabulary, path[:-1]))
        return Finding("D101", document.file, line, {"word": word}, near)
    if sort == "missing":
        return Finding("D102", document.file, line, {"word": word})
    if sort == "literal_error":
        return _not_a_choice(document, line, word, error["input"], str(context["expected"]))
    if sort == "D202":
        from_actions = closest(context["right"], ("list", "show", "add", "edit", "delete", "export", "all"))
        return Finding(sort, document.file, line, context, from_actions)
    if re.fullmatch(r"D\d+", sort):
        return Finding(sort, document.file, line, {"word": word, **context})
    expected = _EXPECTED.get(sort, "nilai lain")
    return Finding("D103", document.file, line, {"word": word, "expected": expected})


def _not_a_choice(document: Document, line: int, word: str, written: object, said: str) -> Finding:
    choices = re.findall(r"'([^']*)'", said)
    facts = {"word": word, "choices": ", ".join(choices)}
    return Finding("D104", document.file, line, facts, closest(written, choices))


def _words_at(vocabulary: type[BaseModel], path: tuple[str | int, ...]) -> list[str]:
    """The words that may stand at a path, for the hint."""
    annotation: Any = vocabulary
    for step in path:
        model = next(_models(annotation), None)
        named = (
            {info.alias or name: info.annotation for name, info in model.model_fields.items()}
            if model
            else {}
        )
        annotation = named.get(str(step)) if model else (get_args(annotation) or (None,))[-1]
    return [info.alias or name for model in _models(annotation) for name, info in model.model_fields.items()]


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    elif get_origin(annotation) not in (dict, list):
        for one in get_args(annotation):
            yield from _models(one)
