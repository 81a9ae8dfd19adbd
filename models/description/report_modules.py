"""Reports in Python: each module of an office's `reports/`, for what YAML cannot say, has a `REPORT`."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path

from models.description.findings import Finding
from models.description.report import Report

_NO_REPORT = "tidak ada REPORT, sebuah models.description.report.Report"
_OTHER_KEY = "key-nya harus sama dengan nama berkasnya"


def modules(folder: Path, findings: list[Finding]) -> Iterator[tuple[str, Report]]:
    """The file (relative to the office's folder) and the report of each. They are run anew each time, so
    that an edited one is live; what cannot be run is added to `findings`."""
    for path in sorted((folder / "reports").glob("*.py")):
        if path.stem.startswith("_"):
            continue
        file = path.relative_to(folder).as_posix()
        found = _report(path)
        if isinstance(found, Report) and found.key == path.stem:
            yield file, found
        else:
            reason = found if isinstance(found, str) else _OTHER_KEY
            findings.append(Finding("D709", file, _line(found, path), {"file": file, "reason": reason}))


def _report(path: Path) -> Report | str:
    spec = importlib.util.spec_from_file_location(f"office_reports_{path.stem}", path)
    assert spec is not None and spec.loader is not None  # of a file that ends in .py
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:  # noqa: BLE001 - the office's own code may do anything
        return f"{type(error).__name__}: {error}"
    found = getattr(module, "REPORT", None)
    return found if isinstance(found, Report) else _NO_REPORT


def _line(found: Report | str, path: Path) -> int:
    """Where a module is at fault, as far as its error says."""
    said = found.rpartition("line ")[2].rstrip(")") if isinstance(found, str) else ""
    return int(said) if said.isdecimal() else 1
