"""Reading a page (classify, parse, validate) against bare parses and plain BeautifulSoup.

Each round times every engine on the same page, in another order each time, so that a slow moment of
the machine meets all of them and none always finds the caches as its favourite left them. `read` is
what the product does; `plain soup` makes the same selections with BeautifulSoup's own parser;
`lxml` and `lexbor` only parse. Only the ratios mean something. The peak is what `read` allocates,
on top of the page itself.

Garbage is searched for as seldom as in the companion, for all of them alike, and what plain soup
leaves behind is not left to the next one.

usage: python benchmarks/engines.py [--rounds N] [--quick]
"""

from __future__ import annotations

import argparse
import gc
import random
import statistics
import time
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime

import lxml.html
from bs4 import BeautifulSoup
from grown_pages import detail_page, list_page
from selectolax.lexbor import LexborHTMLParser

from aliorders.models import PageReading, Snapshot
from aliorders.reading import read
from aliorders.soup import SoupDocument, SoupNode
from cancelwindow.commands.serve import GARBAGE_SEARCHED_FROM

ADDRESS = "https://www.aliexpress.com/p/order/{}.html"
"""Pages come with their address; only a saved file may have lost it."""
AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
DEFAULT_ROUNDS = 15
LEAST_SECONDS = 1.0
"""Of reading one page: a small one is read in more rounds."""
PLAIN_SOUP_ROUNDS = 3
"""It takes seconds on the biggest page."""


class PlainSoup(SoupDocument):
    """The page in BeautifulSoup's own parser, as a first script would read it."""

    def __init__(self, html: str) -> None:
        self._soup = BeautifulSoup(html, "html.parser")
        SoupNode.__init__(self, self._soup)


def pages(*, quick: bool) -> dict[str, str]:
    """What is read, by name."""
    lists = {f"list of {n}": list_page(n) for n in ((10, 100) if quick else (10, 100, 1000))}
    details = {f"detail {kb} kB": detail_page(kb) for kb in ((300,) if quick else (300, 2000))}
    return lists | details


def seconds(step: Callable[[], object]) -> float:
    """How long one call takes."""
    start = time.perf_counter()
    step()
    return time.perf_counter() - start


def row(name: str, html: str, rounds: int) -> str:
    """One line of the table."""
    address = ADDRESS.format("index" if name.startswith("list") else "detail")
    snapshot = Snapshot(url=address, html=html, captured_at=AT)
    steps: dict[str, Callable[[], object]] = {
        "lxml": lambda: lxml.html.document_fromstring(html),
        "lexbor": lambda: LexborHTMLParser(html),
        "plain soup": lambda: read(snapshot, parse=PlainSoup),
        "read": lambda: read(snapshot),
    }
    result = read(snapshot)
    if not isinstance(result, PageReading):
        raise SystemExit(f"{name} does not read: {result.message}")
    taken: dict[str, list[float]] = {step: [] for step in steps}
    order = random.Random(name)
    for number in range(max(rounds, int(LEAST_SECONDS / seconds(steps["read"])))):
        for step, call in order.sample(list(steps.items()), len(steps)):
            if step != "plain soup":
                taken[step].append(seconds(call))
            elif number < PLAIN_SOUP_ROUNDS:
                taken[step].append(seconds(call))
                gc.collect()
    median = {step: statistics.median(times) for step, times in taken.items()}
    tracemalloc.start()
    read(snapshot)
    peak = tracemalloc.get_traced_memory()[1] / 1024
    tracemalloc.stop()
    return (
        f"{name:14}{len(html.encode()) / 1024:8.0f} kB{len(result.orders):7}"
        f"{median['read'] * 1000:10.1f} ms"
        f"{median['read'] / median['lxml']:9.1f}x"
        f"{median['read'] / median['lexbor']:11.1f}x"
        f"{median['plain soup'] / median['read']:13.1f}x"
        f"{peak:9.0f} kB"
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Time reading against bare parses.")
    parser.add_argument("--rounds", type=int, default=DEFAULT_ROUNDS)
    parser.add_argument("--quick", action="store_true", help="leave out the biggest pages")
    options = parser.parse_args()
    gc.freeze()
    gc.set_threshold(GARBAGE_SEARCHED_FROM)
    print(
        f"{'page':14}{'size':>11}{'orders':>7}{'read':>13}{'of lxml':>10}{'of lexbor':>12}"
        f"{'soup/read':>14}{'peak':>12}"
    )
    for name, html in pages(quick=options.quick).items():
        print(row(name, html, max(1, options.rounds)))


if __name__ == "__main__":
    main()
