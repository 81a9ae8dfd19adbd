from __future__ import annotations

import stat
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import panels
import pytest
import sqlalchemy as sa
from panels import login, run
from sqlalchemy import make_url

import config
from app import install as module
from app.database import SetupError, address, connect, engine_for, explain
from app.install import Installed, install
from app.office import OFFICES, office_folder
from app.secret import secret_key

# All that our SQL may not change: everything outside schema panel.
CATALOG = """
    SELECT n.nspname, c.relname, c.relkind, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
           (SELECT count(*) FROM pg_trigger t WHERE t.tgrelid = c.oid), c.relacl::text
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
    WHERE n.nspname NOT IN ('panel', 'pg_toast') ORDER BY 1, 2, 4"""


def quietly(url: str, office: Path | None, **options: bool) -> Installed:
    return install(url, office=str(office) if office else None, say=lambda _: None, **options)


@pytest.fixture
def own_database(empty_database: str) -> str:
    panels.run(empty_database, panels.TABLES)
    return empty_database


@pytest.fixture
def stranger(own_database: str) -> Iterator[str]:
    """The URL of a role without rights on that database."""
    name = f"stranger_{make_url(own_database).database}"
    run(
        own_database,
        f"CREATE ROLE {name} LOGIN PASSWORD 'x'; GRANT SELECT ON ALL TABLES IN SCHEMA public TO {name}",
    )
    yield make_url(own_database).set(username=name, password="x").render_as_string(hide_password=False)
    run(own_database, f"DROP OWNED BY {name}; DROP ROLE {name}")


def test_a_database_of_ones_own_gets_an_admin_with_a_password_shown_once(
    own_database: str, office: Path
) -> None:
    first = quietly(own_database, office)
    assert [user.username for user in first.accounts] == ["admin"]
    assert first.password
    client = panels.panel(own_database, office).test_client()
    login(client, "admin", first.password)
    assert "/data/reports/list/" in client.get("/").text
    again = quietly(own_database, office)
    assert again.password is None


def test_the_admin_gets_the_password_that_was_set(
    own_database: str, office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(config, "PANEL_ADMIN_PASSWORD", "dipilih-sendiri")
    assert quietly(own_database, office).password is None
    client = panels.panel(own_database, office).test_client()
    assert login(client, "admin", "dipilih-sendiri").location == "/"


def test_the_offices_own_schemas_stay_as_they_are(own_database: str, office: Path) -> None:
    before = run(own_database, CATALOG)
    quietly(own_database, office)
    assert run(own_database, CATALOG) == before


def test_twice_changes_nothing(own_database: str, office: Path) -> None:
    counts = """
        SELECT (SELECT count(*) FROM panel.ab_permission_view_role), (SELECT count(*) FROM panel.ab_user),
               (SELECT count(*) FROM panel.ab_role), (SELECT version FROM panel.permission_version)"""
    quietly(own_database, office)
    before = run(own_database, counts)
    quietly(own_database, office)
    assert run(own_database, counts) == before


def test_two_at_once_install_once(own_database: str, office: Path) -> None:
    answers: list[Installed | Exception] = []

    def go() -> None:
        try:
            answers.append(quietly(own_database, office))
        except (SetupError, sa.exc.SQLAlchemyError) as error:
            answers.append(error)

    workers = [threading.Thread(target=go) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(getattr(answer, "password", answer) is None for answer in answers) == [False, True]
    assert run(own_database, "SELECT count(*) FROM panel.ab_user")[0][0] == 1


def test_the_office_is_recognised_by_its_tables(own_database: str) -> None:
    with connect(engine_for(own_database)) as connection:
        assert office_folder(connection, None) == OFFICES / "plain"
        connection.execute(
            sa.text("""CREATE TABLE parties (); CREATE TABLE evidence ();
            CREATE TABLE dispositions (); CREATE TABLE register_entries ()""")
        )
        assert office_folder(connection, None) == OFFICES / "kecamatan"


def test_an_empty_database_is_told_how_to_get_the_reference_tables(empty_database: str) -> None:
    with pytest.raises(SetupError, match="--reference"):
        quietly(empty_database, None)


def test_an_office_that_is_not_there_is_a_sentence(own_database: str) -> None:
    with pytest.raises(SetupError, match="PANEL_OFFICE"):
        install(own_database, office="kecamatn", say=lambda _: None)


def test_the_reference_tables_are_made_once_and_belong_to_the_kecamatan(empty_database: str) -> None:
    assert quietly(empty_database, None, reference=True).office == "kecamatan"
    names = [path.name for path in sorted((OFFICES / "kecamatan" / "schema").glob("*.sql"))]
    rows = run(empty_database, "SELECT name FROM panel.reference_migration ORDER BY name")
    assert [row[0] for row in rows] == names
    quietly(empty_database, None, reference=True)


def test_reference_tables_never_go_over_somebody_elses(own_database: str) -> None:
    with pytest.raises(SetupError, match="bernama sama"):
        quietly(own_database, None, reference=True)


def test_a_reference_file_that_came_later_runs_only_where_we_made_the_tables(
    empty_database: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "010_one.sql").write_text("CREATE TABLE one (id int PRIMARY KEY, share text DEFAULT '10%');")
    with connect(engine_for(empty_database)) as connection:
        module.make_schema(connection, lambda _: None)
        assert module.reference.apply(connection, tmp_path, False) == []
        assert module.reference.apply(connection, tmp_path, True) == ["010_one.sql"]
        (tmp_path / "020_two.sql").write_text("CREATE TABLE two (id int PRIMARY KEY);")
        assert module.reference.apply(connection, tmp_path, False) == ["020_two.sql"]


# -- one sentence for each refused door


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"host": "127.0.0.1", "port": 1}, "tidak bisa dihubungi"),
        ({"host": "tidak-ada.invalid"}, "tidak dikenal"),
        ({"database": "tidak_ada"}, "Basis data tidak_ada tidak ada"),
        ({"username": "tidak_ada"}, "tidak_ada"),
    ],
)
def test_a_refused_connection_is_a_sentence(server_url: str, change: dict[str, object], words: str) -> None:
    there = make_url(server_url)
    if "host" in change:
        there = there.difference_update_query(["host"])  # of a socket
    url = there.set(**change).render_as_string(hide_password=False)
    with pytest.raises(SetupError, match=words) as caught:
        install(url, say=lambda _: None)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "mysql://root@localhost/x",
        "sqlite:///x.db",
        "ini bukan alamat",
        "postgresql://u:sandi@server:pintu/x",
        "postgresql://u:s@ndi:1@server/x",
    ],
)
def test_another_kind_of_address_is_a_sentence(url: str) -> None:
    with pytest.raises(SetupError):
        install(url, say=lambda _: None)


def test_an_unknown_option_of_the_address_is_a_sentence(server_url: str) -> None:
    url = make_url(server_url).update_query_dict({"pilihan": "x"}).render_as_string(hide_password=False)
    with pytest.raises(SetupError, match="DATABASE_URL"):
        install(url, say=lambda _: None)


def test_a_wrong_password_is_a_sentence() -> None:
    error = Exception('FATAL:  password authentication failed for user "panel"')
    said = str(explain(error, make_url("postgresql://panel:rahasia@server/data")))
    assert "Sandi" in said and "panel" in said


def test_a_role_that_may_not_make_a_schema_is_told_what_to_ask_for(stranger: str, office: Path) -> None:
    with pytest.raises(SetupError, match="CREATE SCHEMA panel AUTHORIZATION"):
        quietly(stranger, office)


def test_a_role_that_may_only_read_takes_an_installed_panel_as_it_is(
    own_database: str, stranger: str, office: Path
) -> None:
    quietly(own_database, office)
    name = make_url(stranger).username
    run(
        own_database,
        f"GRANT USAGE ON SCHEMA panel TO {name}; GRANT SELECT ON ALL TABLES IN SCHEMA panel TO {name}",
    )
    assert quietly(stranger, office).password is None


def test_a_role_that_may_not_read_our_schema_is_told_what_to_ask_for(
    own_database: str, stranger: str, office: Path
) -> None:
    quietly(own_database, office)
    with pytest.raises(SetupError, match="GRANT USAGE ON SCHEMA panel"):
        panels.panel(stranger, office)
    with pytest.raises(SetupError):
        quietly(stranger, office)


def test_an_app_on_a_database_without_the_panel_says_how_to_install(own_database: str, office: Path) -> None:
    with pytest.raises(SetupError, match="flask panel install"):
        panels.panel(own_database, office)


def test_heroku_writes_addresses_its_own_way(tmp_path: Path) -> None:
    url = address({"DATABASE_URL": "postgres://a:b@c/d", "PANEL_DATA": tmp_path})
    assert url.drivername == "postgresql+psycopg2"


# -- the secret key


def test_the_key_is_made_once_and_for_the_owners_eyes(tmp_path: Path) -> None:
    data = tmp_path / "data baru"
    key = secret_key(data)
    assert len(key) == 64 and secret_key(data) == key
    assert stat.S_IMODE((data / "secret_key").stat().st_mode) == 0o600
    assert [path.name for path in data.iterdir()] == ["secret_key"]


def test_workers_that_start_at_once_agree_on_the_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as workers:
        keys = set(workers.map(lambda _: secret_key(tmp_path / "data"), range(32)))
    assert len(keys) == 1
