"""Settings of one companion, and the folder it keeps its data in."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from platformdirs import user_data_path

from aliorders import learned
from cancelwindow.policy.buyer import CountryCode
from cancelwindow.protocol import DEFAULT_PORT, PRODUCT

DATABASE_NAME = "companion.sqlite3"

STORE_URL_VARIABLE = "CANCELWINDOW_STORE_URL"
"""Environment variable that names a PostgreSQL to use instead of the file."""

STORE_URL_NAME = "store-url"
"""File of the data folder with the same in its first line; the variable comes first. Neither is
visible to other users, as an option on a command line would be."""

FOLDER_MODE = 0o700
FILE_MODE = 0o600

HAS_MODES = os.name == "posix"
"""Elsewhere (Windows) the user's profile folder is already private to the user."""


Clock = Callable[[], datetime]
"""Gives the present instant in aware UTC."""


class DataFolderError(Exception):
    """The data folder cannot be used safely; the text says why and what to do."""


def utc_now() -> datetime:
    """The present instant, aware UTC."""
    return datetime.now(UTC)


def default_data_dir() -> Path:
    """The folder for user data that this operating system prescribes."""
    return user_data_path(PRODUCT, appauthor=False)


@dataclass(frozen=True, slots=True)
class Config:
    """What a companion needs to know before it starts.

    `port` is the port it really listens on, because the guard compares it with the Host header.
    `language` is what a client is answered in that names none: any tag, the nearest is taken.
    `clock` gives the present instant in aware UTC; nothing else in the companion asks for the time.
    """

    data_dir: Path
    port: int = DEFAULT_PORT
    log_level: str = "info"
    country: CountryCode | None = None
    """Country the orders go to, as the user said; None where they did not."""
    clock: Clock = utc_now
    language: str = "en"
    store_url: str | None = None
    """Of a PostgreSQL database; without one, the SQLite file of the data folder is used."""

    @property
    def store(self) -> Path | str:
        """What `Database` opens."""
        return self.store_url or self.database_path

    @property
    def database_path(self) -> Path:
        """The SQLite file."""
        return self.data_dir / DATABASE_NAME

    @property
    def words_path(self) -> Path:
        """The file of learned words; in the usual place, the one that `aliorders words` shows."""
        if self.data_dir == default_data_dir():
            return learned.default_path()
        return self.data_dir / learned.FILE_NAME


def configured_store_url(data_dir: Path) -> str | None:
    """The PostgreSQL that the environment, or a file of the data folder, names."""
    named = os.environ.get(STORE_URL_VARIABLE, "").strip()
    if named:
        return named
    try:
        lines = (data_dir / STORE_URL_NAME).read_text(encoding="utf-8").splitlines()
    except OSError:
        return None
    return next((line.strip() for line in lines if line.strip()), None)


def prepare_data_dir(data_dir: Path) -> Path:
    """Make sure that only this user can open `data_dir` and the database in it.

    A new folder is made private. An existing one that others may open is made private when it is
    ours (empty, or holding our database) and refused otherwise: closing a folder that somebody
    shares for another purpose is not ours to do.

    Raises:
        DataFolderError: it is no folder, belongs to another user, is shared, or cannot be written.
    """
    try:
        if not data_dir.exists():
            data_dir.mkdir(mode=FOLDER_MODE, parents=True)
        if not data_dir.is_dir():
            raise DataFolderError(
                f"{data_dir} is not a folder. Name another folder with --data-dir."
            )
        if HAS_MODES:
            _close_folder(data_dir)
        _create_private(data_dir / DATABASE_NAME)
        if (data_dir / STORE_URL_NAME).exists():
            _create_private(data_dir / STORE_URL_NAME)
    except OSError as error:
        raise DataFolderError(
            f"The data folder {data_dir} cannot be used ({error.strerror}). "
            "Name another folder with --data-dir."
        ) from error
    return data_dir


def _close_folder(data_dir: Path) -> None:
    status = data_dir.stat()
    if status.st_uid != os.getuid():
        raise DataFolderError(
            f"The data folder {data_dir} belongs to another user. "
            "Name a folder of your own with --data-dir."
        )
    if stat.S_IMODE(status.st_mode) == FOLDER_MODE:
        return
    ours = (data_dir / DATABASE_NAME).exists() or not any(data_dir.iterdir())
    if not ours:
        raise DataFolderError(
            f"The folder {data_dir} holds other files and other users may open it. "
            f"Name an empty or new folder with --data-dir, or run: chmod 700 '{data_dir}'"
        )
    data_dir.chmod(FOLDER_MODE)


def _create_private(path: Path) -> None:
    """Create `path` readable by this user only, or close it; SQLite's WAL copies the mode."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, FILE_MODE)
    try:
        if HAS_MODES:
            os.fchmod(descriptor, FILE_MODE)
    finally:
        os.close(descriptor)
