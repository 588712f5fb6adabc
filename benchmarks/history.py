"""What a walk through the history costs, beside the bare page loads it needs and a peer's approach.

All rows are of one run, on one replay site on this machine that answers each request after the same
time, with the pauses of politeness left out:

- bare: the same page loads one after the other in a plain browser, each until the site's answer is
  there, with nothing taken, read or kept;
- walk: `cancelwindow sync` itself, without its start: open, wait, take, read, judge, record;
- walk again: a second walk with nothing new;
- peer: what programs of this kind do otherwise: a fixed sleep after each page, and every order's
  page every time.

The walk's memory is that of its own process, at its end, for a small and a large account.

usage: python benchmarks/history.py [--orders N] [--large N] [--latency SECONDS] [--peer-orders N]
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from aliorders import chromium
from aliorders import selectors as css
from aliorders.addresses import address_of
from aliorders.browser import Page, Session, open_session
from aliorders.launch import Launch
from aliorders.order_pages import OrderPages
from aliorders.traffic import called_api
from cancelwindow.config import Config, prepare_data_dir
from cancelwindow.history.outcome import WalkReport
from cancelwindow.history.scope import WalkScope
from cancelwindow.history.steps import Timing
from cancelwindow.history.syncing import Sync
from cancelwindow.policy.loader import load_policy, load_politeness
from cancelwindow.policy.politeness import manners
from cancelwindow.replay import addresses
from cancelwindow.replay.account import load_account
from cancelwindow.replay.generated import generated_account, order_number
from cancelwindow.replay.language import load_languages
from cancelwindow.replay.live import LiveSite
from cancelwindow.replay.served import ServedSite
from cancelwindow.replay.site import Delays, Site
from cancelwindow.store.database import Database
from cancelwindow.store.tables import DEFAULT_ACCOUNT

ACCOUNT = Path(__file__).parents[1] / "fixtures" / "account"
LATENCY = 0.2
PEER_SLEEP = 3.0
"""Seconds, as several public order readers sleep after each page."""

ANY_NUMBER = 1_000_000
"""Pages in a day: a real walk through the large account would take several days."""

SMALL = 100
"""Orders of the account that the large one's memory is compared with."""

NOTHING = Delays(status_ms=0, blocks_ms=0, buttons_ms=0, cancel_ms=0)


def live_site(orders: int) -> LiveSite:
    """A generated account of that size, in English."""
    base = load_account((ACCOUNT / "account.yaml").read_text("utf-8"))
    languages = load_languages((ACCOUNT / "languages.yaml").read_text("utf-8"))
    return LiveSite(
        Site(generated_account(base, languages["en"], orders), datetime.now(UTC), NOTHING)
    )


@dataclass
class Row:
    """One row of the table."""

    name: str
    loads: int
    seconds: float


class Plain:
    """A plain browser that opens pages one after the other and waits for the site's answers."""

    def __init__(self, page: Page, origin: str) -> None:
        self._page = page
        self._origin = origin
        self.loads = 0

    def _until_answered(self, api: str, act: Callable[[], object]) -> str:
        with self._page.expect_response(lambda one: called_api(one.url) == api) as answer:
            act()
        self.loads += 1
        return str(answer.value.text())

    def go(self, address: str) -> None:
        """Go to an address; its answers are not waited for."""
        self._page.goto(address, wait_until="commit")

    def whole_list(self) -> list[str]:
        """Go through the list once; the numbers in it."""
        address = address_of("list", self._origin)
        answers = [self._until_answered(addresses.LIST_API, lambda: self.go(address))]
        while '"hasMore": true' in answers[-1]:
            button = self._page.locator(css.LIST_MORE)
            answers.append(self._until_answered(addresses.LIST_API, button.click))
        return answers

    def order(self, order_id: str) -> None:
        """Open an order's page."""
        address = address_of("detail", self._origin).format(order_id=order_id)
        self._until_answered(addresses.DETAIL_API, lambda: self.go(address))

    def tracking(self, order_id: str) -> None:
        """Open an order's tracking page."""
        address = address_of("tracking", self._origin).format(order_id=order_id)
        self._until_answered(addresses.TRACKING_API, lambda: self.go(address))

    def returns(self) -> None:
        """Open the list of returns."""
        address = address_of("returns", self._origin)
        self._until_answered(addresses.RETURNS_API, lambda: self.go(address))


def timed(name: str, plain: Plain, visit: Callable[[], None]) -> Row:
    """How long the visits of a plain browser take."""
    before, start = plain.loads, time.perf_counter()
    visit()
    return Row(name, plain.loads - before, time.perf_counter() - start)


def walked(session: Session, origin: str, database: Database, config: Config) -> WalkReport:
    """One walk in a browser that is open already, as the plain visits have it."""
    sync = Sync(
        config=config,
        database=database,
        account=DEFAULT_ACCOUNT,
        account_id=DEFAULT_ACCOUNT,
        scope=WalkScope(),
        manners=replace(manners(load_politeness()).without_pauses(), loads_a_day=ANY_NUMBER),
        timing=Timing(config.clock),
    )
    report = sync.run(OrderPages(session, origin))
    if not report.complete:
        raise SystemExit(f"the walk was not complete: {report.model_dump_json()}")
    return report


def rows(orders: int, latency: float, peer_orders: int) -> list[Row]:
    """All rows of one run."""
    site = live_site(orders)
    launch = Launch(chromium.find(need_extension=True), walking=True, loopback_only=True)
    plain_launch = Launch(chromium.find(), loopback_only=True)
    load_policy()
    found: list[Row] = []
    with tempfile.TemporaryDirectory() as folder, ServedSite(site.answer, latency) as served:
        config = Config(prepare_data_dir(Path(folder) / "data"))
        with (
            Database(config.database_path) as database,
            open_session(launch) as session,
        ):
            report = walked(session, served.url, database, config)
            again = walked(session, served.url, database, config)
        details = [one.which for one in site.asked if one.what == "detail"]
        trackings = [one.which for one in site.asked if one.what == "tracking"]
        with open_session(plain_launch) as session:
            session.context.unroute_all()
            plain = Plain(session.tab(), served.url)

            def required() -> None:
                for _ in range(report.passes):
                    plain.whole_list()
                for order_id in details:
                    plain.order(order_id)
                for order_id in trackings:
                    plain.tracking(order_id)
                plain.returns()

            found.append(timed("bare", plain, required))
            found.append(Row("walk", report.page_loads, report.seconds))
            found.append(Row("walk again", again.page_loads, again.seconds))

            def peer() -> None:
                address = address_of("list", served.url)
                plain.go(address)
                for place in range(peer_orders):
                    plain.order(order_number(place))
                    time.sleep(PEER_SLEEP)

            found.append(timed("peer", plain, peer))
    return found


def table(found: list[Row], orders: int, latency: float) -> list[str]:
    """The rows as text; the ratio is to the bare cost of one page load in the same run."""
    bare = found[0].seconds / found[0].loads
    lines = [
        f"{orders} orders, each request answered after {1000 * latency:.0f} ms, no pauses.",
        "",
        f"{'':14}{'page loads':>12}{'seconds':>10}{'ms a load':>12}{'ratio':>8}",
    ]
    for row in found:
        each = row.seconds / row.loads
        lines.append(
            f"{row.name:14}{row.loads:12}{row.seconds:10.1f}{1000 * each:12.0f}{each / bare:7.2f}x"
        )
    return lines


def memory_of_a_walk(orders: int) -> int:
    """Largest memory in kB of a process that walks through so many orders, the site not in it."""
    this = [sys.executable, __file__]
    with subprocess.Popen(
        [*this, "--serve-only", str(orders)], stdout=subprocess.PIPE, text=True
    ) as site:
        try:
            assert site.stdout is not None
            url = site.stdout.readline().strip()
            done = subprocess.run(
                [*this, "--walk-only", url], capture_output=True, text=True, check=True
            )
        finally:
            site.terminate()
    return int(json.loads(done.stdout)["peak_kb"])


def serve_only(orders: int) -> None:
    """Serve an account until somebody ends this process; the address is its first line."""
    with ServedSite(live_site(orders).answer) as served:
        print(served.url, flush=True)
        threading.Event().wait()


def walk_only(url: str) -> None:
    """Walk through a served account and print the process's own largest memory."""
    import resource  # noqa: PLC0415 - not on every system

    launch = Launch(chromium.find(need_extension=True), walking=True, loopback_only=True)
    with tempfile.TemporaryDirectory() as folder:
        config = Config(prepare_data_dir(Path(folder) / "data"))
        with Database(config.database_path) as database, open_session(launch) as session:
            walked(session, url, database, config)
    print(json.dumps({"peak_kb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}))


def main() -> None:
    """Compare; or be one of the two processes whose memory is measured."""
    parser = argparse.ArgumentParser(description="Time a walk against bare page loads.")
    parser.add_argument("--orders", type=int, default=200, help="orders of the timed account")
    parser.add_argument("--large", type=int, default=5000, help="orders of the large account")
    parser.add_argument("--latency", type=float, default=LATENCY, help="seconds before a reply")
    parser.add_argument("--peer-orders", type=int, default=5, help="pages of the peer's row")
    parser.add_argument("--walk-only", help=argparse.SUPPRESS)
    parser.add_argument("--serve-only", type=int, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.serve_only is not None:
        serve_only(chosen.serve_only)
    elif chosen.walk_only is not None:
        walk_only(chosen.walk_only)
    else:
        compare(chosen)


def compare(chosen: argparse.Namespace) -> None:
    """Print the tables."""
    found = rows(chosen.orders, chosen.latency, chosen.peer_orders)
    print("\n".join(table(found, chosen.orders, chosen.latency)))
    peer, walk = found[-1], found[1]
    whole = peer.seconds / peer.loads * (chosen.orders + chosen.orders / 10)
    print(
        f"\nThe peer's way takes {whole:.0f} s for all of them, {whole / walk.seconds:.1f}x a walk."
    )
    small, large = memory_of_a_walk(SMALL), memory_of_a_walk(chosen.large)
    print(
        f"Largest memory of the walk's process: {small / 1024:.0f} MB for {SMALL} orders, "
        f"{large / 1024:.0f} MB for {chosen.large} ({large / small:.2f}x)."
    )


if __name__ == "__main__":
    main()
