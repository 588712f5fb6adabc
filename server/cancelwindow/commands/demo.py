"""`cancelwindow demo`: the sample account, the real extension, a real browser, a real companion."""

from __future__ import annotations

import json
import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Annotated, Any

import typer
from rich.progress import Progress
from rich.table import Table
from rich.text import Text

import cancelwindow
from aliorders import chromium
from aliorders.browser import Launch, open_session
from cancelwindow.commands.options import AsJson, fail
from cancelwindow.config import utc_now
from cancelwindow.replay.account import Account, AccountError, load_account
from cancelwindow.replay.checkout import Checkout, NoCheckoutError, find_checkout
from cancelwindow.replay.companion import Companion, CompanionError, run_companion
from cancelwindow.replay.demonstration import (
    DELAYS,
    Demonstration,
    DemonstrationError,
    Shown,
    complaints,
    pair,
    picture_dashboard,
)
from cancelwindow.replay.site import Site
from cancelwindow.terminal import STYLES, console

_CLAUSE_END = re.compile(r"(?<=[.;]) ")

WINDOW = (1600, 1000)
"""Wide enough for the badge beside the page."""

EXIT_FAILED = 1
"""A part of the demonstration did not do what it should."""

EXIT_NOT_READY = 2
"""Something the demonstration needs is not there."""


def demo(
    output: Annotated[
        Path, typer.Option(help="Folder for the screenshots.", file_okay=False)
    ] = Path("demo-output"),
    as_json: AsJson = False,
    stay: Annotated[
        bool | None,
        typer.Option(
            "--stay/--no-stay",
            help="Keep the companion running until Ctrl-C. Without it: on a terminal only.",
            show_default=False,
        ),
    ] = None,
    port: Annotated[
        int, typer.Option(help="Port of the companion; 0 takes any free one.", min=0, max=65535)
    ] = 0,
) -> None:
    """Show the badge on every order of an invented account, and take pictures of it."""
    checkout, account, browser = _needed()
    output.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="cancelwindow-demo-") as folder:
        try:
            with run_companion(Path(folder) / "companion", port) as companion:
                launch = Launch(browser, extension=checkout.extension, size=WINDOW)
                shown, failures = _demonstrate(launch, account, companion, output)
                _report(shown, companion, output, as_json=as_json)
                if failures:
                    _complain(failures, companion)
                if sys.stdout.isatty() if stay is None else stay:
                    _stay(companion, checkout)
        except (CompanionError, DemonstrationError) as error:
            raise fail(f"demo: {error}", EXIT_FAILED) from error
    if failures:
        raise typer.Exit(EXIT_FAILED)


def _needed() -> tuple[Checkout, Account, Path]:
    try:
        checkout = find_checkout(Path(cancelwindow.__file__))
        text = checkout.account.read_text(encoding="utf-8")
        account = load_account(text, str(checkout.account))
        browser = chromium.find(need_extension=True)
    except (NoCheckoutError, AccountError, chromium.BrowserMissingError) as error:
        raise fail(f"demo: {error}", EXIT_NOT_READY) from error
    return checkout, account, browser


def _demonstrate(
    launch: Launch, account: Account, companion: Companion, output: Path
) -> tuple[list[Shown], list[str]]:
    site = Site(account, utc_now(), DELAYS)
    with (
        open_session(launch, replay=site, clock=utc_now) as session,
        companion.database() as store,
        _progress(len(account.orders)) as advance,
    ):
        pair(session, companion)
        shown = Demonstration(session, store, output, advance).show(account.orders)
        picture_dashboard(session, companion, output)
        return shown, complaints(shown, session)


@contextmanager
def _progress(total: int) -> Iterator[Any]:
    """A bar on a terminal, one line at the start and the end elsewhere."""
    out = console(stderr=True)
    if not out.is_terminal:
        out.print(f"demo: opening {total} sample orders in a browser")
        yield lambda _shown: None
        return
    with Progress(console=out, transient=True) as bar:
        task = bar.add_task("Opening sample orders", total=total)
        yield lambda _shown: bar.advance(task)


def _complain(failures: Sequence[str], companion: Companion) -> None:
    for failure in failures:
        typer.echo(f"demo: {failure}", err=True)
    for line in companion.last_words():
        typer.echo(f"companion: {line}", err=True)


def _report(shown: Sequence[Shown], companion: Companion, output: Path, *, as_json: bool) -> None:
    pictures = output.absolute()
    if as_json:
        data = {
            "companion": companion.url,
            "dashboard": companion.dashboard,
            "screenshots": str(pictures),
            "orders": [_plain(one) for one in shown],
        }
        typer.echo(json.dumps(data, ensure_ascii=False, indent=2))
        return
    out = console()
    out.print(_table(shown))
    for one in shown:
        if len(one.labels) > 1:
            out.print(Text(f"Order {one.order.order_id} while its page arrived: {_flip(one)}"))
    out.print(Text(f"Screenshots of badge and dashboard: {pictures}"))
    out.print(Text(f"Companion: {companion.url}"))
    out.print(Text(f"Dashboard: {companion.dashboard}"))


def _flip(shown: Shown) -> str:
    return ", then ".join(f'"{label}"' for label in shown.labels)


def _table(shown: Sequence[Shown]) -> Table:
    """What the badges said: order, status, answer, first next step, next deadline."""
    table = Table()
    table.add_column("Order", no_wrap=True)
    table.add_column("Status")
    table.add_column("Answer", no_wrap=True)
    table.add_column("First next step", ratio=1)
    table.add_column("Next deadline", ratio=1)
    for one in shown:
        answer, badge = one.answer, one.badge
        if answer is None or badge is None:
            table.add_row(one.order.order_id, one.word, Text("failed", "red"), one.problem, "")
            continue
        table.add_row(
            one.order.order_id,
            Text(one.word),
            Text(answer.value, style=STYLES[answer]),
            Text(badge.first_step),
            Text(_first_clause(badge.next_deadline) or "-"),
        )
    return table


def _first_clause(sentences: str) -> str:
    """A table's cell has room for the main point; the badge has the rest."""
    return _CLAUSE_END.split(sentences, maxsplit=1)[0].rstrip(".;")


def _plain(shown: Shown) -> dict[str, Any]:
    badge = shown.badge
    return {
        "order_id": shown.order.order_id,
        "about": shown.order.about,
        "status": shown.status,
        "status_word": shown.word,
        "answer": shown.answer,
        "label": badge.label if badge else None,
        "headline": badge.headline if badge else None,
        "first_step": badge.first_step if badge else None,
        "next_deadline": badge.next_deadline if badge else None,
        "labels_while_arriving": shown.labels,
        "screenshots": [str(path.absolute()) for path in shown.pictures],
        "problem": shown.problem,
    }


def _stay(companion: Companion, checkout: Checkout) -> None:
    typer.echo(
        f"\nThe companion keeps running on {companion.url} until Ctrl-C, with sample data only.\n"
        f"Its dashboard opens once, within two minutes, with {companion.dashboard_link()}\n"
        f"and later with: cancelwindow dashboard --port {companion.port} "
        f"--data-dir {companion.data_dir}\n"
        "To see the badge in your own browser: open chrome://extensions, switch on developer mode, "
        f'press "Load unpacked" and choose {checkout.extension}\n'
        f"In the extension's options, enter port {companion.port} and the code "
        f"{companion.open_pairing()}"
    )
    try:
        Event().wait()
    except KeyboardInterrupt:
        typer.echo("Stopped.")
