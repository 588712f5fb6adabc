"""`cancelwindow login`: sign in to AliExpress in a real window, once per account."""

from __future__ import annotations

from typing import Annotated

import typer

from cancelwindow.commands.history_options import (
    ACCOUNT,
    EXIT_BUSY,
    EXIT_NO_BROWSER,
    Account,
    Replay,
    profile_for,
)
from cancelwindow.commands.options import DataDir, config_for, fail
from cancelwindow.commands.stored import open_database
from cancelwindow.history.browsing import Browsing, NoBrowserError
from cancelwindow.history.profiles import ProfileInUseError
from cancelwindow.history.signing_in import SignInError, sign_in
from cancelwindow.history.stop_request import stop_request
from cancelwindow.store import walks
from cancelwindow.store.accounts import add_account

EXIT_NOT_SIGNED_IN = 1


def login(
    account: Account = ACCOUNT,
    minutes: Annotated[
        float, typer.Option(help="How long to wait for you to sign in.", min=0.01)
    ] = 15,
    data_dir: DataDir = None,
    replay: Replay = None,
) -> None:
    """Open a browser window to sign in to AliExpress; nothing you type there is looked at."""
    config = config_for(data_dir)
    with open_database(config) as database:
        profile = profile_for(config, account)
        is_new = not profile.exists
        browsing = Browsing(profile=profile.folder, replay=replay)
        typer.echo(
            "A browser window opens. Sign in to AliExpress there; it closes by itself once your "
            "order list is there.",
            err=True,
        )
        try:
            with (
                profile.used(),
                stop_request() as request,
                browsing.window(config.clock, headless=replay is not None) as session,
            ):
                orders = sign_in(
                    session, origin=replay, patience=60 * minutes, is_stopped=request.is_made
                )
        except ProfileInUseError as error:
            raise fail(str(error), EXIT_BUSY) from error
        except (NoBrowserError, SignInError) as error:
            if is_new:
                profile.remove()
            code = EXIT_NO_BROWSER if isinstance(error, NoBrowserError) else EXIT_NOT_SIGNED_IN
            raise fail(f"Not signed in. {error}", code) from error
        with database.write() as session_of_store:
            row = add_account(session_of_store, account, config.clock())
            walks.warm_up(session_of_store, row.id)
    name = "" if account == ACCOUNT else f" {account}"
    typer.echo(
        f"Signed in: the first page of your order list shows {orders} orders. "
        f"Read them all with: cancelwindow sync{name}"
    )
