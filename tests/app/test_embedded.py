"""The embedded server, killed in every way there is."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace

import psutil
import psycopg2
import pytest

import config
from app import account, cluster, sockets
from app.embedded import Embedded
from app.folder import Lock, StartError, prepare, running
from app.install import install

ROOT = Path(__file__).parents[2]
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="root alone can become somebody else")

Start = Callable[[Path], Embedded]
Furnish = Callable[[Path], Path]


@pytest.fixture(scope="session")
def furnish(tmp_path_factory: pytest.TempPathFactory) -> Furnish:
    """Puts a copy of a finished cluster into a new data folder: quicker than to make one each time."""
    made = Embedded(prepare(tmp_path_factory.mktemp("made") / "data"), settings={"fsync": "off"})
    made.start()
    made.stop()

    def furnished(folder: Path) -> Path:
        subprocess.run(["cp", "-a", made.cluster, prepare(folder)], check=True)
        return folder

    return furnished


@pytest.fixture
def start(furnish: Furnish) -> Iterator[Start]:
    """Starts servers that end with the test."""
    with contextlib.ExitStack() as stack:

        def starter(folder: Path) -> Embedded:
            if not folder.exists():
                furnish(folder)
            server = Embedded(prepare(folder), lambda line: None)
            stack.callback(server.stop)
            server.start()
            return server

        yield starter


def ask(url: str, sql: str) -> list[tuple[object, ...]]:
    with contextlib.closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        cursor.execute(sql)
        connection.commit()
        return cursor.fetchall() if cursor.description else []


def postmaster(server: Embedded) -> int:
    return int((server.cluster / "postmaster.pid").read_text().split()[0])


def test_only_its_owner_reaches_a_new_server(tmp_path: Path, start: Start) -> None:
    prepare(tmp_path / "data")
    server = start(tmp_path / "data")
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "data" / "socket").stat().st_mode & 0o777 == 0o700
    assert ask(server.url, "SHOW listen_addresses") == [("",)]
    assert ask(server.url, "SELECT usesuper FROM pg_user WHERE usename = current_user") == [(False,)]
    assert ask(server.url, "SHOW data_checksums") == [("on",)]
    assert ask(server.url, "SELECT lower('ÉA'), upper('é')") == [("éa", "É")]
    with pytest.raises(psycopg2.OperationalError):
        psycopg2.connect(server.url.replace("@", "x@"))


def test_a_failed_statement_leaves_no_words_in_the_log(tmp_path: Path, start: Start) -> None:
    server = start(tmp_path / "data")
    ask(server.url, "CREATE TABLE people (nik text PRIMARY KEY)")
    ask(server.url, "INSERT INTO people VALUES ('3374010101900001')")
    with pytest.raises(psycopg2.IntegrityError):
        ask(server.url, "INSERT INTO people VALUES ('3374010101900001')")
    assert "3374010101900001" not in (tmp_path / "data" / "postgres.log").read_text()


def test_nothing_committed_is_lost_when_the_server_is_killed(tmp_path: Path, start: Start) -> None:
    server = start(tmp_path / "data")
    ask(server.url, "CREATE TABLE written (number int PRIMARY KEY)")
    committed: list[int] = []

    def write() -> None:
        with (
            contextlib.suppress(psycopg2.Error),
            contextlib.closing(psycopg2.connect(server.url)) as connection,
        ):
            for number in range(1_000_000):
                connection.cursor().execute("INSERT INTO written VALUES (%s)", [number])
                connection.commit()
                committed.append(number)

    writer = threading.Thread(target=write)
    writer.start()
    while len(committed) < 50:
        time.sleep(0.01)
    os.kill(postmaster(server), signal.SIGKILL)
    while server.alive():
        time.sleep(0.01)
    server.start()
    writer.join()
    found = {number for (number,) in ask(server.url, "SELECT number FROM written")}
    assert found >= set(committed)


def test_a_killed_connection_does_not_end_the_server(tmp_path: Path, start: Start) -> None:
    server = start(tmp_path / "data")
    with contextlib.closing(psycopg2.connect(server.url)) as connection:
        os.kill(connection.get_backend_pid(), signal.SIGKILL)
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        with contextlib.suppress(psycopg2.OperationalError):
            assert ask(server.url, "SELECT 1") == [(1,)]
            break
        time.sleep(0.05)
    assert server.alive()


HOLDER = """
import sys, time
from pathlib import Path
from app.embedded import Embedded
from app.folder import prepare, say_running
from app.holding import held
folder = prepare(Path(sys.argv[1]))
with held(folder, "http://127.0.0.1:1", print):
    server = Embedded(folder, print)
    server.start()
    say_running(folder, {"address": "http://127.0.0.1:1", "url": server.url})
    print("ready", flush=True)
    time.sleep(600)
"""


def holder(folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", HOLDER, folder], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )


def wait_for(process: subprocess.Popen[str], word: str) -> None:
    assert process.stdout is not None
    for line in process.stdout:
        if word in line:
            return
    raise AssertionError(f"never said {word}")


def test_the_next_start_takes_over_what_a_killed_one_left(
    tmp_path: Path, start: Start, furnish: Furnish
) -> None:
    folder = furnish(tmp_path / "data")
    with holder(folder) as first:
        wait_for(first, "ready")
        ask(running(folder)["url"], "CREATE TABLE kept ()")
        first.kill()
    left = int((folder / "postgres" / "postmaster.pid").read_text().split()[0])
    assert psutil.pid_exists(left)
    server = start(folder)
    assert postmaster(server) != left
    assert ask(server.url, "SELECT to_regclass('kept')::text") == [("kept",)]


def test_a_second_holder_is_told_where_the_first_is(tmp_path: Path, furnish: Furnish) -> None:
    folder = furnish(tmp_path / "data")
    with holder(folder) as first:
        wait_for(first, "ready")
        second = subprocess.run(
            [sys.executable, "-c", HOLDER, folder], cwd=ROOT, capture_output=True, text=True, check=False
        )
        first.kill()
    assert "sudah berjalan di http://127.0.0.1:1" in second.stderr
    with contextlib.suppress(ProcessLookupError):  # it has no next start to clear up after it
        os.kill(int((folder / "postgres" / "postmaster.pid").read_text().split()[0]), signal.SIGINT)


def test_stale_locks_and_numbers_stop_nobody(tmp_path: Path, start: Start) -> None:
    folder = tmp_path / "data"
    start(folder).stop()
    (folder / "lock").touch()
    (folder / "running.json").write_text('{"address": "http://127.0.0.1:1"}')
    # The number of a process that lives, is ours, and is no Postgres.
    (folder / "postgres" / "postmaster.pid").write_text(f"{os.getpid()}\n{folder / 'postgres'}\n")
    lock = Lock(folder)
    assert lock.take()
    lock.release()
    assert ask(start(folder).url, "SELECT 1") == [(1,)]


def test_killed_while_making_the_cluster_it_starts_over(tmp_path: Path, start: Start) -> None:
    folder = tmp_path / "data"
    with holder(folder) as first:
        while first.poll() is None and not list(folder.glob("postgres.new-*/cluster/base")):
            time.sleep(0.005)
        first.kill()
    assert not (folder / "postgres").exists()
    assert ask(start(folder).url, "SELECT 1") == [(1,)]
    assert not list(folder.glob("postgres.new-*"))


def test_what_makes_a_cluster_for_a_killed_panel_is_ended(tmp_path: Path, start: Start) -> None:
    folder = tmp_path / "data"
    with holder(folder) as first:
        while first.poll() is None and not list(folder.glob("postgres.new-*/cluster/base")):
            time.sleep(0.005)
        (making,) = psutil.Process(first.pid).children()
        making.suspend()  # or it might be done before the next start
        first.kill()
    helpers = making.children()
    try:
        start(folder)
        assert not list(folder.glob("postgres.new-*"))
        for process in (making, *helpers):
            assert not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    finally:
        with contextlib.suppress(psutil.NoSuchProcess):
            making.kill()


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (
            "FATAL:  could not write: No space left on device\ninitdb: removing data directory",
            "penyimpanan penuh",
        ),
        (
            "creating ...\ninitdb: error: no locale\ninitdb: removing data directory",
            "initdb: error: no locale",
        ),
        ("", ""),
    ],
)
def test_the_reason_is_said_and_not_the_tidying(said: str, reason: str) -> None:
    assert cluster.because(said) == reason


@pytest.mark.parametrize("name", ["with space", 'it\'s "quoted", with a comma', "x" * 150, "Kecamatan Élok"])
def test_any_folder_name_will_do(tmp_path: Path, start: Start, name: str) -> None:
    assert ask(start(tmp_path / name / "data").url, "SELECT 1") == [(1,)]


def test_somebody_elses_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.doc").touch()
    tmp_path.chmod(0o755)
    with pytest.raises(StartError, match="berisi berkas lain"):
        prepare(tmp_path)
    assert tmp_path.stat().st_mode & 0o777 == 0o755


def test_a_folder_laid_in_wait_for_the_socket_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = Path(tempfile.mkdtemp(prefix="t-", dir="/tmp"))
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    long = tmp_path / ("x" * 150)
    expected = sockets.socket_folder(long, account.Account())
    expected.rmdir()
    expected.symlink_to(tmp_path)
    assert sockets.socket_folder(long, account.Account()) != expected
    expected.unlink()
    expected.mkdir(mode=0o777)
    expected.chmod(0o777)
    assert sockets.socket_folder(long, account.Account()) != expected
    shutil.rmtree(place)


@as_root
def test_started_by_root_it_runs_as_somebody_who_may_read_nothing(tmp_path: Path, start: Start) -> None:
    server = start(tmp_path / "data")
    assert psutil.Process(postmaster(server)).uids().real != 0
    with pytest.raises(psycopg2.Error):
        ask(server.superuser_url, f"SELECT pg_read_file('{tmp_path}/data/lock')")


@as_root
def test_binaries_that_the_account_cannot_reach_are_copied(
    tmp_path: Path, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = find_spec(account.PACKAGE)
    assert package is not None and package.origin is not None
    hidden = tmp_path / "hidden"
    for name in (f"{account.PACKAGE}/{account.INSTALLATION}", f"{account.PACKAGE}.libs"):
        shutil.copytree(Path(package.origin).parents[1] / name, hidden / name)
    public = Path(tempfile.mkdtemp(dir="/tmp"))
    public.chmod(0o755)
    monkeypatch.setattr(
        account, "find_spec", lambda _: SimpleNamespace(origin=f"{hidden}/{account.PACKAGE}/x")
    )
    monkeypatch.setattr(account, "_public_place", lambda: public)
    assert ask(start(tmp_path / "data").url, "SELECT 1") == [(1,)]
    shutil.rmtree(public)


ORDINARY = """
import os, pwd, sys
from pathlib import Path
from app import account
from app.embedded import Embedded
from app.folder import prepare
user = pwd.getpwnam("nobody")
# Found by root, for the checkout may lie where nobody else looks.
found = account.binaries(account.Account(user.pw_uid, user.pw_gid))
account.binaries = lambda _: found
os.setgroups([]); os.setgid(user.pw_gid); os.setuid(user.pw_uid); os.chdir("/")
server = Embedded(prepare(Path(sys.argv[1])), print)
server.start()
server.stop()
print("stopped")
"""


@as_root
def test_an_ordinary_user_runs_it_as_himself() -> None:
    with tempfile.TemporaryDirectory(dir="/tmp") as place:
        Path(place).chmod(0o777)
        done = subprocess.run(
            [sys.executable, "-c", ORDINARY, f"{place}/data"],
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
        )
        assert done.stdout.endswith("stopped\n")
        assert (Path(place) / "data" / "postgres").stat().st_uid == (Path(place) / "data").stat().st_uid != 0


def test_what_happened_is_out_of_the_panels_own_hands(
    tmp_path: Path, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = start(tmp_path / "data")
    monkeypatch.setattr(config, "PANEL_DATA", server.folder)
    for _ in range(2):  # the second finds it sealed, and can still bring the rest up to date
        install(server.url, office="kecamatan", reference=True, say=lambda _: None)
    with contextlib.closing(psycopg2.connect(server.url)) as panel:
        panel.autocommit = True
        cursor = panel.cursor()
        cursor.execute("INSERT INTO villages (name, kind) VALUES ('Desa Uji', 'desa')")
        cursor.execute("SELECT operation, new ->> 'name' FROM panel.history")
        assert cursor.fetchall() == [("insert", "Desa Uji")]
        for statement in (
            "DELETE FROM panel.history",
            "ALTER TABLE panel.history DISABLE TRIGGER ALL",
            "DROP TABLE panel.history",
            "DROP SCHEMA panel CASCADE",
        ):
            with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                cursor.execute(statement)
        cursor.execute("SELECT count(*) FROM panel.history")
        assert cursor.fetchone() == (1,)
