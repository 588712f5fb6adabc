"""The store of a companion, for commands that look into it."""

from __future__ import annotations

from datetime import datetime

from cancelwindow import preferences
from cancelwindow.commands.options import EXIT_DATA_FOLDER, fail
from cancelwindow.config import Config, DataFolderError, prepare_data_dir
from cancelwindow.policy.buyer import Buyer
from cancelwindow.policy.loader import load_policy
from cancelwindow.rejudging import Rejudge
from cancelwindow.store.database import Database, StoreError


def open_database(config: Config) -> Database:
    """The store that a running companion of this folder also uses."""
    try:
        prepare_data_dir(config.data_dir)
        return Database(config.store)
    except (DataFolderError, StoreError) as error:
        raise fail(str(error), EXIT_DATA_FOLDER) from error


def judge_stored(database: Database, now: datetime) -> None:
    """Judge every stored order again whose answer may be another one by `now` (aware UTC)."""
    with database.read() as session:
        country = preferences.read(session).country
    rejudge = Rejudge(database, load_policy(), Buyer(country=country))
    while rejudge.some(now):
        pass
