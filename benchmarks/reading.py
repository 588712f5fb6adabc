"""How much dearer than a bare parse reading and ruling are, measured side by side.

Each round times, for the biggest page of each kind, a bare BeautifulSoup parse, `read`, and `read`
with `assess` for every order of the page. The rounds interleave the three, so that a slow moment of
the machine meets all of them. Only the ratios mean something: milliseconds are this machine's.

usage: python benchmarks/reading.py [--rounds N]
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from bs4 import BeautifulSoup

from aliorders.merge import combine
from aliorders.models import PageReading, Snapshot
from aliorders.reading import read
from cancelwindow.policy.engine import assess
from cancelwindow.policy.loader import load_policy

PAGES = Path(__file__).parents[1] / "fixtures" / "pages"
KINDS = ("order_detail", "order_list", "tracking")
DEFAULT_ROUNDS = 30

Step = Callable[[], object]


def biggest(kind: str) -> Path:
    """Folder of the longest page of a kind."""
    return max(PAGES.glob(f"{kind}/*/page.html"), key=lambda page: page.stat().st_size).parent


def snapshot_of(case: Path) -> Snapshot:
    """The saved page, as a finished page of its address."""
    meta = json.loads((case / "meta.json").read_text(encoding="utf-8"))
    return Snapshot(
        url=meta["url"],
        html=(case / "page.html").read_text(encoding="utf-8"),
        captured_at=meta["captured_at"],
        age_ms=meta.get("age_ms"),
        quiet_ms=meta.get("quiet_ms"),
    )


def steps_for(snapshot: Snapshot) -> dict[str, Step]:
    """What is timed, by name. Raises SystemExit when the page does not read."""
    book = load_policy()
    now = snapshot.captured_at

    def ruled() -> list[object]:
        reading = read(snapshot)
        if not isinstance(reading, PageReading):
            raise SystemExit(f"{snapshot.url} does not read: {reading.message}")
        return [assess(evidence, book, now) for evidence in combine([(reading, now)])]

    return {
        "parse": lambda: BeautifulSoup(snapshot.html, "lxml"),
        "read": lambda: read(snapshot),
        "read and assess": ruled,
    }


def medians(steps: dict[str, Step], rounds: int) -> dict[str, float]:
    """Median seconds of each step over interleaved rounds, after one round to warm up."""
    for step in steps.values():
        step()
    taken: dict[str, list[float]] = {name: [] for name in steps}
    for _ in range(rounds):
        for name, step in steps.items():
            start = time.perf_counter()
            step()
            taken[name].append(time.perf_counter() - start)
    return {name: statistics.median(times) for name, times in taken.items()}


def report(kind: str, rounds: int) -> str:
    """One line of the table."""
    case = biggest(kind)
    snapshot = snapshot_of(case)
    result = medians(steps_for(snapshot), rounds)
    size = len(snapshot.html.encode()) / 1024
    figures = " ".join(
        f"{seconds * 1000:8.1f} ms {seconds / result['parse']:6.2f}x" for seconds in result.values()
    )
    return f"{kind + '/' + case.name:34}{size:7.1f} kB {figures}"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Time reading and ruling against a bare parse.")
    parser.add_argument("--rounds", type=int, default=DEFAULT_ROUNDS, help="timed rounds per page")
    rounds = max(1, parser.parse_args().rounds)
    heads = "".join(f"{name:>19}" for name in ("parse", "read", "read and assess"))
    print(f"Medians of {rounds} interleaved rounds; x is the ratio to a bare parse in this run.\n")
    print(f"{'biggest page':34}{'size':>10}{heads}")
    for kind in KINDS:
        print(report(kind, rounds))


if __name__ == "__main__":
    main()
