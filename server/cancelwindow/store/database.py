"""The SQLite file: opening, migrating, and the two kinds of transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.util import CommandError
from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

BUSY_TIMEOUT_MS = 5_000
"""How long a writer waits for another: `serve` and `pair` share the file, writes take moments."""

_BEGIN = "cancelwindow_begin"


class StoreError(Exception):
    """The file cannot be used; the text says why and what to do."""


class Database:
    """The companion's store. Several processes may hold the same file open.

    `read()` gives a session on one consistent view; `write()` gives one that holds SQLite's write
    lock from its first moment, so that what it reads cannot change before it commits.
    """

    def __init__(self, path: Path) -> None:
        """Open the existing (possibly empty) file at `path` and bring its tables up to date.

        Raises:
            StoreError: the file is no database of ours, is newer than we are, or stays locked.
        """
        self._engine = create_engine(URL.create("sqlite", database=str(path)))
        event.listen(self._engine, "connect", _on_connect)
        event.listen(self._engine, "begin", _on_begin)
        self._writer = self._engine.execution_options(**{_BEGIN: "BEGIN IMMEDIATE"})
        try:
            migrate(self._writer)
        except CommandError as error:
            self.close()
            raise StoreError(
                f"{path} was written by a newer version. Update Cancel Window, "
                "or name another folder with --data-dir."
            ) from error
        except DatabaseError as error:
            self.close()
            raise StoreError(
                f"{path} cannot be opened ({error.orig}). If it is damaged, move it away: "
                "a new one is made, and browsers have to be paired again."
            ) from error

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session to read with; nothing it adds is kept."""
        with Session(self._engine) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session to write with; commits at the end, and rolls back whole on any exception."""
        with Session(self._writer, expire_on_commit=False) as session, session.begin():
            yield session

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


def migrate(engine: Engine) -> None:
    """Apply all migrations in one transaction: two processes starting at once cannot collide."""
    with engine.begin() as connection:
        config = AlembicConfig()
        config.set_main_option("script_location", "cancelwindow.store:migrations")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _on_connect(dbapi_connection: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
    # Python's driver opens transactions by its own rules; SQLAlchemy's "begin" shall do it alone.
    dbapi_connection.isolation_level = None
    dbapi_connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    dbapi_connection.execute("PRAGMA foreign_keys = ON")
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
