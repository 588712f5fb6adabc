"""The store of a companion, for commands that look into it."""

from __future__ import annotations

from cancelwindow.commands.options import EXIT_DATA_FOLDER, fail
from cancelwindow.config import Config, DataFolderError, prepare_data_dir
from cancelwindow.store.database import Database, StoreError


def open_database(config: Config) -> Database:
    """The store that a running companion of this folder also uses."""
    try:
        prepare_data_dir(config.data_dir)
        return Database(config.store)
    except (DataFolderError, StoreError) as error:
        raise fail(str(error), EXIT_DATA_FOLDER) from error
