"""Every layer in the order in which one rests on the other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy.exc import DBAPIError

from cancelwindow.config import Config
from cancelwindow.doctor import companion, installation, storage, usage
from cancelwindow.doctor.finding import Finding, Level, failed
from cancelwindow.store.database import Database, StoreError


def examine(config: Config, now: datetime) -> Iterator[Finding]:
    """Look at each layer; what rests on a broken one is not looked at.

    Args:
        config: `port` is the one that browsers ask on.
        now: aware UTC.
    """
    yield installation.python()
    yield installation.policy(now.date())
    yield storage.folder(config)
    stored = storage.store(config)
    yield stored
    yield companion.companion(config.data_dir, config.port)
    if stored.level is Level.OK:
        yield from _used(config, now)
    yield installation.browser()


def _used(config: Config, now: datetime) -> Iterator[Finding]:
    try:
        with Database(config.store) as database, database.read() as session:
            yield usage.pairing(session, now)
            yield usage.reading(session)
            yield usage.reminders(session)
    except (DBAPIError, StoreError) as error:
        yield failed(
            "store",
            f"The store could not be read ({type(error).__name__}).",
            "Try again; if it stays, put a copy back with: cancelwindow restore FILE",
        )
