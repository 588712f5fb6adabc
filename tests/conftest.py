"""Fixtures that tests of several folders share."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import structlog
from hypothesis import settings
from sqlalchemy import Engine, inspect

from cancelwindow.config import DATABASE_NAME, prepare_data_dir
from cancelwindow.logs import name_exception
from cancelwindow.store import database as stores
from cancelwindow.store.database import SQLITE, Database
from companion_app import CompanionApp
from companion_process import CompanionProcess
from postgres_server import PostgresServer

# Tests read English, whatever the person who runs them speaks.
os.environ["LC_MESSAGES"] = "C"

# The library's own way draws the variables of every frame, which takes seconds a fault.
structlog.configure(processors=[name_exception, structlog.dev.ConsoleRenderer()])

# The first example of a test also loads tables; how long that takes is no property of ours.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(scope="session", autouse=True)
def migrated_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """All migrations run once in this process; an empty SQLite store then gets what they made."""
    path = tmp_path_factory.mktemp("migrated") / DATABASE_NAME
    Database(path).close()
    with closing(sqlite3.connect(path)) as made:
        # Without the dump's own transaction.
        statements = [
            one for one in made.iterdump() if one not in {"BEGIN TRANSACTION;", "COMMIT;"}
        ]
    really_migrate = stores.migrate

    def migrate(engine: Engine) -> None:
        if engine.dialect.name == SQLITE:
            # One transaction, as a migration is: others may open the same store meanwhile.
            with engine.begin() as connection:
                if not inspect(connection).get_table_names():
                    for statement in statements:
                        connection.exec_driver_sql(statement)
        really_migrate(engine)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stores, "migrate", migrate)
        yield


@pytest.fixture
def companion(tmp_path: Path) -> Iterator[CompanionProcess]:
    """A running companion of this test alone, on a free port."""
    with CompanionProcess(tmp_path / "companion") as process:
        yield process


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server of this process of the test run."""
    with PostgresServer() as server:
        yield server


@pytest.fixture
def store_url() -> str | None:
    """Where the store is: None for SQLite. Folders whose tests run on both override this."""
    return None


@pytest.fixture
def database(tmp_path: Path, store_url: str | None) -> Iterator[Database]:
    """An empty store of this test alone."""
    path = prepare_data_dir(tmp_path / "store") / DATABASE_NAME
    with Database(store_url or path) as store:
        yield store


@pytest.fixture
def companion_app(tmp_path: Path, store_url: str | None) -> Iterator[CompanionApp]:
    """The companion's application without a server, of this test alone."""
    app = CompanionApp(tmp_path / "companion", store_url=store_url)
    yield app
    app.close()
