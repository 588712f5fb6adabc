"""One companion per data folder: a lock that the operating system gives back, however it ends."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

LOCK_NAME = "companion.lock"

FILE_MODE = 0o600


class TakenError(Exception):
    """Another companion uses the folder; the text says what to do."""


class Instance:
    """Holds a data folder for one companion, until it is closed or the process ends."""

    def __init__(self, data_dir: Path) -> None:
        """Take the lock of an existing folder. Raises TakenError where another process has it."""
        self._file = os.open(data_dir / LOCK_NAME, os.O_RDWR | os.O_CREAT, FILE_MODE)
        try:
            _lock(self._file)
        except OSError as error:
            os.close(self._file)
            raise TakenError(
                f"Another companion already uses the folder {data_dir}. Use that one, stop it, or "
                "name another folder with --data-dir."
            ) from error

    def close(self) -> None:
        """Give the folder back."""
        os.close(self._file)

    def __enter__(self) -> Self:
        """The instance itself, closed at the end of the block."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Give the folder back."""
        self.close()


if sys.platform == "win32":
    import msvcrt

    def _lock(file: int) -> None:
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
