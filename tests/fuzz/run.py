"""Fuzz the reader: damage pages and answers, read them, and hold the result to the oracle.

usage: python -m tests.fuzz.run [--samples N] [--seed S] [--seconds-per-sample X] [--parity-every K]

Each sample is repeatable by its number: `--seed NUMBER --samples 1`. Ends with 1 and the numbers of
the samples that failed.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import time
import traceback
from functools import cache
from pathlib import Path
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser
from tests.fuzz.mutations import ANSWER_MUTATIONS, PAGE_MUTATIONS
from tests.fuzz.oracle import NOW, violations

from aliorders.lexbor import parse_with_lexbor
from aliorders.models import CapturedResponse, Snapshot, plain
from aliorders.reading import read
from aliorders.soup import parse_with_soup

_NOT_WRITTEN = re.compile(
    r"<[a-z][^<>]*<"  # a tag that was never closed and has swallowed the next one
    r'|="[^"]*(?:[<>]|&lt;/?[a-z])'  # the same, inside an attribute, escaped or not
    r'|[^\s"=]"=""'  # an attribute whose name is no name: what is left of a swallowed tag
    r"|</?[a-z][a-z0-9]*[^\sa-z0-9/>-]"  # an element whose name is no name
    r"|<body[\s\S]*<title"  # a title that slipped into the body
    r'|class="[^"]*&nbsp;'  # a blank that BeautifulSoup takes for one between classes
)
"""What no browser writes for a page that it was given whole."""

FIXTURES = Path(__file__).parents[2] / "fixtures"
DEFAULT_SAMPLES = 2000
HANG_SECONDS = 2.0
PAGE_SHARE = 0.7
PASSES = 3
"""Some broken nesting is mended only when what was written out is read again."""


class Sample(NamedTuple):
    """One damaged snapshot and the number that makes it again."""

    number: int
    snapshot: Snapshot


@cache
def _texts(pattern: str) -> tuple[str, ...]:
    return tuple(path.read_text(encoding="utf-8") for path in sorted(FIXTURES.glob(pattern)))


def sample(number: int) -> Sample:
    """The damaged snapshot of this number."""
    source = random.Random(number)
    age_ms = source.choice([None, 500, 9_000, 20_000])
    if source.random() < PAGE_SHARE:
        html = source.choice(_texts("pages/*/*/page.html"))
        for _ in range(source.randrange(1, 4)):
            html = source.choice(PAGE_MUTATIONS)(html, source)
        return Sample(number, Snapshot(html=html, captured_at=NOW, age_ms=age_ms, quiet_ms=age_ms))
    body = source.choice(_texts("responses/*/body.*"))
    body = source.choice(ANSWER_MUTATIONS)(body, source)
    return Sample(number, Snapshot(responses=(CapturedResponse(body=body),), captured_at=NOW))


def problems(one: Sample, *, parity: bool) -> list[str]:
    """What is wrong with how a sample reads; empty when all holds."""
    start = time.perf_counter()
    try:
        found = violations(one.snapshot)
    except Exception:  # noqa: BLE001 - any exception is the finding
        return [traceback.format_exc()]
    taken = time.perf_counter() - start
    if taken > HANG_SECONDS:
        found.append(f"took {taken:.1f} s")
    if parity and one.snapshot.html:
        found += engine_differences(one.snapshot)
    return found


def engine_differences(snapshot: Snapshot) -> list[str]:
    """Fields of the dumped result in which the two engines differ.

    They are given what the product gives them: markup that a browser has written out. On markup
    that no browser wrote, any two parsers build different trees, and it is not compared.
    """
    written_out = snapshot.html
    for _ in range(PASSES):
        written_out = LexborHTMLParser(written_out).html or ""
    if _NOT_WRITTEN.search(written_out):
        return []
    given = snapshot.model_copy(update={"html": written_out})
    fast, tolerant = (
        plain(read(given, parse=parse)) for parse in (parse_with_lexbor, parse_with_soup)
    )
    for result in (fast, tolerant):
        result["report"].pop("engine")
    names = sorted(fast.keys() | tolerant.keys())
    return [f"engines differ in {n}" for n in names if fast.get(n) != tolerant.get(n)]


def main() -> None:
    """Run the samples and print what failed."""
    parser = argparse.ArgumentParser(description="Fuzz the reader with damaged pages and answers.")
    parser.add_argument("--samples", type=int, default=DEFAULT_SAMPLES)
    parser.add_argument("--seed", type=int, default=0, help="number of the first sample")
    parser.add_argument(
        "--parity-every", type=int, default=1, help="compare the engines on every K-th sample"
    )
    options = parser.parse_args()
    failed: list[int] = []
    violations(sample(options.seed).snapshot)  # loads the policy, which is no part of any sample
    start = time.perf_counter()
    for number in range(options.seed, options.seed + options.samples):
        found = problems(sample(number), parity=number % options.parity_every == 0)
        if found:
            failed.append(number)
            print(f"sample {number}: " + "; ".join(found), flush=True)
    seconds = time.perf_counter() - start
    print(f"{options.samples} samples, {len(failed)} failed, {seconds:.0f} s")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
