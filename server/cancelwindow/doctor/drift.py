"""Whether the site's pages drift away from what we can read. Pure.

Three signs: words that no table knows, fields that were looked for in vain, and a field that is now
read in a later of its ways than before, which is how a change of the site shows before it hurts.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from aliorders.models import Missing, MissingReason, Order, OrderStatus, ParseReport

WANTED = ("placed", "total", "store")
"""Fields of an order that every page of it should tell."""

UNKNOWN_SHARE = 0.1
MISSING_SHARE = 0.2
"""From these shares of the pages on, it is a sign and no oddity. Our own marks."""

FEW = 5
"""Pages of a kind from which a habit can be told."""

_LOOKED_FOR = frozenset({MissingReason.NOT_FOUND, MissingReason.UNREADABLE})


@dataclass(frozen=True, slots=True)
class PageRead:
    """How one order of one page was read. `order` is None where another version wrote it down."""

    kind: str
    order: Order | None
    report: ParseReport


def drift(pages: Sequence[PageRead]) -> list[str]:
    """The signs, in words; `pages` are the newest ones, the newest first."""
    return [*_unknown(pages), *_missing(pages), *_later_ways(pages)]


def _unknown(pages: Sequence[PageRead]) -> Iterator[str]:
    odd = sum(_has_unknown(page) for page in pages)
    if odd >= UNKNOWN_SHARE * len(pages):
        yield f"{_percent(odd, pages)} with words that no table knows"


def _has_unknown(page: PageRead) -> bool:
    report = page.report
    status = None if page.order is None else page.order.status
    return status is OrderStatus.UNKNOWN or bool(
        report.unknown_words or report.unknown_numbers or report.unknown_labels
    )


def _missing(pages: Sequence[PageRead]) -> Iterator[str]:
    known = [page.order for page in pages if page.order is not None]
    for field in WANTED:
        gone = sum(_was_sought_in_vain(getattr(order, field)) for order in known)
        if known and gone >= MISSING_SHARE * len(known):
            yield f"{_percent(gone, known)} without `{field}`"


def _was_sought_in_vain(value: object) -> bool:
    return isinstance(value, Missing) and value.missing in _LOOKED_FOR


def _later_ways(pages: Sequence[PageRead]) -> Iterator[str]:
    ranks: dict[tuple[str, str], list[int | None]] = defaultdict(list)
    for page in pages:
        for one in page.report.fields:
            ranks[page.kind, one.field].append(one.rank)
    for (kind, field), found in sorted(ranks.items()):
        half = len(found) // 2
        if half < FEW:
            continue
        now, before = _usual(found[:half]), _usual(found[half:])
        if before is not None and (now is None or now > before):
            yield f"`{field}` of {kind} is no longer found in its usual way"


def _usual(ranks: Sequence[int | None]) -> int | None:
    [(rank, _)] = Counter(ranks).most_common(1)
    return rank


def _percent(part: int, whole: Sequence[object]) -> str:
    return f"{round(100 * part / len(whole))} %"
