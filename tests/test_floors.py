"""The lower floors stand without the upper ones. (`make lint` also reads every import.)"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]

WITHOUT_THE_WEB = """
import importlib, pkgutil, sys

class Ban:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in BANNED:
            raise ImportError(f"{name} is banned here")

BANNED = {"app", "views", "config", "flask", "flask_appbuilder", "flask_admin", "werkzeug", "wtforms"}
sys.meta_path.insert(0, Ban())
for floor in ("models", "reports"):
    package = importlib.import_module(floor)
    for module in pkgutil.walk_packages(package.__path__, floor + "."):
        if module.name != "models.migrations.env":  # alembic alone runs that one
            importlib.import_module(module.name)
"""


def python(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)


def test_models_and_reports_load_without_the_web() -> None:
    done = python("-c", WITHOUT_THE_WEB)
    assert done.returncode == 0, done.stderr


def test_the_main_job_loads_nothing_of_the_web() -> None:
    done = python(
        "-c", "import app.supervisor, sys; sys.exit('flask' in sys.modules or 'sqlalchemy' in sys.modules)"
    )
    assert done.returncode == 0, done.stderr


def test_no_module_has_outgrown_its_page() -> None:
    floors = ("app", "views", "reports", "models")
    long = {
        str(path.relative_to(ROOT)): lines
        for floor in floors
        for path in (ROOT / floor).rglob("*.py")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 400
    }
    assert not long
