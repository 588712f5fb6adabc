"""The program itself: Python and its packages, the rules, and a browser for the history."""

from __future__ import annotations

import re
import sys
from datetime import date
from importlib.metadata import PackageNotFoundError, requires, version

from aliorders import chromium
from cancelwindow import __version__
from cancelwindow.doctor.finding import Finding, failed, ok, warn
from cancelwindow.policy.loader import PolicyError, load_policy

OLDEST_PYTHON = (3, 11)

_DISTRIBUTION = "cancel-window"

_NAME = re.compile(r"[A-Za-z0-9._-]+")


def python() -> Finding:
    """Whether this Python is new enough and has every package."""
    said = f"Cancel Window {__version__} on Python {'.'.join(map(str, sys.version_info[:3]))}"
    if sys.version_info < OLDEST_PYTHON:
        return failed("python", f"{said}, which is too old.", "Install Python 3.11 or newer.")
    try:
        missing = [name for name in _needed() if not _is_there(name)]
    except PackageNotFoundError:
        return failed("python", f"{said}, which is not installed.", "Run `make setup` again.")
    if missing:
        return failed("python", f"{said} lacks {', '.join(missing)}.", "Run `make setup` again.")
    if sys.prefix == sys.base_prefix:
        return warn(
            "python",
            f"{said}, in no environment of its own.",
            "Run it from `.venv`, as `make setup` makes it.",
        )
    return ok("python", f"{said}, with every package.")


def _needed() -> list[str]:
    """Packages that are needed on every system; what has a marker may not be."""
    wanted = (one for one in requires(_DISTRIBUTION) or () if ";" not in one)
    return [found[0] for one in wanted if (found := _NAME.match(one)) is not None]


def _is_there(name: str) -> bool:
    try:
        version(name)
    except PackageNotFoundError:
        return False
    return True


def policy(today: date) -> Finding:
    """Whether the rules load, and whether any of their figures should be looked at again."""
    try:
        book = load_policy()
    except PolicyError as error:
        return failed("policy", f"The rules do not load: {error}", "Install Cancel Window anew.")
    parameters = book.tables.parameters
    due = sorted(name for name, one in parameters.items() if one.review_by <= today)
    if due:
        return warn(
            "policy",
            f"{len(due)} of {len(parameters)} figures are due for review.",
            "Update Cancel Window, or look at them: cancelwindow policy --due",
        )
    first = min(one.review_by for one in parameters.values())
    return ok("policy", f"{len(parameters)} figures, none due for review before {first}.")


def browser() -> Finding:
    """Whether there is a browser for `login` and `sync`."""
    try:
        path = chromium.find()
    except chromium.BrowserMissingError:
        return warn(
            "browser",
            "No browser for `login` and `sync`.",
            "Get one with: cancelwindow browser --install",
        )
    found = chromium.version_of(path)
    if found is None:
        return warn(
            "browser",
            f"The browser {path} does not start.",
            "Get another one with: cancelwindow browser --install",
        )
    return ok("browser", f"{found} for `login` and `sync`.")
