"""The store: append-only, migrated, and one writer at a time."""

from __future__ import annotations

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError, StatementError

from aliorders.models import ProfileSource, StoreProfile
from cancelwindow.config import DATABASE_NAME, prepare_data_dir
from cancelwindow.store import settings
from cancelwindow.store.database import SQLITE, Database, StoreError
from cancelwindow.store.profiles import record_profiles
from cancelwindow.store.tables import Base, ClientRow, ObservationRow, OrderStateRow, ReadingRow
from companion_app import NOON, CompanionApp
from postgres_server import PostgresServer

ORDER = "8240000000000901"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return prepare_data_dir(tmp_path / "companion") / DATABASE_NAME


def reading(captured_at: datetime = NOON) -> ReadingRow:
    return ReadingRow(
        page_kind="order_detail",
        captured_at=captured_at,
        received_at=NOON,
        source="extension",
        settled="yes",
        report_json="{}",
    )


def client(name: str) -> ClientRow:
    return ClientRow(id=name, name=name, origin="o", token_hash=name, created_at=NOON)


@pytest.fixture
def where(tmp_path: Path, store_url: str | None) -> Path | str:
    """What `database` is."""
    return store_url or tmp_path / "store" / DATABASE_NAME


@pytest.fixture
def filled(database: Database) -> Database:
    with database.write() as session:
        row = reading()
        session.add(ObservationRow(reading=row, order_id=ORDER, order_json="{}"))
        session.flush()
        profile = StoreProfile(source=ProfileSource.STORE_PAGE, store_id="1100000401")
        record_profiles(session, row.id, row.captured_at, [profile])
    return database


@pytest.mark.parametrize("table", ["readings", "observations", "store_profiles"])
@pytest.mark.parametrize("change", ["UPDATE {table} SET id = id", "DELETE FROM {table}"])
def test_what_was_seen_is_neither_changed_nor_removed(
    filled: Database, table: str, change: str
) -> None:
    statement = change.format(table=table)
    with pytest.raises(IntegrityError, match="append-only"), filled.write() as session:
        session.execute(text(statement))
    with filled.read() as session:
        assert session.scalar(text(f"SELECT count(*) FROM {table}")) == 1


def test_a_table_of_what_was_seen_is_not_emptied_at_once(postgres: PostgresServer) -> None:
    """SQLite has no TRUNCATE."""
    with (
        Database(postgres.new_database()) as database,
        pytest.raises(IntegrityError, match="append-only"),
        database.write() as session,
    ):
        session.execute(text("TRUNCATE readings CASCADE"))


def test_the_file_itself_refuses_and_not_only_our_own_code(path: Path) -> None:
    with Database(path) as database, database.write() as session:
        session.add(ObservationRow(reading=reading(), order_id=ORDER, order_json="{}"))
    other = sqlite3.connect(path)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        other.execute("DELETE FROM observations")
    assert other.execute("SELECT count(*) FROM observations").fetchone() == (1,)
    other.close()


def test_the_migrations_make_exactly_the_tables_we_use(database: Database) -> None:
    with database.read() as session:
        context = MigrationContext.configure(
            session.connection(), opts={"compare_server_default": True}
        )
        assert compare_metadata(context, Base.metadata) == []


def test_opening_twice_changes_nothing(filled: Database, where: Path | str) -> None:
    with Database(where) as again, again.read() as session:
        assert session.scalars(select(ObservationRow.order_id)).all() == [ORDER]


@pytest.mark.parametrize("attempt", range(3))
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_processes_that_open_a_new_store_at_once_do_not_collide(
    path: Path, request: pytest.FixtureRequest, kind: str, attempt: int
) -> None:
    openers = 4
    where: Path | str = path
    if kind == "postgresql":
        where = request.getfixturevalue("postgres").new_database(empty=True)
    start = threading.Barrier(openers)

    def open_it(number: int) -> int:
        start.wait()
        with Database(where) as database:
            with database.write() as session:
                session.add(client(str(number)))
            return number

    with ThreadPoolExecutor(openers) as pool:
        assert sorted(pool.map(open_it, range(openers))) == list(range(openers))
    with Database(where) as database, database.read() as session:
        assert len(session.scalars(select(ClientRow)).all()) == openers


def test_sqlite_is_set_up_for_two_processes(path: Path) -> None:
    with Database(path) as database, database.read() as session:
        for pragma, value in (("journal_mode", "wal"), ("foreign_keys", 1), ("busy_timeout", 5000)):
            assert session.execute(text(f"PRAGMA {pragma}")).scalar() == value


def test_an_observation_belongs_to_a_reading(database: Database) -> None:
    with pytest.raises(IntegrityError, match=r"(?i)foreign key"), database.write() as session:
        session.add(ObservationRow(reading_id=77, order_id=ORDER))


def test_a_state_rests_on_an_observation(database: Database) -> None:
    state = OrderStateRow(
        order_id=ORDER,
        observation_id=77,
        status="FINISH",
        answer="closed",
        confidence="observed",
        policy_date="2026-11-20",
        captured_at=NOON,
        evaluated_at=NOON,
        is_open=False,
        money_state="settled",
        ordered_at=NOON,
        search_text="",
        first_seen_at=NOON,
        last_seen_at=NOON,
    )
    with pytest.raises(IntegrityError, match=r"(?i)foreign key"), database.write() as session:
        session.add(state)


def test_a_transaction_is_all_or_nothing(database: Database) -> None:
    def fail_midway() -> None:
        with database.write() as session:
            session.add(client("first"))
            session.flush()
            raise RuntimeError("in between")

    with pytest.raises(RuntimeError, match="in between"):
        fail_midway()
    with database.read() as session:
        assert session.scalars(select(ClientRow)).all() == []


def test_readers_are_not_held_up_by_a_writer(database: Database) -> None:
    with database.write() as writing:
        writing.add(client("new"))
        writing.flush()
        with database.read() as reading:
            assert reading.scalars(select(ClientRow)).all() == []


def test_instants_come_back_as_they_went_in(database: Database) -> None:
    tokyo = timezone(timedelta(hours=9))
    moments = [
        datetime(2026, 11, 20, 21, 0, 0, 1, tzinfo=tokyo),
        datetime(2026, 11, 20, 12, tzinfo=UTC),
    ]
    with database.write() as session:
        session.add_all(reading(captured_at=moment) for moment in moments)
    with database.read() as session:
        rows = session.scalars(select(ReadingRow.captured_at).order_by(ReadingRow.captured_at))
        stored = rows.all()
    assert stored == sorted(moments)
    assert [moment.utcoffset() for moment in stored] == [timedelta(0)] * 2


def test_an_instant_without_a_zone_is_refused(database: Database) -> None:
    naive = NOON.replace(tzinfo=None)
    with pytest.raises(StatementError, match="without a zone"), database.write() as session:
        session.add(reading(captured_at=naive))


def test_what_is_no_database_is_left_alone_with_a_clear_error(path: Path) -> None:
    path.write_bytes(b"A letter to my grandmother. " * 100)
    with pytest.raises(StoreError, match="not a database"):
        Database(path)
    assert path.read_bytes().startswith(b"A letter")


def test_a_store_of_a_newer_version_is_left_alone_with_a_clear_error(
    database: Database, where: Path | str
) -> None:
    with database.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="newer version"):
        Database(where)


def test_two_writers_take_turns(database: Database, where: Path | str) -> None:
    """What a writer reads cannot change before it commits."""
    with Database(where) as other:
        second = threading.Thread(target=lambda: _count_up(other))
        with database.write() as session:
            before = settings.get(session, "count", 0)
            second.start()
            second.join(0.3)
            assert second.is_alive()
            settings.put(session, "count", before + 1)
        second.join(60)
    with database.read() as session:
        assert settings.get(session, "count") == 2


def _count_up(database: Database) -> None:
    with database.write() as session:
        settings.put(session, "count", settings.get(session, "count", 0) + 1)


def test_a_reader_has_one_view(database: Database) -> None:
    with database.read() as session:
        assert settings.get(session, "count") is None
        _count_up(database)
        session.expire_all()
        assert settings.get(session, "count") is None


def test_a_server_that_is_not_there_is_a_clear_error(tmp_path: Path) -> None:
    url = f"postgresql://someone:secret@/orders?host={tmp_path}"
    with pytest.raises(StoreError, match="cannot be used") as refused:
        Database(url)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("url", ["mysql://host/orders", "no url", "sqlite:///orders.sqlite3"])
def test_another_kind_of_store_is_refused(url: str) -> None:
    with pytest.raises(StoreError, match="postgresql://"):
        Database(url)


@pytest.mark.parametrize(("is_forced", "synchronous"), [(True, 2), (False, 1)])
def test_commits_are_forced_to_the_disk_but_for_the_companion(
    tmp_path: Path, is_forced: bool, synchronous: int
) -> None:
    path = prepare_data_dir(tmp_path / "own") / DATABASE_NAME
    with Database(path, is_forced=is_forced) as store, store.read() as session:
        assert session.scalar(text("PRAGMA synchronous")) == synchronous
        assert session.scalar(text("PRAGMA journal_mode")) == "wal"


def test_the_companion_does_not_force_them(companion_app: CompanionApp) -> None:
    with companion_app.database.read() as session:
        if companion_app.database.kind == SQLITE:
            assert session.scalar(text("PRAGMA synchronous")) == 1
