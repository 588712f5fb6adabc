"""Browser profiles of our own: one folder per account, which only this user can open."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from cancelwindow.config import FILE_MODE, FOLDER_MODE

FOLDER = "profiles"

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")


class ProfileError(Exception):
    """The profile cannot be used; the text says why and what to do."""


class ProfileNameError(ProfileError):
    """The name of the account cannot be one of a folder."""


class ProfileInUseError(ProfileError):
    """Another command uses this profile at the moment."""


@dataclass(frozen=True)
class Profile:
    """The browser profile of one account."""

    account: str
    folder: Path

    @property
    def exists(self) -> bool:
        """Whether somebody has signed in with it, and not out again."""
        return self.folder.is_dir() and any(self.folder.iterdir())

    @contextmanager
    def used(self) -> Iterator[None]:
        """Keep other commands off the profile; a killed one holds it no longer.

        Raises:
            ProfileInUseError: another command uses it.
        """
        self.folder.parent.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        lock = FileLock(self.folder.with_suffix(".lock"), timeout=0, mode=FILE_MODE)
        try:
            lock.acquire()
        except Timeout:
            raise ProfileInUseError(
                f"Another command uses the account {self.account!r} at the moment. "
                "Wait until it has ended."
            ) from None
        try:
            yield
        finally:
            lock.release()

    def remove(self) -> bool:
        """Remove the profile with its cookies; whether there was one.

        Raises:
            ProfileError: a file in it cannot be removed.
        """
        existed = self.folder.is_dir()
        try:
            if existed:
                shutil.rmtree(self.folder)
        except OSError as error:
            raise ProfileError(
                f"{error.filename} cannot be removed ({error.strerror}). "
                f"Close the browser that uses it, or remove {self.folder} yourself."
            ) from error
        return existed


def profile_of(data_dir: Path, account: str) -> Profile:
    """The profile of an account, which need not exist yet.

    Raises:
        ProfileNameError: the name is not one.
    """
    if not _NAME.fullmatch(account):
        raise ProfileNameError(
            f"{account!r} is no name for an account. Take up to 40 letters, digits, - and _."
        )
    return Profile(account, data_dir / FOLDER / account)
