"""The data folder and the store in it. Nothing is made, migrated or mended."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
from pathlib import Path

from cancelwindow.config import FOLDER_MODE, HAS_MODES, Config
from cancelwindow.doctor.finding import Finding, failed, ok, warn
from cancelwindow.store import copies
from cancelwindow.store.database import StoreError, revision_at
from cancelwindow.store.migrating import is_known_revision, newest_revision

LITTLE_SPACE = 200 * 1024 * 1024
"""Bytes; a migration copies the store first."""


def folder(config: Config) -> Finding:
    """Whether the data folder is there, private and writable."""
    path = config.data_dir
    if not path.exists():
        return warn(
            "folder", f"{path} is not there yet.", "It is made by the first: cancelwindow serve"
        )
    refused = _refused(path)
    if refused is not None:
        return failed("folder", *refused)
    free = shutil.disk_usage(path).free
    if free < LITTLE_SPACE:
        return warn(
            "folder", f"Only {free // 1024**2} MB are free at {path}.", "Free some space there."
        )
    return ok("folder", f"{path} is private and can be written.")


def _refused(path: Path) -> tuple[str, str] | None:
    """What keeps the companion from using a folder, and what to do."""
    elsewhere = "Name a folder of your own with --data-dir."
    if not path.is_dir():
        return f"{path} is no folder.", elsewhere
    if HAS_MODES and path.stat().st_uid != os.getuid():
        return f"{path} belongs to another user.", elsewhere
    if HAS_MODES and stat.S_IMODE(path.stat().st_mode) != FOLDER_MODE:
        return f"Other users may open {path}.", f"Close it with: chmod 700 '{path}'"
    if not os.access(path, os.R_OK | os.W_OK | os.X_OK):
        return f"{path} cannot be written.", elsewhere
    return None


def store(config: Config) -> Finding:
    """Whether the store is sound and of this version."""
    where = config.store
    if isinstance(where, Path):
        if not where.exists() or not where.stat().st_size:
            return warn(
                "store", "Nothing is stored yet.", "It is made by the first: cancelwindow serve"
            )
        damage = _damage(where)
        if damage is not None:
            return damage
    try:
        revision = revision_at(where)
    except StoreError as error:
        return failed("store", str(error), "Do what it says, then run the doctor again.")
    if revision == newest_revision():
        kind = "SQLite" if isinstance(where, Path) else "PostgreSQL"
        return ok("store", f"The store ({kind}, version {revision}) is sound.")
    if revision is None or is_known_revision(revision):
        return warn(
            "store",
            f"The store is of an older version ({revision or 'none'}).",
            "It is brought up to date by the next: cancelwindow serve",
        )
    return failed(
        "store",
        f"The store is of a newer version ({revision}).",
        "Update Cancel Window, or name another folder with --data-dir.",
    )


def _damage(path: Path) -> Finding | None:
    remedy = "Put a copy back with: cancelwindow restore FILE"
    try:
        faults = copies.faults_of(path)
    except sqlite3.Error as error:
        return failed("store", f"The store cannot be read ({type(error).__name__}).", remedy)
    if faults:
        return failed("store", f"The store is damaged in {len(faults)} places.", remedy)
    return None
