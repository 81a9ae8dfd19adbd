"""YAML without its surprises: PyYAML's parser, our own reading of what it parsed.

`true` and `false` are booleans and nothing else is, an empty value or `null` is None, and every other
scalar stays the text that was written: `no`, `on`, `007`, `2026-03-17` and `1.10` mean what they show.
Every value remembers its line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from models.description.findings import Finding

LARGEST = 1_000_000
DEEPEST = 20
Path_ = tuple[str | int, ...]

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}

# What the parser says, and what the person most likely did.
_CURES = (
    ("\\t", "Ganti tab dengan spasi."),
    ("mapping values are not allowed", "Ada titik dua di dalam teks: beri tanda petik pada seluruh teksnya."),
    ("quoted scalar", "Tanda petik belum ditutup."),
    ("cannot start any token", "Teks yang diawali tanda khusus harus diberi tanda petik."),
    ("did not find expected ',' or", "Kurung siku atau kurung kurawal belum ditutup, atau koma kurang."),
    ("could not find expected ':'", "Titik dua setelah kata ini kurang."),
    ("did not find expected", "Periksa spasi di awal baris ini, tanda petik, dan kurung kurawal."),
)


@dataclass(frozen=True)
class Document:
    """A file as it was written: mappings, lists, texts, booleans and None, with the line of each."""

    file: str
    value: Any
    lines: Mapping[Path_, int] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    def line(self, *path: str | int) -> int:
        """The line of the value at a path, or of the nearest thing around it that is there."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def read(path: Path, file: str) -> Document:
    """A file of an office as a document. Nothing is raised: what is wrong is in its findings."""
    try:
        size = path.stat().st_size
        raw = path.read_bytes() if size <= LARGEST else b""
    except OSError as error:
        return _refused(Finding("D001", file, 1, {"reason": error.strerror or "tidak bisa dibuka"}))
    if size > LARGEST:
        return _refused(Finding("D006", file, 1))
    try:
        return parse(raw.decode("utf-8-sig"), file)
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        return _refused(Finding("D001", file, line, {"reason": "bukan teks UTF-8"}))


def parse(text: str, file: str) -> Document:
    """A text of YAML as a document."""
    builder = _Builder(file)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            builder.take(event)
    except _Stop as stop:
        return _refused(stop.finding, *builder.findings)
    except yaml.YAMLError as error:
        return _refused(_syntax(error, text, file), *builder.findings)
    if builder.value is None:
        return _refused(Finding("D005", file, 1), *builder.findings)
    return Document(file, builder.value, builder.lines, tuple(builder.findings))


def _refused(*findings: Finding) -> Document:
    return Document(findings[0].file, None, findings=findings)


def _syntax(error: yaml.YAMLError, text: str, file: str) -> Finding:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    position = getattr(error, "position", None)  # a character that YAML forbids has no mark
    line = mark.line + 1 if mark else text.count("\n", 0, position or 0) + 1
    said = str(getattr(error, "problem", "") or getattr(error, "reason", ""))
    written = (text.splitlines() or [""])[min(line, text.count("\n") + 1) - 1 :][:1]
    if written and written[0].lstrip(" ").startswith("\t"):
        said = "\\t"
    return Finding("D002", file, line, cure=next((cure for part, cure in _CURES if part in said), None))


class _Stop(Exception):
    def __init__(self, finding: Finding) -> None:
        self.finding = finding


@dataclass
class _Frame:
    """A mapping or list that is being filled. `key` is the entry whose value comes next."""

    value: dict[str, Any] | list[Any]
    path: Path_
    key: str | None = None
    skip: bool = False  # the second value of a doubled key is read and forgotten


class _Builder:
    """Takes the parser's events one by one. No recursion: a hostile file cannot exhaust the stack."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.value: Any = None
        self.lines: dict[Path_, int] = {}
        self.findings: list[Finding] = []
        self._frames: list[_Frame] = []
        self._documents = 0

    def take(self, event: Any) -> None:
        line = event.start_mark.line + 1
        self._refuse_marks(event, line)
        if isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise _Stop(Finding("D007", self.file, line))
        elif isinstance(event, yaml.ScalarEvent):
            self._scalar(event, line)
        elif isinstance(event, yaml.MappingStartEvent):
            self._open({}, line)
        elif isinstance(event, yaml.SequenceStartEvent):
            self._open([], line)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._frames.pop()

    def _refuse_marks(self, event: Any, line: int) -> None:
        anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
        if isinstance(event, yaml.AliasEvent):
            raise _Stop(Finding("D004", self.file, line, {"mark": f"*{anchor}"}))
        if anchor:
            raise _Stop(Finding("D004", self.file, line, {"mark": f"&{anchor}"}))
        if tag:
            raise _Stop(Finding("D004", self.file, line, {"mark": tag.replace("tag:yaml.org,2002:", "!!")}))

    def _scalar(self, event: Any, line: int) -> None:
        if "\0" in event.value:  # no text of Postgres holds it
            raise _Stop(Finding("D004", self.file, line, {"mark": "\\0"}))
        frame = self._frames[-1] if self._frames else None
        if frame and isinstance(frame.value, dict) and frame.key is None:
            self._key(frame, event.value, line)
        else:
            plain = not event.style or event.style == "\0"
            self._put(_WORDS.get(event.value, event.value) if plain else event.value, line)

    def _key(self, frame: _Frame, key: str, line: int) -> None:
        assert isinstance(frame.value, dict)
        frame.key = key
        frame.skip = key in frame.value
        if frame.skip:
            self.findings.append(Finding("D003", self.file, line, {"word": key}))
        else:
            self.lines[(*frame.path, key)] = line

    def _put(self, value: Any, line: int) -> Path_:
        """Sets the value where it belongs and says where that is."""
        if not self._frames:
            self.value = value
            return ()
        frame = self._frames[-1]
        if isinstance(frame.value, list):
            path = (*frame.path, len(frame.value))
            frame.value.append(value)
            self.lines[path] = line
            return path
        if frame.key is None:
            raise _Stop(Finding("D002", self.file, line))
        path, key, frame.key = (*frame.path, frame.key), frame.key, None
        if not frame.skip:
            frame.value[key] = value
        return path

    def _open(self, value: dict[str, Any] | list[Any], line: int) -> None:
        if len(self._frames) >= DEEPEST:
            raise _Stop(Finding("D006", self.file, line))
        self._frames.append(_Frame(value, self._put(value, line)))
