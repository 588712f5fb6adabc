"""How a companion with a long history bears many browsers at once.

A store with `--orders` orders of 400 shops, a real companion, and `--clients` browsers that show it
pages in a steady pace, `--rate` a second together, for `--seconds`. What they show is what a person
does who looks through old and new orders: an order's own page that was never seen (shipped, or paid
and waiting, in turn), twice more while it arrives, and after each third such visit a list of ten
orders. Times are from when a page was due to the whole reply, so that a pause of the companion
counts for all who waited. Then as many pages as it can take, the time from its start to the first
answer, its memory after the run, and how long the command line takes to say what it can do. The
very first pages after its start, for which it loads words and calendars, are a row of their own.

The browsers are threads of this process, on the same cores as the companion. Every program here has
run once before, as an installed one has: Python has kept what it made of the source.

Goals: no error, 99 % of the answers within 60 ms, at least 100 assessments a second (a list is ten
of them: each of its orders is read, judged and recorded), the first answer within 1 s, less than
150 MB, and `--help` within 0.3 s.

usage: python benchmarks/companion.py [--orders N] [--clients N] [--rate N] [--seconds N]
"""

from __future__ import annotations

import argparse
import json
import logging
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from enum import StrEnum
from http.client import HTTPConnection
from itertools import count, cycle, islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import structlog
from sqlalchemy import insert, select

from cancelwindow.protocol import PROTOCOL, PROTOCOL_HEADER
from cancelwindow.store.tables import ObservationRow, OrderStateRow, ReadingRow, WaitRow
from companion_app import CompanionApp
from companion_process import EXTENSION_ORIGIN, CompanionProcess, command_line
from dashboard import stock
from page_fixtures import question

DETAILS = ("order_detail/awaiting_delivery", "order_detail/processing_with_cancel")
LIST = "order_list/ten_cards"
SHOPS = 400
FIRST_SHOP = 1_100_000_000
FIRST_SHOWN = 8_260_000_000_000_000
FIRST_SECONDS = 2
FLAT_OUT_SECONDS = 10
HELPS = 5


def fill(folder: Path, orders: int) -> None:
    """Store so many orders, each with the observation it rests on and what is known of its wait."""
    app = CompanionApp(folder)
    stock(app, orders)
    with app.database.write() as session:
        kept = session.scalars(
            select(ObservationRow).where(ObservationRow.order_json.is_not(None))
        ).first()
        assert kept is not None
        assert kept.order_json is not None
        known = set(session.scalars(select(ObservationRow.order_id)))
        states = session.execute(select(OrderStateRow.order_id, OrderStateRow.ordered_at)).all()
        added = [(order_id, at) for order_id, at in states if order_id not in known]
        first = kept.reading_id
        session.execute(
            insert(ReadingRow),
            [
                {
                    "id": first + 1_000 + number,
                    "page_kind": "order_detail",
                    "captured_at": at,
                    "received_at": at,
                    "source": "extension",
                    "settled": "yes",
                    "report_json": "{}",
                }
                for number, (_, at) in enumerate(added)
            ],
        )
        session.execute(
            insert(ObservationRow),
            [
                {
                    "reading_id": first + 1_000 + number,
                    "order_id": order_id,
                    "order_json": kept.order_json.replace(kept.order_id, order_id),
                }
                for number, (order_id, _) in enumerate(added)
            ],
        )
        session.execute(
            insert(WaitRow),
            [
                {
                    "order_id": order_id,
                    "store_id": str(FIRST_SHOP + number % SHOPS),
                    "is_choice": number % 2 == 0,
                    "paid_earliest": at,
                    "paid_latest": at,
                    "shipped_low": 24.0 * (number % 6),
                    "shipped_high": 24.0 * (number % 6 + 1),
                }
                for number, (order_id, at) in enumerate(added)
            ],
        )
    app.close()


class Shown(StrEnum):
    """What a browser shows."""

    NEW = "an order never seen"
    AGAIN = "the same while it arrives"
    LIST = "a list of ten"


VISITS = (Shown.NEW, Shown.AGAIN, Shown.AGAIN)
ROUND = (*VISITS, *VISITS, *VISITS, Shown.LIST)
"""What one browser shows in turn."""

ASSESSED = sum(10 if shown is Shown.LIST else 1 for shown in ROUND) / len(ROUND)
"""Orders of a page, on average."""


class Page:
    """A page of the fixtures, under other numbers of orders and of shops each time."""

    def __init__(self, case: str) -> None:
        asked = question(case)
        self._captured_at = asked["snapshot"]["captured_at"]
        self._text = json.dumps(asked)
        self._orders = sorted(set(re.findall(r"\b8\d{15}\b", self._text)))
        self._shops = sorted(set(re.findall(r"\b1100\d{6}\b", self._text)))

    def body(self, number: int) -> str:
        """The request about the page's `number`-th showing; pages do not share orders."""
        text = self._text
        for place, order in enumerate(self._orders):
            text = text.replace(order, str(FIRST_SHOWN + number * 20 + place))
        for place, shop in enumerate(self._shops):
            text = text.replace(shop, str(FIRST_SHOP + (number * 11 + place) % SHOPS))
        return text

    def captured(self, body: str) -> bytes:
        """The same, as captured now."""
        return body.replace(self._captured_at, datetime.now(UTC).isoformat()).encode()


class Load:
    """Clients that show pages, and how long each waited for its answer."""

    def __init__(self, port: int, token: str) -> None:
        self.port = port
        self.token = token
        self.seconds: dict[Shown, list[float]] = {shown: [] for shown in Shown}
        self.errors: list[str] = []
        self._details = [Page(case) for case in DETAILS]
        self._list = Page(LIST)
        self._numbers = count()

    @property
    def every(self) -> list[float]:
        """Seconds of all pages together."""
        return [one for seconds in self.seconds.values() for one in seconds]

    def forget(self) -> None:
        """Begin anew, under numbers that were not used yet."""
        for seconds in self.seconds.values():
            seconds.clear()

    def run(self, clients: int, seconds: float, rate: float | None) -> float:
        """Pages a second. Without a `rate` every client shows its next page at once."""
        begin = time.perf_counter() + 0.2
        end = begin + seconds
        pause = None if rate is None else clients / rate
        threads = [
            threading.Thread(
                target=self._client, args=(begin + (pause or 0) * one / clients, end, pause, one)
            )
            for one in range(clients)
        ]
        before = len(self.every)
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return (len(self.every) - before) / (time.perf_counter() - begin)

    def _client(self, due: float, end: float, pause: float | None, place: int) -> None:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {
            "Host": f"127.0.0.1:{self.port}",
            "Content-Type": "application/json",
            "Origin": EXTENSION_ORIGIN,
            PROTOCOL_HEADER: PROTOCOL,
            "Authorization": f"Bearer {self.token}",
        }
        # Not all show their lists at once.
        for shown, page, body in islice(self._shows(), place, None):
            now = time.perf_counter()
            if now >= end:
                break
            if pause is None:
                due = now
            elif due > now:
                time.sleep(due - now)
            connection.request("POST", "/v1/assess", page.captured(body), headers)
            reply = connection.getresponse()
            said = reply.read()
            if reply.status != 200:
                self.errors.append(f"{reply.status} {said[:200]!r}")
            # From when it was due: who had to wait for the answer before has waited too.
            self.seconds[shown].append(time.perf_counter() - due)
            due += pause or 0
        connection.close()

    def _shows(self) -> Iterator[tuple[Shown, Page, str]]:
        page, body = self._details[0], ""
        for shown in cycle(ROUND):
            number = next(self._numbers)
            if shown is Shown.LIST:
                yield shown, self._list, self._list.body(number)
                continue
            if shown is Shown.NEW or not body:
                page = self._details[number % len(self._details)]
                body = page.body(number)
            yield shown, page, body


def quantiles(seconds: list[float]) -> list[float]:
    """The 99 cuts between hundredths."""
    return statistics.quantiles(seconds, n=100, method="inclusive")


def memory_mb(pid: int) -> float:
    """Resident memory of a process (Linux)."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    [line] = [line for line in status.splitlines() if line.startswith("VmRSS:")]
    return int(line.split()[1]) / 1024


def help_seconds() -> float:
    """Median time of `cancelwindow --help`."""
    taken = []
    for _ in range(HELPS):
        start = time.perf_counter()
        subprocess.run(command_line("--help"), stdout=subprocess.DEVNULL, check=True)
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Put a companion under load.")
    parser.add_argument("--orders", type=int, default=10_000)
    parser.add_argument("--clients", type=int, default=20)
    parser.add_argument("--rate", type=float, default=56.0, help="pages a second")
    parser.add_argument("--seconds", type=float, default=60.0)
    chosen = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "companion"
        fill(folder, chosen.orders)
        with CompanionProcess(folder):
            pass
        start = time.perf_counter()
        with CompanionProcess(folder) as companion:
            assert companion.get("/v1/hello").status == 200
            first = time.perf_counter() - start
            load = Load(companion.port, companion.pair().token)
            load.run(1, FIRST_SECONDS, None)
            slowest = max(load.every)
            load.forget()
            paced = load.run(chosen.clients, chosen.seconds, chosen.rate)
            each = {shown: quantiles(seconds) for shown, seconds in load.seconds.items()}
            cuts = quantiles(load.every)
            most = load.run(chosen.clients, min(FLAT_OUT_SECONDS, chosen.seconds), None)
            memory = memory_mb(companion.pid)
    print(f"{chosen.orders} orders, {chosen.clients} clients, {chosen.seconds:.0f} s\n")
    rows = [
        ("errors", f"{len(load.errors)}", "0"),
        (f"median, {paced:.0f} pages a second", f"{cuts[49] * 1000:.1f} ms", ""),
        *((f"  {shown.value}", f"{each[shown][49] * 1000:.1f} ms", "") for shown in Shown),
        ("90 %", f"{cuts[89] * 1000:.1f} ms", ""),
        ("99 %", f"{cuts[98] * 1000:.1f} ms", "60 ms"),
        ("assessments a second at that pace", f"{paced * ASSESSED:.0f}", "100"),
        ("most pages a second", f"{most:.0f}", ""),
        ("most assessments a second", f"{most * ASSESSED:.0f}", "100"),
        ("first answer after the start", f"{first:.2f} s", "1 s"),
        ("slowest of the first pages", f"{slowest * 1000:.0f} ms", ""),
        ("memory after the run", f"{memory:.0f} MB", "150 MB"),
        ("cancelwindow --help", f"{help_seconds():.2f} s", "0.3 s"),
    ]
    for what, measured, goal in rows:
        print(f"{what:34}{measured:>12}{goal and f'   goal {goal}'}")
    for error in load.errors[:3]:
        print(f"error: {error}")


if __name__ == "__main__":
    main()
