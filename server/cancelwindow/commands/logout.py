"""`cancelwindow logout`: remove the browser profile of an account, with its cookies."""

from __future__ import annotations

import typer

from cancelwindow.commands.history_options import ACCOUNT, EXIT_BUSY, Account, profile_for
from cancelwindow.commands.options import (
    EXIT_DATA_FOLDER,
    EXIT_UNKNOWN,
    DataDir,
    config_for,
    fail,
)
from cancelwindow.history.profiles import ProfileError, ProfileInUseError


def logout(account: Account = ACCOUNT, data_dir: DataDir = None) -> None:
    """Remove the browser profile that `cancelwindow login` made. The orders that were read stay."""
    profile = profile_for(config_for(data_dir), account)
    if not profile.exists:
        raise fail(f"Nobody is signed in as {account!r}.", EXIT_UNKNOWN)
    try:
        with profile.used():
            profile.remove()
    except ProfileInUseError as error:
        raise fail(str(error), EXIT_BUSY) from error
    except ProfileError as error:
        raise fail(str(error), EXIT_DATA_FOLDER) from error
    typer.echo(f"Signed out: the browser profile of {account!r} is gone. What was read stays.")
