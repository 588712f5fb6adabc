"""Killing `cancelwindow sync` at random moments: the next run completes what it had begun.

Each time a store of its own is walked by the command itself, with a real browser, and killed with
SIGKILL once the site has been asked for a random number of things, a random moment later.

usage: python -m tests.history.kills [--times N] [--orders N] [--seed N]
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from cancelwindow.replay.generated import UNDER_WAY
from cancelwindow.replay.live import LiveSite
from cancelwindow.replay.served import ServedSite
from cancelwindow.store.database import Database
from history.account_walks import AccountWalks, numbers, ones
from history.shop import live

ORDERS = 35
PATIENCE_SECONDS = 180.0
SILENCE_SECONDS = 0.7


@dataclass
class Killed:
    """One walk that was killed, and the one after it."""

    after: int
    """Things that the site had been asked for."""
    was_running: bool
    report: dict[str, Any]
    faults: list[str]


def command(folder: Path, url: str) -> list[str]:
    """The command line of a walk on a replay."""
    program = [sys.executable, "-m", "cancelwindow.cli", "sync", "--json"]
    return [*program, "--data-dir", str(folder), "--replay", url]


def kill_once(folder: Path, chance: random.Random, orders: int = ORDERS) -> Killed:
    """Walk, kill, walk again, and look for what was lost or doubled."""
    site = live(orders)
    whole = 2 * (-(-orders // 10)) + min(UNDER_WAY, orders) + 1
    after, moment = chance.randrange(whole), chance.uniform(0, 0.3)
    with ServedSite(site.answer) as served:
        was_running = _walk_and_kill(command(folder, served.url), site, after, moment)
        _until_its_browser_is_silent(site)
        asked_before = Counter(one for one in site.asked if one.what != "list")
        done = subprocess.run(
            command(folder, served.url), capture_output=True, text=True, check=False
        )
    report = json.loads(done.stdout) if done.returncode == 0 else {}
    faults = [] if done.returncode == 0 else [f"ended with {done.returncode}: {done.stderr[-300:]}"]
    faults += _lost_or_doubled(folder, orders)
    # What was asked for when the program was killed may be asked for again: one thing at a time.
    twice = [one for one, times in Counter(site.asked).items() if times > 1 and one.what != "list"]
    if len(twice) > 1 or any(one not in asked_before for one in twice):
        faults.append(f"asked for again: {twice}")
    return Killed(after, was_running, report, faults)


def _walk_and_kill(arguments: list[str], site: LiveSite, after: int, moment: float) -> bool:
    process = subprocess.Popen(
        arguments,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    overdue = time.monotonic() + PATIENCE_SECONDS
    while len(site.asked) < after and process.poll() is None and time.monotonic() < overdue:
        time.sleep(0.005)
    time.sleep(moment)
    was_running = process.poll() is None
    if was_running:
        os.kill(process.pid, signal.SIGKILL)
    process.wait()
    return was_running


def _until_its_browser_is_silent(site: LiveSite) -> None:
    """A killed walk's browser lives on for a moment, and what it was about to ask for comes."""
    heard, since = len(site.asked), time.monotonic()
    while time.monotonic() < since + SILENCE_SECONDS:
        time.sleep(0.05)
        if len(site.asked) != heard:
            heard, since = len(site.asked), time.monotonic()


def _lost_or_doubled(folder: Path, orders: int) -> list[str]:
    walks = AccountWalks(folder)
    with walks.database as database:
        wanted = {
            "listed": (walks.listed(), ones(numbers(orders))),
            "states": (Counter(walks.states().keys()), ones(numbers(orders))),
            "order pages": (
                walks.recorded("order_detail"),
                ones(numbers(min(UNDER_WAY, orders))),
            ),
        }
        return [
            f"{name}: {len(expected - found)} lost, {(found - expected).total()} too many"
            for name, (found, expected) in wanted.items()
            if found != expected
        ] + _damage(database)


def _damage(database: Database) -> list[str]:
    with database.read() as session:
        found = session.connection().exec_driver_sql("PRAGMA integrity_check").scalar_one()
    return [] if found == "ok" else [f"the store is damaged: {found}"]


def main() -> None:
    """Kill so many times, and print what was found."""
    parser = argparse.ArgumentParser(description="Kill walks at random moments.")
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--orders", type=int, default=ORDERS)
    parser.add_argument("--seed", type=int, default=7)
    chosen = parser.parse_args()
    chance = random.Random(chosen.seed)
    results: list[Killed] = []
    for number in range(1, chosen.times + 1):
        folder = Path(tempfile.mkdtemp(prefix="cancelwindow-kill-"))
        try:
            results.append(kill_once(folder / "data", chance, chosen.orders))
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        last = results[-1]
        print(
            f"{number:4} killed after {last.after:3} answers"
            f"{'' if last.was_running else ' (was over)'}: {'; '.join(last.faults) or 'completed'}",
            flush=True,
        )
    failed = [one for one in results if one.faults]
    running = sum(one.was_running for one in results)
    resumed = sum(bool(one.report.get("resumed")) for one in results)
    print(
        f"{len(results)} walks, {running} killed while they ran, {resumed} taken up by the next; "
        f"{len(failed)} with something lost, doubled or not completed."
    )
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
