"""Real databases for tests: one server for the whole run, a new database for whoever asks.

The server is the embedded one, in a folder that goes away, or, for its superuser, PANEL_TEST_DATABASE_URL.
"""

from __future__ import annotations

import ipaddress
import os
import shutil
import socket
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest
from argon2 import PasswordHasher

from tests import databases

SERVER = "PANEL_TEST_DATABASE_URL"

# A developer's own settings are no part of a test, nor are his data.
for name in [
    name for name in os.environ if name.startswith("PANEL_") or name in ("DATABASE_URL", "HOST", "PORT")
]:
    if name not in (SERVER, "PANEL_NO_SKIPS"):
        del os.environ[name]
os.environ["PANEL_DATA"] = os.path.join(tempfile.gettempdir(), "no-data-in-tests")
# The workers, and the programs that tests start, find what was compiled before, as an installed panel does.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

from app.embedded import Embedded  # noqa: E402  after the settings
from app.folder import prepare  # noqa: E402
from app.signin import passphrase  # noqa: E402

# Nothing of a test run need survive a power cut, nor live long enough to be tidied: of hundreds of databases
# the vacuum would visit one every second.
HASTY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
}
Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)
# Modules that take a worker more than a minute.
LONGEST = ("test_leaks", "test_words")
LONG = ("test_run", "test_foreign", "test_jobs", "test_cli")  # but what they share costs much to make
started = pytest.StashKey[tuple[Embedded | None, Path]]()


def pytest_configure(config: pytest.Config) -> None:
    """What the workers of xdist inherit: the server and the name of the run."""
    if databases.RUN in os.environ or config.option.collectonly:
        return
    folder, server = databases.folder(), None
    databases.begin(folder)
    if SERVER not in os.environ:
        server = Embedded(prepare(folder), lambda line: None, HASTY)
        server.start()
        databases.hasten(server.superuser_url)
        os.environ[SERVER] = server.superuser_url
    config.stash[started] = server, folder


def pytest_unconfigure(config: pytest.Config) -> None:
    if started in config.stash:
        server, folder = config.stash[started]
        if server is None:
            databases.forget(os.environ[SERVER])
        else:
            server.stop()
            del os.environ[SERVER]
        shutil.rmtree(folder)
        del os.environ[databases.RUN], config.stash[started]


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Generator[None, None, None]:
    """The tests of a module stay on one worker, which makes what they share once. The longest come first,
    and are spread: no worker is left alone with them at the end."""
    for item in items:
        if item.get_closest_marker("xdist_group") is None and item.path.stem not in LONGEST:
            item.add_marker(pytest.mark.xdist_group(item.location[0]))
    yield  # here xdist reads the groups, and the order becomes a random one
    items.sort(key=_comes_late)


def _comes_late(item: pytest.Item) -> bool:
    return item.path.stem not in (*LONGEST, *LONG) and "browser" not in item.path.parts


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    return _unless_skipped((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    return _unless_skipped((yield))


def _unless_skipped(report: Report) -> Report:
    """Where everything must run, a skipped test has failed."""
    if report.skipped and os.environ.get("PANEL_NO_SKIPS"):
        report.outcome = "failed"
        report.longrepr = f"skipped, where nothing may be: {report.longrepr}"
    return report


@pytest.fixture(autouse=True, scope="session")
def no_stranger_is_called() -> Iterator[None]:
    """No test leaves this machine."""
    with pytest.MonkeyPatch.context() as patch:
        connect = socket.socket.connect

        def at_home(self: socket.socket, address: Any) -> None:
            if self.family in (socket.AF_INET, socket.AF_INET6) and not _here(address[0]):
                raise AssertionError(f"a test called {address}")
            connect(self, address)

        patch.setattr(socket.socket, "connect", at_home)
        yield


@pytest.fixture(autouse=True, scope="session")
def passwords_cost_little() -> Iterator[None]:
    """What a password costs a guesser, thousands of logins of a test run would pay. Those tests that are
    about it ask for `costly`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passphrase, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield


def _here(host: str) -> bool:
    return host == "localhost" or ipaddress.ip_address(host).is_loopback


@pytest.fixture(scope="session")
def server_url() -> str:
    """The server, for its superuser."""
    return os.environ[SERVER]


@pytest.fixture
def empty_database(server_url: str) -> Iterator[str]:
    """The URL of a new, empty database, dropped afterwards."""
    with databases.database(server_url) as url:
        yield url
