"""The long run of `test_troubles.py`: 1,000 orders in a real browser, with everything going wrong.

usage: python -m tests.history.long_walk [--orders N]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from aliorders import chromium
from aliorders.browser import open_session
from aliorders.launch import Launch
from aliorders.order_pages import OrderPages
from cancelwindow.replay.served import ServedSite
from history.account_walks import AccountWalks
from history.shop import PATIENCE, live
from history.troubled_walk import faults, hold_to_what_must_be_left, walk_to_the_end

SETTLING = {"quiet_ms": 200, "least_age_ms": 1, "full_age_ms": 1500}


def main() -> None:
    """Walk, hold the result to what must be left, and print what it took."""
    parser = argparse.ArgumentParser(description="Walk with everything going wrong.")
    parser.add_argument("--orders", type=int, default=1000)
    orders = max(100, parser.parse_args().orders)
    site = live(orders, *faults(orders))
    launch = Launch(chromium.find(need_extension=True), walking=True, loopback_only=True)
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, ServedSite(site.answer) as served:
        walks = AccountWalks(Path(folder) / "data")
        with open_session(launch, clock=walks.hands.clock) as session:
            session.settling = SETTLING
            pages = OrderPages(session, served.url, PATIENCE)
            ended = walk_to_the_end(walks, site, lambda: pages)
        hold_to_what_must_be_left(walks, site, ended, orders)
        walks.database.close()
    for report in ended.reports:
        stopped = report.stopped.why.value if report.stopped else "its own end"
        print(
            f"run to {stopped}: {report.orders} orders met, {report.new} new, "
            f"{report.page_loads} pages, {report.retries} tried again, {report.passes} passes"
        )
    print(
        f"{orders} orders, each once; {ended.page_loads} pages in "
        f"{time.monotonic() - start:.0f} s; not read: "
        f"{', '.join(page.why for page in ended.reports[-1].unread)}"
    )


if __name__ == "__main__":
    main()
