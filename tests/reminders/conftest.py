"""Every test here that asks for a store runs on SQLite and on PostgreSQL."""

from __future__ import annotations

import pytest

from postgres_server import PostgresServer


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest) -> str | None:
    """Of a new PostgreSQL database; None for SQLite."""
    if request.param == "sqlite":
        return None
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.new_database()
