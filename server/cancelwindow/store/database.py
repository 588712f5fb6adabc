"""The database: opening and migrating it, and the two kinds of transaction.

SQLite in the data folder unless a PostgreSQL is named; all else is written for both. Either way one
transaction writes at a time: SQLite has one lock for writing, and on PostgreSQL every writer takes
the same advisory lock first. The threads of one process take turns before that.

What was committed to SQLite survives the end of the process at any moment, `kill -9` included: it
is in the log file by then. Commands and walks force it to the disk too. The companion, which
commits with every page, does not (`synchronous = NORMAL`): a power cut or a crash of the whole
system may take its last transactions. Each goes whole or not at all, the file stays sound, and a
page that is opened again is seen again.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from cancelwindow.store import copies
from cancelwindow.store.faults import fault_of
from cancelwindow.store.migrating import is_known_revision, migrate, newest_revision

BUSY_TIMEOUT_MS = 5_000
"""How long a writer waits for another: `serve` and `pair` share the store, writes take moments."""

CACHE_KIB = 1_024
"""Memory for pages of the file, by connection."""

SQLITE = "sqlite"
POSTGRESQL = "postgresql"

WRITER_KEY = 0x43_57_00_01
"""Key of PostgreSQL's advisory lock that every writer holds."""

_BEGIN = "cancelwindow_begin"


class StoreError(Exception):
    """The store cannot be used; the text says why and what to do."""


class Database:
    """The companion's store. Several processes may hold the same one open.

    `read()` gives a session on one consistent view; `write()` gives one that holds the lock for
    writing from its first moment, so that what it reads cannot change before it commits.
    """

    def __init__(self, where: Path | str, *, is_forced: bool = True) -> None:
        """Open the existing (possibly empty) SQLite file, or the PostgreSQL database at a URL, and
        bring its tables up to date. A file is copied before a migration changes it.

        Args:
            is_forced: whether a commit waits until SQLite's file is on the disk.

        Raises:
            StoreError: it is no database of ours, is newer than we are, stays locked, or cannot be
                reached or copied.
        """
        self.name = str(where) if isinstance(where, Path) else _without_password(where)
        """The file, or the URL without its password."""
        self._engine = (
            _sqlite(where, is_forced=is_forced) if isinstance(where, Path) else _postgresql(where)
        )
        self._turn = threading.Lock()
        self._reader = self._engine
        self._writer = self._engine.execution_options(**{_BEGIN: "BEGIN IMMEDIATE"})
        if self.kind == POSTGRESQL:
            self._reader = self._engine.execution_options(isolation_level="REPEATABLE READ")
            lock = f"SELECT pg_advisory_xact_lock({WRITER_KEY})"
            self._writer = self._engine.execution_options(
                **{_BEGIN: lock, "isolation_level": "READ COMMITTED"}
            )
        try:
            found = _revision(self._engine)
            if found is not None and not is_known_revision(found):
                self.close()
                raise StoreError(
                    f"{self.name} was written by a newer version. Update Cancel Window, "
                    "or name another folder with --data-dir."
                )
            if found != newest_revision():
                if isinstance(where, Path) and found is not None:
                    _copy_before_migration(where, found)
                migrate(self._writer)
        except DBAPIError as error:
            self.close()
            raise StoreError(_told(self.name, self.kind, error)) from error

    @property
    def kind(self) -> str:
        """Kind of database: ``sqlite`` or ``postgresql``."""
        return self._engine.dialect.name

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session to read with; nothing it adds is kept."""
        with Session(self._reader) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session to write with; commits at the end, and rolls back whole on any exception."""
        with (
            self._taking_turns(),
            Session(self._writer, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session

    @contextmanager
    def _taking_turns(self) -> Iterator[None]:
        """Let the threads of this process write one after another.

        SQLite has a writer that finds another sleep and try again, ever longer, while this lock is
        handed over at once. Whoever waited too long for it goes on to be told so by the database.
        """
        is_mine = self._turn.acquire(timeout=BUSY_TIMEOUT_MS / 1_000)
        try:
            yield
        finally:
            if is_mine:
                self._turn.release()

    def wipe_free_space(self) -> None:
        """Write the file anew, so that nothing of what was deleted stays in it or in its log."""
        if self._engine.dialect.name != "sqlite":
            return
        with self._engine.connect() as connection:
            # Neither works inside a transaction, which SQLAlchemy would begin.
            cursor = connection.connection.cursor()
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        """The store itself, closed at the end of the block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close every connection."""
        self.close()


def revision_at(where: Path | str) -> str | None:
    """The revision of a store's tables, which stay as they are; None where there are none.

    Raises:
        StoreError: it cannot be reached or read.
    """
    engine = _sqlite(where, is_forced=True) if isinstance(where, Path) else _postgresql(where)
    try:
        return _revision(engine)
    except DBAPIError as error:
        name = str(where) if isinstance(where, Path) else _without_password(where)
        raise StoreError(_told(name, engine.dialect.name, error)) from error
    finally:
        engine.dispose()


def _revision(engine: Engine) -> str | None:
    """The revision of the tables; None where there are none yet."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return found


def _copy_before_migration(path: Path, revision: str) -> None:
    try:
        copies.copy(path, copies.before_migration(path, revision))
    except (OSError, sqlite3.Error) as error:
        raise StoreError(
            f"{path} has to be brought up to date, and no copy of it could be made before "
            f"({error}). Free some space on the disk, then try again; nothing was changed."
        ) from error


def _sqlite(path: Path, *, is_forced: bool) -> Engine:
    engine = create_engine(URL.create(SQLITE, database=str(path)))

    def connected(dbapi_connection: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
        _on_connect(dbapi_connection, "FULL" if is_forced else "NORMAL")

    event.listen(engine, "connect", connected)
    event.listen(engine, "begin", _on_begin)
    return engine


def _postgresql(url: str) -> Engine:
    try:
        parsed = make_url(url)
    except ArgumentError:
        parsed = None
    if parsed is None or parsed.get_backend_name() != POSTGRESQL:
        raise StoreError(
            "The store's URL is none of PostgreSQL. Write it as postgresql://USER@HOST/DATABASE."
        )
    options = f"-c lock_timeout={BUSY_TIMEOUT_MS} -c timezone=UTC"
    engine = create_engine(
        parsed.set(drivername=f"{POSTGRESQL}+psycopg"),
        connect_args={"options": options, "connect_timeout": BUSY_TIMEOUT_MS // 1_000},
        # A server that was restarted meanwhile is no reason to fail.
        pool_pre_ping=True,
    )
    event.listen(engine, "begin", _on_begin_postgresql)
    return engine


def _without_password(url: str) -> str:
    try:
        return make_url(url).render_as_string(hide_password=True)
    except ArgumentError:
        return "the store"


def _told(name: str, kind: str, error: DBAPIError) -> str:
    if kind == SQLITE:
        return (
            f"{name} cannot be opened ({error.orig}). If it is damaged, put a copy back with "
            "`cancelwindow restore FILE`, or move it away: a new one is made, and browsers have to "
            "be paired again."
        )
    fault = fault_of(error)
    why = str(error.orig).strip().splitlines()[0] if str(error.orig).strip() else "no answer"
    remedy = "See that the server runs and that you may use the database."
    return f"{name} cannot be used ({why}). {remedy if fault is None else fault.remedy}"


def _on_connect(dbapi_connection: sqlite3.Connection, synchronous: str) -> None:
    # Python's driver opens transactions by its own rules; SQLAlchemy's "begin" shall do it alone.
    dbapi_connection.isolation_level = None
    dbapi_connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    dbapi_connection.execute("PRAGMA foreign_keys = ON")
    dbapi_connection.execute(f"PRAGMA synchronous = {synchronous}")
    # Each connection has its own, and the system keeps the file's pages as well.
    dbapi_connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    if dbapi_connection.execute("PRAGMA journal_mode").fetchone() != ("wal",):
        try:
            dbapi_connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            # Another process has just made the file and is busy in it; either mode is safe, and
            # the next connection switches for good.
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise


def _on_begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get(_BEGIN, "BEGIN"))


def _on_begin_postgresql(connection: Connection) -> None:
    wanted: Any = connection.get_execution_options().get(_BEGIN)
    if wanted is not None:
        connection.exec_driver_sql(wanted)
