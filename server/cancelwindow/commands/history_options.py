"""Options of the commands that walk through the history."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

import typer

from aliorders.launch import LOOPBACK
from cancelwindow.commands.options import EXIT_UNKNOWN, fail
from cancelwindow.config import Config
from cancelwindow.history.profiles import Profile, ProfileNameError, profile_of
from cancelwindow.store.tables import DEFAULT_ACCOUNT

EXIT_INCOMPLETE = 1
"""Something could not be read."""

EXIT_STOPPED = 5
"""The site, the limit of the day or the person ended it; another run goes on."""

EXIT_BUSY = 6
"""Another command uses the account."""

EXIT_NO_BROWSER = 7


def _replay(address: str | None) -> str | None:
    """typer.BadParameter for an address that is not of this machine."""
    if address is None:
        return None
    parts = urlsplit(address)
    if parts.scheme != "http" or parts.hostname != LOOPBACK:
        raise typer.BadParameter(f"{address} is not http://{LOOPBACK}:PORT")
    return address.rstrip("/")


Account = Annotated[
    str, typer.Argument(help="Name of the account, as you like; for those who have several.")
]

Replay = Annotated[
    str | None,
    typer.Option(
        "--replay",
        metavar="URL",
        callback=_replay,
        hidden=True,
        help="A replay of the site on this machine instead of AliExpress, without the pauses.",
    ),
]

ACCOUNT = DEFAULT_ACCOUNT


def profile_for(config: Config, account: str) -> Profile:
    """The browser profile of an account; ends the command for a name that is none."""
    try:
        return profile_of(config.data_dir, account)
    except ProfileNameError as error:
        raise fail(str(error), EXIT_UNKNOWN) from error
