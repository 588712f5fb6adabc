"""Copies: backup, restore, the copy before a migration; and one companion per folder."""

from __future__ import annotations

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text
from typer.testing import CliRunner, Result

from cancelwindow.cli import application
from cancelwindow.config import DATABASE_NAME, STORE_URL_VARIABLE, prepare_data_dir
from cancelwindow.store import copies, settings
from cancelwindow.store.database import Database, StoreError
from cancelwindow.store.instance import Instance, TakenError
from cancelwindow.store.migrating import is_known_revision, newest_revision
from companion_process import CompanionProcess
from postgres_server import PostgresServer


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return prepare_data_dir(tmp_path / "companion")


@pytest.fixture
def path(folder: Path) -> Path:
    return folder / DATABASE_NAME


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(application(), [str(one) for one in arguments])


def put(path: Path, value: str) -> None:
    with Database(path) as database, database.write() as session:
        settings.put(session, "mark", value)


def got(path: Path) -> str | None:
    with Database(path) as database, database.read() as session:
        found: str | None = settings.get(session, "mark")
        return found


def test_a_copy_is_whole_private_and_can_be_put_back(folder: Path, path: Path) -> None:
    put(path, "then")
    copy = folder.parent / "copy.sqlite3"
    assert run("backup", copy, "--data-dir", folder).exit_code == 0
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert copies.faults_of(copy) == []
    put(path, "now")
    done = run("restore", copy, "--data-dir", folder)
    assert done.exit_code == 0, done.output
    assert got(path) == "then"
    [kept] = folder.glob(f"{DATABASE_NAME}.replaced-*Z")
    assert str(kept) in done.output
    assert got(kept) == "now"


def test_a_copy_can_be_made_while_a_companion_runs_and_writes(companion: CompanionProcess) -> None:
    companion.pair()
    copy = companion.data_dir.parent / "copy.sqlite3"
    with companion.database() as database, database.write() as session:
        settings.put(session, "mark", "not yet")
        session.flush()
        assert run("backup", copy, "--data-dir", companion.data_dir).exit_code == 0
    assert got(copy) is None


def test_nothing_is_overwritten_by_a_copy(folder: Path, path: Path) -> None:
    put(path, "then")
    copy = folder.parent / "letter.txt"
    copy.write_text("Dear grandmother", encoding="utf-8")
    done = run("backup", copy, "--data-dir", folder)
    assert (done.exit_code, copy.read_text("utf-8")) == (4, "Dear grandmother")
    assert "exists already" in done.stderr


def test_a_copy_that_cannot_be_written_leaves_nothing(folder: Path, path: Path) -> None:
    put(path, "then")
    done = run("backup", folder / "no" / "such" / "folder", "--data-dir", folder)
    assert done.exit_code == 4
    assert "could not be written" in done.stderr


def _newer(copy: Path) -> None:
    with closing(sqlite3.connect(copy)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()


def _damaged(copy: Path) -> None:
    # A page in the middle, so that the header still looks right.
    content = bytearray(copy.read_bytes())
    middle = len(content) // 2 // 4096 * 4096
    content[middle : middle + 4096] = b"\xff" * 4096
    copy.write_bytes(content)


def _someone_elses(copy: Path) -> None:
    copy.unlink()
    with closing(sqlite3.connect(copy)) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")


def _no_database(copy: Path) -> None:
    copy.write_bytes(b"Dear grandmother " * 500)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_newer, "newer version"),
        (_damaged, "malformed"),
        (_someone_elses, "no copy of a store"),
        (_no_database, "no copy of a store"),
    ],
)
def test_what_is_no_sound_copy_is_not_put_back(
    folder: Path, path: Path, spoil: object, said: str
) -> None:
    put(path, "then")
    copy = folder.parent / "copy.sqlite3"
    assert run("backup", copy, "--data-dir", folder).exit_code == 0
    assert callable(spoil)
    spoil(copy)
    put(path, "now")
    done = run("restore", copy, "--data-dir", folder)
    assert done.exit_code == 2
    assert said in done.stderr
    assert got(path) == "now"


def test_nothing_is_put_back_under_a_running_companion(companion: CompanionProcess) -> None:
    copy = companion.data_dir.parent / "copy.sqlite3"
    assert run("backup", copy, "--data-dir", companion.data_dir).exit_code == 0
    done = run("restore", copy, "--data-dir", companion.data_dir)
    assert done.exit_code == 4
    assert "Another companion" in done.stderr
    assert companion.get("/v1/hello").status == 200


def test_a_second_companion_of_the_same_folder_does_not_start(companion: CompanionProcess) -> None:
    with pytest.raises(RuntimeError, match="exit code 4:\nAnother companion already uses"):
        CompanionProcess(companion.data_dir).start()


def test_a_folder_is_free_again_however_a_companion_ended(folder: Path) -> None:
    with Instance(folder), pytest.raises(TakenError, match="--data-dir"):
        Instance(folder)
    Instance(folder).close()


def test_a_migration_begins_with_a_copy(path: Path) -> None:
    _as_of_0002(path)
    Database(path).close()
    copy = copies.before_migration(path, "0002")
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT order_id FROM waits").fetchall() == [("then",)]
    assert copies.revision_of(copy) == "0002"
    assert copies.revision_of(path) == newest_revision()


def _as_of_0002(path: Path) -> None:
    """A store as version 0002 left it, with something in it."""
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        config = AlembicConfig()
        config.set_main_option("script_location", "cancelwindow.store:migrations")
        config.attributes["connection"] = connection
        command.upgrade(config, "0002")
        connection.exec_driver_sql("INSERT INTO waits (order_id) VALUES ('then')")
    engine.dispose()


def test_without_a_copy_there_is_no_migration(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _as_of_0002(path)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(copies, "copy", full)
    with pytest.raises(StoreError, match="no copy of it could be made"):
        Database(path)
    assert copies.revision_of(path) == "0002"


def test_opening_an_up_to_date_store_copies_nothing(folder: Path, path: Path) -> None:
    put(path, "then")
    put(path, "now")
    assert [one.name for one in folder.iterdir() if "before" in one.name] == []


def test_a_server_is_copied_by_its_own_tool(
    folder: Path, postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(STORE_URL_VARIABLE, postgres.new_database())
    done = run("backup", "--data-dir", folder)
    assert done.exit_code == 4
    assert "pg_dump" in done.stderr
    copy = folder.parent / "copy"
    copy.touch()
    done = run("restore", copy, "--data-dir", folder)
    assert (done.exit_code, "pg_restore" in done.stderr) == (4, True)


def test_a_companion_runs_on_postgresql_by_one_setting(
    tmp_path: Path, postgres: PostgresServer
) -> None:
    url = postgres.new_database(empty=True)
    folder = prepare_data_dir(tmp_path / "companion")
    (folder / "store-url").write_text(f"{url}\n", encoding="utf-8")
    (folder / "store-url").chmod(0o644)
    with CompanionProcess(folder) as companion:
        code = run("pair", "--json", "--data-dir", folder)
        assert code.exit_code == 0, code.output
        with Database(url) as database, database.read() as session:
            assert session.scalar(text("SELECT count(*) FROM pairing_codes")) == 1
        assert companion.get("/v1/hello").data["pairing_open"] is True
    assert stat.S_IMODE((folder / "store-url").stat().st_mode) == 0o600
    assert (folder / DATABASE_NAME).stat().st_size == 0


def test_the_files_of_the_migrations_begin_with_their_revisions() -> None:
    config = AlembicConfig()
    config.set_main_option("script_location", "cancelwindow.store:migrations")
    scripts = ScriptDirectory.from_config(config)
    assert newest_revision() == scripts.get_current_head()
    revisions = [one.revision for one in scripts.walk_revisions()]
    assert len(revisions) > 1
    assert all(is_known_revision(one) for one in revisions)
    assert not is_known_revision("9999")
