"""Kill a companion at random moments while several browsers show it pages.

What it acknowledged must be there, and nothing may be there by halves.

usage: python -m tests.crash.run [--kills N] [--seed N]
"""

from __future__ import annotations

import argparse
import json
import random
import signal
import sqlite3
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPException
from itertools import count
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from cancelwindow.config import DATABASE_NAME
from cancelwindow.store import copies
from companion_process import PATIENCE_SECONDS, CompanionProcess
from page_fixtures import meta, question

WRITERS = 4
LONGEST_SECONDS = 0.8
"""From the first answer to the kill."""

TOLD_EVERY = 20

DETAIL = "order_detail/awaiting_delivery"
LIST = "order_list/ten_cards"
ON_LIST = 10
"""Orders of the list page: all of them are stored, or none."""


class LostError(AssertionError):
    """Something acknowledged is gone, or something is there by halves."""


def pages() -> Iterator[bytes]:
    """Pages without end: a list as it is, and an order's page under ever another number."""
    known = str(meta(DETAIL)["url"]).partition("orderId=")[2].partition("&")[0]
    shown, listed = json.dumps(question(DETAIL)), json.dumps(question(LIST))
    for number in count(8_250_000_000_000_000):
        yield listed.encode()
        yield shown.replace(known, str(number)).encode()


class Crash:
    """One folder, and everything that its companions acknowledged."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.companion = CompanionProcess(folder)
        self.acknowledged: set[tuple[str, int]] = set()
        """Order and observation, as the replies named them."""
        self._random = random.Random(seed)
        self._pages = pages()
        self._lock = threading.Lock()
        self._answered = threading.Event()

    def kill_once(self, token: str) -> None:
        """Show pages from several sides, and kill the companion in the middle of it."""
        killed = threading.Event()
        self._answered.clear()
        writers = [
            threading.Thread(target=self._write, args=(token, killed)) for _ in range(WRITERS)
        ]
        for writer in writers:
            writer.start()
        # On a busy machine the first answer can take longer than all of the rest.
        self._answered.wait(PATIENCE_SECONDS)
        killed.wait(self._random.uniform(0, LONGEST_SECONDS))
        self.companion.stop(signal.SIGKILL)
        killed.set()
        for writer in writers:
            writer.join()

    def _write(self, token: str, killed: threading.Event) -> None:
        while not killed.is_set():
            with self._lock:
                page = json.loads(next(self._pages))
            try:
                answer = self.companion.post("/v1/assess", page, token=token)
            except (OSError, HTTPException):
                # Killed before the reply was whole: nothing was acknowledged.
                return
            if answer.status != 200:
                raise LostError(f"refused: {answer.body!r}")
            with self._lock:
                self.acknowledged.update(_told(answer.data))
            self._answered.set()

    def check(self) -> tuple[int, int]:
        """See that all is there, and whole; how many observations and orders there are.

        Raises LostError.
        """
        path = self.companion.data_dir / DATABASE_NAME
        with closing(sqlite3.connect(path)) as store:
            stored = set(store.execute("SELECT order_id, id FROM observations"))
            halves = {
                "readings of a list without all of its orders": (
                    "SELECT count(*) FROM readings r WHERE page_kind = 'order_list' AND "
                    "(SELECT count(*) FROM observations o WHERE o.reading_id = r.id) "
                    f"<> {ON_LIST}"
                ),
                "observations without a reading": (
                    "SELECT count(*) FROM observations WHERE reading_id NOT IN "
                    "(SELECT id FROM readings)"
                ),
                "orders seen that stand nowhere": (
                    "SELECT count(DISTINCT order_id) FROM observations WHERE order_id NOT IN "
                    "(SELECT order_id FROM order_states)"
                ),
                "orders that no longer match their count": (
                    "SELECT (SELECT count(*) FROM order_states) - "
                    "(SELECT coalesce(sum(orders), 0) FROM order_tallies)"
                ),
            }
            found = {name: store.execute(query).fetchone()[0] for name, query in halves.items()}
            orders = store.execute("SELECT count(*) FROM order_states").fetchone()[0]
        lost = self.acknowledged - stored
        broken = [f"{number} {name}" for name, number in found.items() if number]
        faults = copies.faults_of(path)
        if lost or broken or faults:
            raise LostError("; ".join([f"{len(lost)} lost", *broken, *faults]))
        return len(stored), orders


def _told(reply: dict[str, Any]) -> Iterator[tuple[str, int]]:
    for verdict in reply["verdicts"]:
        for basis in verdict["based_on"]:
            yield verdict["order_id"], basis["observation"]


def run(folder: Path, kills: int, seed: int) -> tuple[int, int, int]:
    """Kill so many times; gives what was acknowledged, and what is stored: observations, orders."""
    crash = Crash(folder, seed)
    crash.companion.start()
    token = crash.companion.pair().token
    for number in range(kills):
        if number:
            crash.companion.start()
        crash.kill_once(token)
        crash.check()
        if (number + 1) % TOLD_EVERY == 0:
            print(f"{number + 1} kills survived", flush=True)
    # It opens again, and answers.
    with crash.companion:
        if crash.companion.post("/v1/orders", {"limit": 1}, token=token).status != 200:
            raise LostError("the store does not answer any more")
    return len(crash.acknowledged), *crash.check()


def main() -> None:
    """Print what came of it."""
    parser = argparse.ArgumentParser(description="Kill a companion while it writes.")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32))
    chosen = parser.parse_args()
    print(f"seed {chosen.seed}")
    with tempfile.TemporaryDirectory() as folder:
        acknowledged, stored, orders = run(Path(folder) / "companion", chosen.kills, chosen.seed)
    print(
        f"{chosen.kills} kills: {acknowledged} observations acknowledged, none of them lost; "
        f"{stored} stored, of {orders} orders, none by halves"
    )


if __name__ == "__main__":
    main()
