"""A walk through 1,000 invented orders in four languages, on a replay of the site: what
`make demo-history` shows. Nothing but this machine is reached.

usage: python -m cancelwindow.replay.history_demo [--orders N] [--json]
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.table import Table
from rich.text import Text
from sqlalchemy import func, select

import cancelwindow
from aliorders import chromium
from aliorders.browser import Session, open_session
from aliorders.launch import Launch
from aliorders.order_pages import OrderPages
from cancelwindow.config import Config, prepare_data_dir
from cancelwindow.history.outcome import WalkReport
from cancelwindow.history.progress import progress
from cancelwindow.history.report_text import lines_of
from cancelwindow.history.scope import WalkScope
from cancelwindow.history.steps import Timing
from cancelwindow.history.syncing import Sync
from cancelwindow.policy.loader import load_politeness
from cancelwindow.policy.politeness import manners
from cancelwindow.replay.account import Account, AccountError, load_account
from cancelwindow.replay.checkout import NoCheckoutError, find_checkout
from cancelwindow.replay.generated import generated_account
from cancelwindow.replay.language import LanguageError, SiteLanguage, load_languages
from cancelwindow.replay.live import LiveSite
from cancelwindow.replay.served import ServedSite
from cancelwindow.replay.site import Delays, Site
from cancelwindow.store.accounts import add_account
from cancelwindow.store.database import Database
from cancelwindow.store.tables import OrderStateRow
from cancelwindow.store.walk_tables import ListedOrderRow
from cancelwindow.terminal import console

ORDERS = 1000
LANGUAGES = ("en", "pt", "ko", "ru")

EXIT_FAILED = 1
EXIT_NOT_READY = 2

_AT_ONCE = Delays(status_ms=0, blocks_ms=0, buttons_ms=0, cancel_ms=0)


@dataclass(frozen=True)
class Shown:
    """One account's walk, and what the site was asked for meanwhile."""

    language: SiteLanguage
    account: Account
    report: WalkReport
    asked_twice: int
    """Orders whose own page was asked for more than once."""
    writes: int


def main(arguments: Sequence[str] | None = None) -> int:
    """Walk, print the table, and give the exit code."""
    parser = argparse.ArgumentParser(description="Walk through invented orders in four languages.")
    parser.add_argument(
        "--orders", type=int, default=ORDERS, help="orders of all accounts together"
    )
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    chosen = parser.parse_args(arguments)
    try:
        checkout = find_checkout(Path(cancelwindow.__file__))
        base = load_account(checkout.account.read_text(encoding="utf-8"))
        text = checkout.account.with_name("languages.yaml").read_text(encoding="utf-8")
        spoken = load_languages(text)
        browser = chromium.find(need_extension=True)
    except (NoCheckoutError, AccountError, LanguageError, chromium.BrowserMissingError) as error:
        console(stderr=True).print(Text(f"demo-history: {error}"))
        return EXIT_NOT_READY
    launch = Launch(browser, walking=True, loopback_only=True)
    each = max(1, chosen.orders // len(LANGUAGES))
    with tempfile.TemporaryDirectory(prefix="cancelwindow-history-") as folder:
        config = Config(prepare_data_dir(Path(folder) / "data"))
        with Database(config.database_path) as database, open_session(launch) as session:
            shown = [
                _walk(
                    generated_account(base, spoken[tag], each, first=each * place),
                    session,
                    config,
                    database,
                )
                for place, tag in enumerate(LANGUAGES)
            ]
        with Database(config.database_path) as database:
            statuses = _statuses(database)
            failures = _failures(shown, database)
    _print(shown, statuses, as_json=chosen.json)
    for failure in failures:
        console(stderr=True).print(Text(f"demo-history: {failure}"))
    return EXIT_FAILED if failures else 0


def _walk(account: Account, session: Session, config: Config, database: Database) -> Shown:
    site = LiveSite(Site(account, config.clock(), _AT_ONCE))
    with database.write() as store:
        account_id = add_account(store, f"demo-{account.language.tag}", config.clock()).id
    with ServedSite(site.answer) as served, progress(console(stderr=True), shows=True) as told:
        sync = Sync(
            config=config,
            database=database,
            account=f"demo-{account.language.tag}",
            account_id=account_id,
            scope=WalkScope(),
            manners=manners(load_politeness()).without_pauses(),
            timing=Timing(config.clock),
            told=told,
        )
        pages = OrderPages(session, served.url)
        report = sync.run(pages)
        pages.close()
    twice = sum(count > 1 for count in site.count("detail").values())
    return Shown(account.language, account, report, twice, site.count("write").total())


def _statuses(database: Database) -> Counter[str]:
    query = select(OrderStateRow.status, func.count()).group_by(OrderStateRow.status)
    with database.read() as session:
        return Counter({row[0]: row[1] for row in session.execute(query)})


def _failures(shown: Sequence[Shown], database: Database) -> list[str]:
    failures = []
    for one in shown:
        if not one.report.complete:
            failures += [f"{one.language.tag}: {line}" for line in lines_of(one.report)]
        if one.asked_twice or one.writes:
            failures.append(
                f"{one.language.tag}: {one.asked_twice} orders were opened twice, "
                f"{one.writes} writes were tried"
            )
    with database.read() as session:
        stored = set(session.scalars(select(ListedOrderRow.order_id)))
    made = {order.order_id for one in shown for order in one.account.orders}
    if stored != made:
        failures.append(f"{len(made - stored)} orders are missing, {len(stored - made)} too many")
    return failures


def _print(shown: Sequence[Shown], statuses: Counter[str], *, as_json: bool) -> None:
    if as_json:
        reports = {one.language.tag: one.report.model_dump(mode="json") for one in shown}
        sys.stdout.write(json.dumps({"walks": reports, "statuses": statuses}) + "\n")
        return
    table = Table(
        "Language", "Orders", "Pages", "Order pages", "Tracking", "Returns", "Seconds", ""
    )
    for one in shown:
        report = one.report
        figures = (
            report.orders,
            report.page_loads,
            report.details,
            report.trackings,
            report.returns,
            round(report.seconds),
        )
        end = Text("complete", "green") if report.complete else Text("not complete", "red")
        table.add_row(one.language.tag, *(str(figure) for figure in figures), end)
    out = console()
    out.print(table)
    total = sum(one.report.orders for one in shown)
    told = ", ".join(f"{count} {status}" for status, count in statuses.most_common())
    out.print(Text(f"{total} orders in the store, each once: {told}."))


if __name__ == "__main__":
    sys.exit(main())
