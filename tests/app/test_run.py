"""The main job as people start it, and as they, or the system, end it."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import psutil
import pytest

from app.folder import running

ROOT = Path(__file__).parents[2]
# All on one worker: they share a panel, and each starts processes of its own.
pytestmark = pytest.mark.xdist_group("run")


class Run:
    """`run.py` on a data folder and a port."""

    def __init__(self, data: Path, port: int, **settings: str) -> None:
        self.data = data
        self.port = port
        self.address = f"http://127.0.0.1:{port}"
        environment = {**os.environ, "PANEL_DATA": str(data), "PORT": str(port), **settings}
        self.process = subprocess.Popen(
            [sys.executable, "run.py"],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.said = ""

    def __enter__(self) -> Run:
        return self

    def __exit__(self, *_: object) -> None:
        """However the test ended, nothing goes on."""
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(60)
        assert self.process.stdout is not None
        self.process.stdout.close()

    def wait_for(self, words: str) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said += line
            if words in line:
                return
        raise AssertionError(f"ended without {words!r}: {self.said}")

    def end(self) -> int:
        """Ends, and says the rest of what it had to say."""
        out, _ = self.process.communicate(timeout=60)
        self.said += out
        return self.process.returncode

    def interrupt(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.end()

    def answers(self) -> bool:
        with contextlib.suppress(URLError, OSError), urlopen(self.address + "/login/", timeout=5) as page:
            return bool(page.status == 200)
        return False

    def wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + 30
        while not self.answers():
            assert time.monotonic() < deadline, "no answer"
            time.sleep(0.1)

    def child(self, words: str) -> psutil.Process:
        found = self.find(words)
        assert found, f"no {words}"
        return found

    def find(self, words: str) -> psutil.Process | None:
        for process in psutil.Process(self.process.pid).children():
            with contextlib.suppress(psutil.NoSuchProcess, psutil.ZombieProcess):
                if words in " ".join(process.cmdline()):
                    return process
        return None


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The very first start of a panel, from nothing, ended by Ctrl-C."""
    with Run(tmp_path_factory.mktemp("first") / "data folder", free_port()) as run:
        run.wait_for("Panel siap")
        assert run.answers()
        run.interrupt()
    return run


@pytest.fixture(scope="module")
def panel(first: Run, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """A panel that runs, and recovers from what each test does to it."""
    with Run(copy(first, tmp_path_factory.mktemp("panel")), free_port()) as run:
        run.wait_for("Panel siap")
        yield run
        assert run.interrupt() == 0


def copy(first: Run, folder: Path) -> Path:
    subprocess.run(["cp", "-a", first.data, folder / "data"], check=True)
    return folder / "data"


def test_the_first_start_tells_where_the_panel_is_and_who_may_log_in(first: Run) -> None:
    assert first.address in first.said
    for username in (
        "petugas",
        "kasi_pelum",
        "kasi_sarpras",
        "kasi_trantib",
        "tim",
        "camat",
        "kabupaten",
        "admin",
    ):
        assert re.search(rf"^  {username} ", first.said, re.MULTILINE)
    assert re.search(r"Sandi .*: \S{8,}", first.said)


def test_control_c_ends_everything_cleanly(first: Run) -> None:
    assert first.process.returncode == 0
    assert "Traceback" not in first.said
    assert not (first.data / "postgres" / "postmaster.pid").exists()
    assert not (first.data / "running.json").exists()
    assert "database system is shut down" in (first.data / "postgres.log").read_text().splitlines()[-1]


def test_the_password_is_shown_once(panel: Run) -> None:
    assert "petugas" in panel.said
    assert not re.search(r"Sandi .*: \S{8,}", panel.said)


def test_a_second_start_says_where_the_panel_runs(panel: Run) -> None:
    with Run(panel.data, free_port()) as second:
        assert second.end() == 1
    assert panel.address in second.said
    assert second.said.count("\n") == 1


def test_an_address_of_ten_thousand_letters_is_a_sentence(panel: Run) -> None:
    with pytest.raises(HTTPError) as refused:
        urlopen(f"{panel.address}/data/reports/list/?q={'x' * 10_000}", timeout=10)
    assert refused.value.code == 414
    assert "terlalu panjang" in refused.value.read().decode()


def test_a_port_in_use_is_a_sentence(panel: Run, tmp_path: Path) -> None:
    with Run(tmp_path / "data", panel.port) as second:
        assert second.end() == 1
    assert re.fullmatch(r"Port \d+ sudah dipakai .*\n", second.said)


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"PORT": "empat"}, "PORT harus angka"),
        ({"HOST": "192.0.2.1"}, "HOST"),
        ({"DATABASE_URL": "postgresql://u@127.0.0.1:1/x"}, "tidak bisa dihubungi"),
        ({"DATABASE_URL": "mysql://u@127.0.0.1/x"}, "hanya bekerja dengan PostgreSQL"),
    ],
)
def test_a_wrong_setting_is_a_sentence(tmp_path: Path, settings: dict[str, str], sentence: str) -> None:
    with Run(tmp_path / "data", free_port(), **settings) as run:
        assert run.end() == 1
    assert sentence in run.said
    assert "Traceback" not in run.said


def test_a_killed_database_comes_back(panel: Run) -> None:
    panel.child("postgres").kill()
    panel.wait_for("dinyalakan lagi")
    panel.wait_until_it_answers()


def test_a_killed_web_server_comes_back(panel: Run) -> None:
    panel.child("app.serving").kill()
    panel.wait_for("Panel siap")
    panel.wait_until_it_answers()


def test_a_killed_worker_comes_back(panel: Run) -> None:
    panel.child("app.serving").children()[0].kill()
    panel.wait_until_it_answers()


def test_the_killed_process_of_the_jobs_comes_back(panel: Run) -> None:
    killed = panel.child("app.working")
    killed.kill()
    panel.wait_for("Pengerja latar berhenti sendiri")
    deadline = time.monotonic() + 30
    while (again := panel.find("app.working")) is None or again.pid == killed.pid:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert panel.answers()


MAIN = """
import sys, time
from app.background import Background
Background({"DATABASE_URL": sys.argv[1]}, print).start()
time.sleep(600)
"""


def test_the_process_of_the_jobs_ends_when_who_started_it_is_killed(panel: Run) -> None:
    with subprocess.Popen([sys.executable, "-c", MAIN, running(panel.data)["url"]], cwd=ROOT) as main:
        while not (worker := psutil.Process(main.pid).children()):
            time.sleep(0.01)
        main.kill()
        worker[0].wait(20)


def test_after_the_main_job_is_killed_the_next_start_takes_over(first: Run, tmp_path: Path) -> None:
    with Run(copy(first, tmp_path), free_port()) as killed:
        killed.wait_for("Panel siap")
        killed.process.kill()
        killed.process.wait()
        with Run(killed.data, killed.port) as again:
            again.wait_for("Panel siap")
            assert again.answers()
            assert again.interrupt() == 0
    assert not (again.data / "postgres" / "postmaster.pid").exists()


def command(data: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "flask", "panel", *words],
        cwd=ROOT,
        env={**os.environ, "PANEL_DATA": str(data)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_command_works_beside_the_running_panel(panel: Run) -> None:
    done = command(panel.data, "check")
    assert done.returncode == 0, done.stderr
    assert panel.answers()
    assert running(panel.data)["address"] == panel.address


def test_a_command_starts_the_database_for_itself_alone(first: Run, tmp_path: Path) -> None:
    data = copy(first, tmp_path)
    done = command(data, "check")
    assert done.returncode == 0, done.stderr
    assert not (data / "postgres" / "postmaster.pid").exists()


def test_make_works_in_a_folder_with_spaces(tmp_path: Path) -> None:
    folder = tmp_path / "a folder"
    folder.mkdir()
    shutil.copy(ROOT / "Makefile", folder)
    told = subprocess.run(["make", "help"], cwd=folder, capture_output=True, text=True, check=True).stdout
    assert re.search(r"^  run\s+\S", told, re.MULTILINE)
