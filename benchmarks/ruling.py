"""How long one verdict takes, over the cases of the decision table.

Each row is a distribution over `--orders` assessments in this one run: without stored orders, with
ten thousand of them behind the estimate of the window, and in each language. The cases come in
turn, so that every row judges the same mix. Times are those of the processor: a verdict waits for
nothing. The goal is a median under 1 ms and ten thousand verdicts in under 10 s.

usage: python benchmarks/ruling.py [--orders N]
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import time
from itertools import cycle, islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from cancelwindow.policy.engine import assess
from cancelwindow.policy.history import NO_HISTORY, History, Spell, Wait
from cancelwindow.policy.loader import load_policy
from policy_case import PolicyCase, load_cases

DEFAULT_ORDERS = 10_000
STORED_ORDERS = 10_000
STORES = 400


def stored_orders() -> History:
    """Orders of many stores, most of them shipped within days, as a long history has them."""
    source = random.Random(1)
    return History(_stored_order(source) for _ in range(STORED_ORDERS))


def _stored_order(source: random.Random) -> Spell:
    shipped = 24.0 * source.randrange(6)
    scanned = shipped + 90 * source.random()
    ended = source.random() < 0.95
    return Spell(
        store_id=str(source.randrange(STORES)),
        is_choice=source.random() < 0.5,
        shipped=Wait(shipped, shipped + 24 if ended else None),
        scanned=Wait(scanned, scanned if ended else None),
    )


def taken(
    cases: tuple[PolicyCase, ...], orders: int, language: str, history: History
) -> list[float]:
    """Seconds of each assessment."""
    book = load_policy()
    inputs = [(case.evidence(), case.now) for case in cases]
    seconds = []
    for evidence, now in islice(cycle(inputs), orders):
        start = time.process_time()
        assess(evidence, book, now, language, history=history)
        seconds.append(time.process_time() - start)
    return seconds


def row(name: str, seconds: list[float]) -> str:
    """One line of the table."""
    cuts = statistics.quantiles(seconds, n=100, method="inclusive")
    figures = [cuts[49], cuts[89], cuts[98], max(seconds)]
    return (
        f"{name:24}"
        + "".join(f"{figure * 1000:9.3f} ms" for figure in figures)
        + f"{sum(seconds):9.2f} s"
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Time one verdict over the decision table.")
    parser.add_argument("--orders", type=int, default=DEFAULT_ORDERS)
    orders = max(100, parser.parse_args().orders)
    cases = load_cases()
    languages = sorted(load_policy().tables.catalogues)
    taken(cases, len(cases), "en", NO_HISTORY)
    print(f"{orders} verdicts per row over {len(cases)} cases of the decision table\n")
    print(f"{'':24}{'median':>12}{'90 %':>12}{'99 %':>12}{'slowest':>12}{'all':>11}")
    print(row("no stored orders", taken(cases, orders, "en", NO_HISTORY)))
    print(row(f"{STORED_ORDERS} stored orders", taken(cases, orders, "en", stored_orders())))
    for language in languages:
        print(row(f"in {language}", taken(cases, orders, language, NO_HISTORY)))


if __name__ == "__main__":
    main()
