"""How a companion with a long history bears many browsers at once.

A store with `--orders` orders, a real companion, and `--clients` that each show it an order's page
in a steady pace, `--rate` pages a second together, for `--seconds`. Times are from when a page was
due to the whole reply, so that a pause of the companion counts for all who waited. Then as many
pages as it can take, the time from its start to the first answer, its memory after the run, and how
long the command line takes to say what it can do.

Goals: no error, 99 % of the answers within 60 ms, at least 100 pages a second, the first answer
within 1 s, less than 150 MB, and `--help` within 0.3 s.

usage: python benchmarks/companion.py [--orders N] [--clients N] [--rate N] [--seconds N]
"""

from __future__ import annotations

import argparse
import json
import logging
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from http.client import HTTPConnection
from itertools import count
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import structlog
from sqlalchemy import insert, select

from cancelwindow.protocol import PROTOCOL, PROTOCOL_HEADER
from cancelwindow.store.tables import ObservationRow, OrderStateRow, ReadingRow, WaitRow
from companion_app import CompanionApp
from companion_process import EXTENSION_ORIGIN, CompanionProcess, command_line
from dashboard import stock
from page_fixtures import meta, question

CASE = "order_detail/awaiting_delivery"
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
                    "store_id": str(1_100_000_000 + number % 400),
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


@dataclass
class Load:
    """Clients that show pages, and how long each waited for its answer."""

    port: int
    token: str
    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        text = json.dumps(question(CASE))
        known = str(meta(CASE)["url"]).partition("orderId=")[2].partition("&")[0]
        self._parts = text.split(known)
        self._numbers = count(8_260_000_000_000_000)

    def run(self, clients: int, seconds: float, rate: float | None) -> float:
        """Pages a second. Without a `rate` every client shows its next page at once."""
        begin = time.perf_counter() + 0.2
        end = begin + seconds
        pause = None if rate is None else clients / rate
        threads = [
            threading.Thread(
                target=self._client, args=(begin + (pause or 0) * one / clients, end, pause)
            )
            for one in range(clients)
        ]
        before = len(self.seconds)
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return (len(self.seconds) - before) / (time.perf_counter() - begin)

    def _client(self, due: float, end: float, pause: float | None) -> None:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {
            "Host": f"127.0.0.1:{self.port}",
            "Content-Type": "application/json",
            "Origin": EXTENSION_ORIGIN,
            PROTOCOL_HEADER: PROTOCOL,
            "Authorization": f"Bearer {self.token}",
        }
        while (now := time.perf_counter()) < end:
            if pause is None:
                due = now
            elif due > now:
                time.sleep(due - now)
            body = str(next(self._numbers)).join(self._parts).encode()
            connection.request("POST", "/v1/assess", body, headers)
            reply = connection.getresponse()
            said = reply.read()
            if reply.status != 200:
                self.errors.append(f"{reply.status} {said[:200]!r}")
            # From when it was due: who had to wait for the answer before has waited too.
            self.seconds.append(time.perf_counter() - due)
            due += pause or 0
        connection.close()


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
    parser.add_argument("--rate", type=float, default=100.0)
    parser.add_argument("--seconds", type=float, default=60.0)
    chosen = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "companion"
        fill(folder, chosen.orders)
        start = time.perf_counter()
        with CompanionProcess(folder) as companion:
            assert companion.get("/v1/hello").status == 200
            first = time.perf_counter() - start
            load = Load(companion.port, companion.pair().token)
            paced = load.run(chosen.clients, chosen.seconds, chosen.rate)
            cuts = statistics.quantiles(load.seconds, n=100, method="inclusive")
            most = load.run(chosen.clients, min(FLAT_OUT_SECONDS, chosen.seconds), None)
            memory = memory_mb(companion.pid)
    print(f"{chosen.orders} orders, {chosen.clients} clients, {chosen.seconds:.0f} s\n")
    rows = [
        ("errors", f"{len(load.errors)}", "0"),
        (f"median, {paced:.0f} pages a second", f"{cuts[49] * 1000:.1f} ms", ""),
        ("90 %", f"{cuts[89] * 1000:.1f} ms", ""),
        ("99 %", f"{cuts[98] * 1000:.1f} ms", "60 ms"),
        ("most pages a second", f"{most:.0f}", "100"),
        ("first answer after the start", f"{first:.2f} s", "1 s"),
        ("memory after the run", f"{memory:.0f} MB", "150 MB"),
        ("cancelwindow --help", f"{help_seconds():.2f} s", "0.3 s"),
    ]
    for what, measured, goal in rows:
        print(f"{what:34}{measured:>12}{goal and f'   goal {goal}'}")
    for error in load.errors[:3]:
        print(f"error: {error}")


if __name__ == "__main__":
    main()
