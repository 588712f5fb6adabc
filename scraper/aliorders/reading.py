"""Read a snapshot: the site's JSON first, the page second, and what neither could say.

Pure: no file, no network, no clock. Every outcome is typed; a page that cannot be read says why.
"""

from __future__ import annotations

from aliorders.blocking import blocked
from aliorders.data import table
from aliorders.dom import Document, Parse
from aliorders.lexbor import parse_with_lexbor
from aliorders.merge import join_answers, merge_readings
from aliorders.models import (
    Blocked,
    BlockedKind,
    PageKind,
    PageReading,
    Settled,
    Snapshot,
)
from aliorders.pages.kind import address_of, classify
from aliorders.pages.order_detail import read_order_detail as read_detail_page
from aliorders.pages.order_list import read_order_list as read_list_page
from aliorders.pages.tracking import read_tracking as read_tracking_page
from aliorders.responses.answers import read_answer

_DOM_MAY_WAIT = frozenset({BlockedKind.SKELETON, BlockedKind.EMPTY_LIST})
"""Blocked pages whose JSON may already hold what the DOM has not drawn yet."""


def read(snapshot: Snapshot, *, parse: Parse = parse_with_lexbor) -> PageReading | Blocked:
    """What a snapshot says, or why it says nothing. `parse` is the engine that reads its DOM."""
    answers = [read_answer(response) for response in snapshot.responses]
    json = join_answers([answer for answer in answers if isinstance(answer, PageReading)])
    failures = [answer for answer in answers if isinstance(answer, Blocked)]
    if not snapshot.html:
        return json or _worst(failures) or blocked(BlockedKind.NOT_AN_ORDER_PAGE, "nothing given")
    page = read_page(snapshot, parse)
    if isinstance(page, PageReading):
        return merge_readings(json, page) if json else page
    if json is not None and page.kind in _DOM_MAY_WAIT:
        return json.model_copy(update={"settled": settled(snapshot)})
    return page


def settled(snapshot: Snapshot) -> Settled:
    """Whether the page had finished drawing; UNKNOWN where nobody measured it."""
    if snapshot.age_ms is None:
        return Settled.UNKNOWN
    limits = table("settling")
    quiet = snapshot.quiet_ms is not None and snapshot.quiet_ms >= limits["quiet_ms"]
    if snapshot.age_ms >= limits["full_age_ms"]:
        return Settled.YES
    return Settled.YES if quiet and snapshot.age_ms >= limits["least_age_ms"] else Settled.NO


def read_page(snapshot: Snapshot, parse: Parse) -> PageReading | Blocked:
    """What the DOM of a snapshot says."""
    document = parse(snapshot.html)
    result = _read_document(document, snapshot)
    report = result.report.model_copy(update={"engine": document.engine})
    return result.model_copy(update={"report": report})


def _read_document(document: Document, snapshot: Snapshot) -> PageReading | Blocked:
    url = address_of(document, snapshot.url)
    kind = classify(document, url)
    state = settled(snapshot)
    if isinstance(kind, Blocked):
        return kind
    if kind is PageKind.ORDER_DETAIL:
        return read_detail_page(document, url, state)
    if kind is PageKind.ORDER_LIST:
        return read_list_page(document, state)
    return read_tracking_page(document, url, state)


def _worst(failures: list[Blocked]) -> Blocked | None:
    """Of several failures, the one the person has to act on: a login or a check comes first."""
    order = list(BlockedKind)
    return min(failures, key=lambda failure: order.index(failure.kind), default=None)
