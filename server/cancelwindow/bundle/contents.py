"""What is in a bug report: versions, the doctor's word, choices, figures and the log's end."""

from __future__ import annotations

import getpass
import platform
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sqlalchemy.exc import DBAPIError

from aliorders import __version__ as reader_version
from cancelwindow import __version__, preferences
from cancelwindow.bundle.secrecy import Secrets
from cancelwindow.bundle.stored import counts_of, secrets_of
from cancelwindow.config import Config
from cancelwindow.doctor.finding import Finding, Level
from cancelwindow.logs import LOG_NAME
from cancelwindow.policy.loader import fingerprint, load_policy
from cancelwindow.protocol import PROTOCOL
from cancelwindow.reminders import address
from cancelwindow.store.database import Database, StoreError

LOG_LINES = 400

_PACKAGES = ("flask", "pydantic", "sqlalchemy", "selectolax", "lxml", "waitress", "playwright")

_NOBODY = frozenset({"admin", "root", "user", ""})
"""Names that many computers have for whoever uses them."""

Members = dict[str, Any]
"""Names of files in the report, and the JSON in each."""


def gathered(config: Config, findings: Sequence[Finding], now: datetime) -> tuple[Members, Secrets]:
    """Everything for a report, not yet scrubbed, and what may not be in it.

    Of a store that cannot be read nothing is told, and then the log is left out too: nobody could
    say what in it is a secret.
    """
    members: Members = {
        "versions.json": _versions(),
        "doctor.json": [one.model_dump(mode="json") for one in findings],
        "policy.json": _policy(now),
        "about.json": {"made_at": now.isoformat(timespec="minutes"), "stored": "not read"},
    }
    known = list(_of_this_computer())
    if any(one.layer == "store" and one.level is Level.OK for one in findings):
        try:
            with Database(config.store) as database, database.read() as session:
                known += secrets_of(session)
                members["counts.json"] = counts_of(session)
                members["choices.json"] = _choices(preferences.read(session), address.read(session))
        except (DBAPIError, StoreError):
            known = list(_of_this_computer())
        else:
            members["about.json"]["stored"] = "left out"
            members["log.json"] = _log(config.data_dir / LOG_NAME)
    if config.store_url is not None:
        known.append(config.store_url)
    return _without_paths(members, config.data_dir), Secrets(known)


def _versions() -> dict[str, Any]:
    return {
        "cancelwindow": __version__,
        "aliorders": reader_version,
        "protocol": PROTOCOL,
        "python": platform.python_version(),
        "system": [platform.system(), platform.release(), platform.machine()],
        "packages": {name: version(name) for name in _PACKAGES},
    }


def _policy(now: datetime) -> dict[str, Any]:
    parameters = load_policy().tables.parameters
    return {
        # Whole it would look like a token.
        "fingerprint": fingerprint()[:8],
        "parameters": len(parameters),
        "due": sorted(name for name, one in parameters.items() if one.review_by <= now.date()),
    }


def _choices(chosen: preferences.Preferences, to: address.ReminderAddress | None) -> dict[str, Any]:
    """What was chosen, as far as it says nothing of where somebody lives or when they sleep."""
    return {
        "language": chosen.language,
        "has_country": chosen.country is not None,
        "has_time_zone": chosen.time_zone is not None,
        "has_quiet_hours": chosen.quiet_from is not None,
        "reminders_go_to": None if to is None else to.form.value,
        "reminders_name_orders": to is not None and to.names_orders,
    }


def _log(file: Path) -> list[str]:
    try:
        lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
    return lines[-LOG_LINES:]


def _of_this_computer() -> Iterator[str]:
    """Names of whoever uses it, and its own."""
    try:
        names = [getpass.getuser(), Path.home().name, platform.node()]
    except (OSError, KeyError, RuntimeError):
        return
    yield from (name for name in names if name.lower() not in _NOBODY)


def _without_paths(value: Any, data_dir: Path) -> Any:
    """The same with the data folder and the home folder under names that say nothing."""
    if isinstance(value, str):
        return value.replace(str(data_dir), "DATA-FOLDER").replace(str(Path.home()), "HOME-FOLDER")
    if isinstance(value, Mapping):
        return {name: _without_paths(one, data_dir) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_without_paths(one, data_dir) for one in value]
    return value
