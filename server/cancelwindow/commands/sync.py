"""`cancelwindow sync`: read the whole order history with a browser of our own, politely."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Annotated

import typer

from aliorders.browser import RefusalKind, Session
from aliorders.order_pages import OrderPages
from cancelwindow.assessment import Assessor
from cancelwindow.commands.history_options import (
    ACCOUNT,
    EXIT_BUSY,
    EXIT_INCOMPLETE,
    EXIT_NO_BROWSER,
    EXIT_STOPPED,
    Account,
    Replay,
    profile_for,
)
from cancelwindow.commands.options import (
    EXIT_UNKNOWN,
    AsJson,
    Country,
    DataDir,
    config_for,
    fail,
)
from cancelwindow.commands.stored import open_database
from cancelwindow.config import Config
from cancelwindow.history import plan, reparse, report_text
from cancelwindow.history.browsing import Browsing, NoBrowserError
from cancelwindow.history.outcome import StopKind, StoppedError, WalkReport
from cancelwindow.history.profiles import Profile, ProfileInUseError
from cancelwindow.history.progress import progress
from cancelwindow.history.reparse import Reparser
from cancelwindow.history.scope import WalkScope
from cancelwindow.history.steps import Timing
from cancelwindow.history.stop_request import stop_request
from cancelwindow.history.syncing import Sync, stopped_of
from cancelwindow.lessons import Lessons
from cancelwindow.policy.buyer import Buyer
from cancelwindow.policy.loader import load_policy, load_politeness
from cancelwindow.policy.politeness import manners
from cancelwindow.store import page_copies
from cancelwindow.store.accounts import account_named
from cancelwindow.store.database import Database
from cancelwindow.terminal import console

_BROWSERS = 2
"""Browsers that one walk may use up: a browser can crash once."""


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no day. Give one such as 2026-01-31.") from None


def sync(  # noqa: PLR0913, PLR0917 - the options of a command
    account: Account = ACCOUNT,
    since: Annotated[
        str | None,
        typer.Option(metavar="DAY", help="Leave out orders placed before this day (ISO 8601)."),
    ] = None,
    full: Annotated[
        bool,
        typer.Option("--full", help="The whole list again, and the page of every order once."),
    ] = False,
    only_open: Annotated[
        bool, typer.Option("--only-open", help="Only orders under way, by their tabs of the list.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be opened; open nothing.")
    ] = False,
    reparse_copies: Annotated[
        bool,
        typer.Option("--reparse", help="Read the kept copies of pages again, without AliExpress."),
    ] = False,
    keep_copies: Annotated[
        int | None,
        typer.Option(
            metavar="DAYS",
            min=0,
            help="From now on keep a copy of each page for so many days, without what is personal; "
            "0 keeps none and removes those there are.",
        ),
    ] = None,
    attach: Annotated[
        str | None,
        typer.Option(
            metavar="URL",
            help="Use a browser that you have started with a debugging port, such as "
            "http://127.0.0.1:9222. Every program on this machine can drive such a browser.",
        ),
    ] = None,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Print nothing unless something went wrong.")
    ] = False,
    as_json: AsJson = False,
    country: Country = None,
    data_dir: DataDir = None,
    replay: Replay = None,
) -> None:
    """Read every order of an account into the store: new and changed ones first, each once."""
    scope = WalkScope(_day(since), full=full, only_open=only_open)
    if full and only_open:
        raise typer.BadParameter("--full and --only-open do not go together.")
    config = replace(config_for(data_dir), country=country)
    with open_database(config) as database:
        profile = profile_for(config, account)
        walk = _prepared(config, database, account, scope, is_replay=replay is not None)
        if keep_copies is not None:
            with database.write() as session:
                page_copies.allow(session, keep_copies)
        if dry_run:
            found = plan.plan_of(walk)
            _say(found.model_dump_json(), plan.lines_of(found), as_json=as_json, quiet=quiet)
            return
        if reparse_copies:
            result = _reparsed(config, database, walk.account_id)
            _say(
                result.model_dump_json(),
                list(reparse.lines_of(result)),
                as_json=as_json,
                quiet=quiet,
            )
            return
        if not (profile.exists or attach or replay):
            raise fail(
                f"Nobody is signed in as {account!r}. Sign in with: cancelwindow login {account}",
                EXIT_UNKNOWN,
            )
        browsing = Browsing(None if attach else profile.folder, attach, replay)
        report = _walked(walk, profile, browsing, shows=not (quiet or as_json))
    _say(
        report.model_dump_json(),
        list(report_text.lines_of(report)),
        as_json=as_json,
        quiet=quiet and report.complete,
    )
    if report.stopped is not None:
        raise typer.Exit(EXIT_STOPPED)
    if not report.complete:
        raise typer.Exit(EXIT_INCOMPLETE)


def _prepared(
    config: Config, database: Database, account: str, scope: WalkScope, *, is_replay: bool
) -> Sync:
    with database.read() as session:
        row = account_named(session, account)
    if row is None:
        raise fail(
            f"There is no account {account!r}. Sign in with: cancelwindow login {account}",
            EXIT_UNKNOWN,
        )
    usual = manners(load_politeness())
    return Sync(
        config=config,
        database=database,
        account=account,
        account_id=row.id,
        scope=scope,
        manners=usual.without_pauses() if is_replay else usual,
        timing=Timing(config.clock),
    )


def _reparsed(config: Config, database: Database, account_id: str) -> reparse.Reparse:
    lessons = Lessons(config.words_path)
    assessor = Assessor(database, load_policy(), lessons, Buyer(country=config.country))
    return Reparser(database, assessor, lessons, account_id, config.clock).run()


def _walked(walk: Sync, profile: Profile, browsing: Browsing, *, shows: bool) -> WalkReport:
    try:
        walk.hold_to_cooldown()
        with (
            profile.used(),
            stop_request() as request,
            progress(console(stderr=True), shows=shows) as told,
        ):
            walk.told, walk.is_stopped = told, request.is_made
            return _with_browsers(walk, browsing)
    except StoppedError as error:
        raise fail(report_text.stopped_line(stopped_of(error)), EXIT_STOPPED) from error
    except ProfileInUseError as error:
        raise fail(str(error), EXIT_BUSY) from error
    except NoBrowserError as error:
        raise fail(str(error), EXIT_NO_BROWSER) from error


def _with_browsers(walk: Sync, browsing: Browsing) -> WalkReport:
    """Walk; where the browser went away meanwhile, go on with another one."""
    refused: dict[str, None] = {}
    for left in reversed(range(_BROWSERS)):
        with browsing.walking(walk.config.clock) as session:
            pages = OrderPages(session, browsing.replay)
            report = walk.run(pages)
            refused.update(dict.fromkeys(_refused(session)))
        went_away = report.stopped is not None and report.stopped.why is StopKind.BROWSER
        if not (went_away and left):
            break
    return report.model_copy(update={"refused": tuple(refused)})


def _refused(session: Session) -> list[str]:
    return [one.target for one in session.refusals if one.kind is RefusalKind.WRITE]


def _say(data: str, lines: list[str], *, as_json: bool, quiet: bool) -> None:
    if as_json:
        typer.echo(data)
    elif not quiet:
        typer.echo("\n".join(lines))
