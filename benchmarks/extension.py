"""How fast the badge is, and what it costs the page: the real extension on the replay site.

One run, in a real Chromium, with a real companion that has ten thousand orders stored:

- time from the status being in the page's DOM to the badge being drawn with the answer;
- main-thread time of one snapshot of a full-size page, and its size;
- how busy a page is that nobody touches;
- layout shift of a page at rest to which the badges come.

usage: python benchmarks/extension.py [--visits N] [--orders N]
"""

from __future__ import annotations

import argparse
import contextlib
import statistics
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, CDPSession, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from grown_pages import list_page

from aliorders import chromium
from aliorders.models import PageReading, Snapshot, SnapshotSource
from aliorders.reading import read
from browser.layout_shift import count_shifts, shifts
from browser.loaded_extension import LoadedExtension, Shop, launch, origin_in
from browser.shown_badge import CARD_MARK
from cancelwindow.config import DATABASE_NAME, prepare_data_dir
from cancelwindow.replay import addresses
from cancelwindow.replay.account import load_account
from cancelwindow.replay.generated import generated_account
from cancelwindow.replay.language import load_languages
from cancelwindow.replay.site import Delays, Site
from cancelwindow.store.database import Database
from cancelwindow.store.observations import Provenance, record
from companion_process import CompanionProcess

ROOT = Path(__file__).parents[1]
ACCOUNT = ROOT / "fixtures" / "account" / "account.yaml"
LANGUAGES = load_languages((ACCOUNT.parent / "languages.yaml").read_text(encoding="utf-8"))
UNPAID = "8300000000000011"
LIST = f"{addresses.WWW}{addresses.LIST_PATH}"
CARDS = 100
SNAPSHOTS = 20
IDLE_SECONDS = 10
SETTLED_SECONDS = 20
STRETCHES = 4

GOAL_MEDIAN_MS = 150
GOAL_P95_MS = 400
GOAL_SNAPSHOT_MS = 20
GOAL_KILOBYTES = 150

WATCH = """
(() => {
  const times = (globalThis.measured = {});
  const status = new MutationObserver(() => {
    if (document.querySelector(".order-status .order-block-title")) {
      times.status = performance.now();
      status.disconnect();
    }
  });
  status.observe(document, { childList: true, subtree: true });
  const wait = setInterval(() => {
    if (typeof CancelWindowBadge === "undefined") return;
    clearInterval(wait);
    const { prototype } = CancelWindowBadge.Badge;
    const { show } = prototype;
    prototype.show = function (view) {
      show.call(this, view);
      if (view.kind !== "verdict" || times.shown !== undefined) return;
      times.shown = -1;
      // The task after the next frame begins once that frame is drawn.
      requestAnimationFrame(() => setTimeout(() => (times.shown = performance.now())));
    };
  }, 2);
})()
"""

SNAPSHOT = """
((count) => {
  let html = "";
  while (count-- > 0) html = CancelWindowSnapshot.htmlOf(document);
  const elements = document.querySelectorAll("*").length;
  return { bytes: new TextEncoder().encode(html).length, elements };
})
"""


class Isolated:
    """The world of the extension's own scripts in a page, through the browser's debugger."""

    def __init__(self, page: Page, origin: str) -> None:
        self._session: CDPSession = page.context.new_cdp_session(page)
        self._origin = origin
        self._context: int | None = None
        self._first = ""
        self._session.on("Runtime.executionContextCreated", self._created)
        self._session.send("Runtime.enable")

    def at_start(self, expression: str) -> None:
        """Run this as soon as the world exists, in each document."""
        self._first = expression

    def run(self, expression: str) -> Any:
        """The value of an expression in that world."""
        asked = {"expression": expression, "contextId": self._context, "returnByValue": True}
        answer = self._session.send("Runtime.evaluate", asked)
        if "exceptionDetails" in answer:
            raise RuntimeError(answer["exceptionDetails"]["exception"]["description"])
        return answer["result"].get("value")

    def busy_seconds(self) -> float:
        """Time that this tab has been busy so far."""
        return busy_seconds(self._session)

    def _created(self, event: dict[str, Any]) -> None:
        context = event["context"]
        if context["origin"] == self._origin:
            self._context = context["id"]
            if self._first:
                with contextlib.suppress(RuntimeError):
                    self.run(self._first)


def busy_seconds(session: CDPSession) -> float:
    """Time that a tab has been busy so far."""
    # Time of the thread itself, which other programs of the machine do not lengthen.
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    metrics = session.send("Performance.getMetrics")["metrics"]
    return float(next(one["value"] for one in metrics if one["name"] == "TaskDuration"))


def idle_ms(page: Page) -> float:
    """How long a page is busy that nobody touches: the least of a few stretches of time.

    The browser's own housekeeping falls into some of them.
    """
    session = page.context.new_cdp_session(page)
    page.wait_for_timeout(SETTLED_SECONDS * 1000)
    spent = []
    for _ in range(STRETCHES):
        before = busy_seconds(session)
        page.wait_for_timeout(IDLE_SECONDS * 1000)
        spent.append(busy_seconds(session) - before)
    return min(spent) * 1000


def store_orders(data_dir: Path, orders: int) -> None:
    """Fill a companion's store, as a long history of the list would."""
    now = datetime.now(UTC)
    page = list_page(orders, kilobytes_per_order=0)
    reading = read(Snapshot(url=LIST, html=page, captured_at=now))
    assert isinstance(reading, PageReading)
    prepare_data_dir(data_dir)
    with Database(data_dir / DATABASE_NAME) as database, database.write() as session:
        record(session, reading, Provenance(now, now, SnapshotSource.EXTENSION, None))


@contextlib.contextmanager
def browser(profile: Path) -> Iterator[BrowserContext]:
    """A browser with the extension."""
    with sync_playwright() as playwright:
        context = launch(playwright.chromium, chromium.find(need_extension=True), profile)
        yield context
        context.unroute_all(behavior="ignoreErrors")
        context.close()


def badge_times(extension: LoadedExtension, visits: int) -> list[float]:
    """Milliseconds from the status in the DOM to the drawn answer, of each visit."""
    times = []
    page = extension.context.new_page()
    isolated = Isolated(page, extension.origin)
    isolated.at_start(WATCH)
    for _ in range(visits):
        page.goto(addresses.detail_url(UNPAID), wait_until="commit")
        page.wait_for_selector(".order-status")
        while True:
            page.wait_for_timeout(100)
            seen = isolated.run("globalThis.measured")
            if seen.get("shown", -1) > 0:
                break
        times.append(seen["shown"] - seen["status"])
    page.close()
    return times


def draw_list(page: Page) -> None:
    """The list of a hundred cards, all drawn."""
    page.goto(LIST, wait_until="commit")
    page.wait_for_selector(".order-item")
    while (shown := page.locator(".order-item").count()) < CARDS:
        page.locator('[data-pl="order_more"] button').click()
        page.wait_for_function(
            "(before) => document.querySelectorAll('.order-item').length > before", arg=shown
        )
    page.wait_for_timeout(4_000)


def measure_list(extension: LoadedExtension, companion: CompanionProcess) -> None:
    """Layout shift, snapshot and idleness of a list of a hundred cards."""
    page = extension.context.new_page()
    isolated = Isolated(page, extension.origin)
    # The badges come when the page has long drawn all of its own.
    companion.stop()
    draw_list(page)
    count_shifts(page)
    companion.start()
    page.wait_for_selector(f"[{CARD_MARK}] >> nth={CARDS - 1}", state="attached")
    page.wait_for_timeout(SETTLED_SECONDS * 1000)
    print_row(f"layout shift by {CARDS} badges", sum(shifts(page)), "", None)
    started = isolated.busy_seconds()
    taken = isolated.run(f"({SNAPSHOT})({SNAPSHOTS})")
    each = (isolated.busy_seconds() - started) * 1000 / SNAPSHOTS
    name = f"snapshot of {taken['elements']} elements"
    print_row(f"{name}, main thread", each, "ms", GOAL_SNAPSHOT_MS)
    print_row(f"{name}, size", taken["bytes"] / 1000, "kB", GOAL_KILOBYTES)
    print_row(f"busy in {IDLE_SECONDS} idle seconds", idle_ms(page), "ms", None)
    page.close()


def main() -> None:
    """Print what was measured beside what is wanted."""
    parser = argparse.ArgumentParser(description="Time the badge, and what it costs the page.")
    parser.add_argument("--visits", type=int, default=30)
    parser.add_argument("--orders", type=int, default=10_000)
    wanted = parser.parse_args()
    account = load_account(ACCOUNT.read_text(encoding="utf-8"))
    now = datetime.now(UTC)
    list_site = Site(generated_account(account, LANGUAGES["en"], CARDS), now, Delays())
    with tempfile.TemporaryDirectory() as folder:
        data_dir = Path(folder) / "companion"
        store_orders(data_dir, wanted.orders)
        with CompanionProcess(data_dir) as companion, browser(Path(folder) / "profile") as context:
            shop = Shop(Site(account, now, Delays()))
            extension = LoadedExtension(context, origin_in(context), shop)
            context.route("**/*", shop.answer)
            extension.pair(companion)
            print(f"{wanted.orders} stored orders, {wanted.visits} visits")
            measure_visits(extension, wanted.visits)
            shop.site = list_site
            measure_list(extension, companion)
        measure_alone(list_site)


def measure_visits(extension: LoadedExtension, visits: int) -> None:
    """How long the badge takes, over several visits of an order's page.

    The page's own data come before what is drawn from them, so that with them the badge can be
    there first: below 0.
    """
    for reads_answers, what in ((True, "with the page's data"), (False, "from the page alone")):
        extension.remember(readsAnswers=reads_answers)
        cuts = statistics.quantiles(badge_times(extension, visits), n=20, method="inclusive")
        print_row(f"status to badge, {what}, median", cuts[9], "ms", GOAL_MEDIAN_MS)
        print_row(f"status to badge, {what}, p95", cuts[18], "ms", GOAL_P95_MS)
    extension.remember(readsAnswers=True)


def measure_alone(site: Site) -> None:
    """Idleness of the same list in a browser without the extension."""
    shop = Shop(site)
    with sync_playwright() as playwright:
        alone = playwright.chromium.launch(executable_path=chromium.find())
        context = alone.new_context(viewport={"width": 1280, "height": 900})
        context.route("**/*", shop.answer)
        page = context.new_page()
        draw_list(page)
        print_row("  the same without the extension", idle_ms(page), "ms", None)
        context.unroute_all(behavior="ignoreErrors")
        alone.close()


def print_row(name: str, value: float, unit: str, goal: float | None) -> None:
    """One line of the table."""
    beside = "" if goal is None else f"  (goal: under {goal} {unit})"
    print(f"{name:48}{value:12.3f} {unit}{beside}", flush=True)


if __name__ == "__main__":
    main()
