"""Read a snapshot: the site's JSON first, the page second, and what neither could say.

Pure: no file, no network, no clock. Every outcome is typed; a page that cannot be read says why.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

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
from aliorders.pages.language import page_wording
from aliorders.pages.order_detail import read_order_detail as read_detail_page
from aliorders.pages.order_list import read_order_list as read_list_page
from aliorders.pages.returns import read_returns as read_returns_page
from aliorders.pages.store import read_store_page
from aliorders.pages.tracking import read_tracking as read_tracking_page
from aliorders.responses.answers import read_answer
from aliorders.text.learning import NOTHING_LEARNED, LearnedWords
from aliorders.text.wording import Wording, in_language, language_of_request, language_tag
from aliorders.translated import without_words
from aliorders.unproven import with_unproven_words

_ORDERS = frozenset({PageKind.ORDER_DETAIL, PageKind.ORDER_LIST, PageKind.TRACKING})

_ANSWERS_FOR: dict[BlockedKind, frozenset[PageKind]] = {
    BlockedKind.SKELETON: frozenset(PageKind),
    BlockedKind.EMPTY_LIST: _ORDERS,
    BlockedKind.NOT_AN_ORDER_PAGE: frozenset({PageKind.STORE, PageKind.RETURNS}),
}
"""Which answers speak for a page whose DOM says nothing: it has not drawn yet, or it is of a kind
that is read by its data alone (a product page)."""

_END_OF_WAITING = frozenset({BlockedKind.LOGIN, BlockedKind.CHALLENGE, BlockedKind.RATE_LIMITED})
"""Answers after which a page draws nothing more by itself."""


def read(
    snapshot: Snapshot,
    *,
    parse: Parse = parse_with_lexbor,
    learned: LearnedWords = NOTHING_LEARNED,
    language: str | None = None,
) -> PageReading | Blocked:
    """What a snapshot says, or why it says nothing.

    Args:
        snapshot: the page, and the site's answers where the caller saw them.
        parse: the engine that reads the page's DOM.
        learned: status words this installation has learned (`aliorders.learned` keeps them).
        language: language of the words (BCP 47), for a snapshot that does not name its own.
    """
    document = parse(_without_cut_text(snapshot.html)) if snapshot.html else None
    wording = _wording(document, snapshot, language, learned)
    result = _read(snapshot, document, wording, language)
    return with_unproven_words(result, wording) if isinstance(result, PageReading) else result


def _without_cut_text(html: str) -> str:
    """A page without the text behind its last tag: in a page cut short, maybe half a number."""
    return html[: html.rfind(">") + 1] or html


def _read(
    snapshot: Snapshot, document: Document | None, wording: Wording, language: str | None
) -> PageReading | Blocked:
    answers = [
        read_answer(response, _wording_of_answer(response.url, wording, language))
        for response in snapshot.responses
    ]
    json = join_answers([answer for answer in answers if isinstance(answer, PageReading)])
    failures = [answer for answer in answers if isinstance(answer, Blocked)]
    if document is None:
        return json or _worst(failures) or blocked(BlockedKind.NOT_AN_ORDER_PAGE, "nothing given")
    page = read_page(document, snapshot, wording)
    if isinstance(page, PageReading):
        return merge_readings(json, page) if json else page
    if json is not None and json.kind in _ANSWERS_FOR.get(page.kind, ()):
        return json.model_copy(update={"settled": settled(snapshot)})
    if page.kind is BlockedKind.SKELETON:
        # A page that got such an answer waits for its order in vain.
        return next((one for one in failures if one.kind in _END_OF_WAITING), page)
    return page


def _wording(
    document: Document | None, snapshot: Snapshot, language: str | None, learned: LearnedWords
) -> Wording:
    """Of the page's own word, what its requests asked for, and the caller's, the first there is."""
    asked = (language_of_request(response.url) for response in snapshot.responses)
    hint = next((tag for tag in asked if tag is not None), language_tag(language))
    if document is not None:
        return page_wording(document, address_of(document, snapshot.url), hint, learned)
    return in_language(hint, learned)


def _wording_of_answer(url: str, page: Wording, language: str | None) -> Wording:
    """An answer is in the language its request asked for, else in the page's. No browser has
    translated it; nor does a translated page know what language the site spoke."""
    tag = language_of_request(url)
    if tag is None and page.language is not None:
        return page
    return in_language(tag or language_tag(language), page.learned)


def settled(snapshot: Snapshot) -> Settled:
    """Whether the page had finished drawing; UNKNOWN where nobody measured it."""
    if snapshot.age_ms is None:
        return Settled.UNKNOWN
    limits = table("settling")
    quiet = snapshot.quiet_ms is not None and snapshot.quiet_ms >= limits["quiet_ms"]
    if snapshot.age_ms >= limits["full_age_ms"]:
        return Settled.YES
    return Settled.YES if quiet and snapshot.age_ms >= limits["least_age_ms"] else Settled.NO


def drawn_at(snapshot: Snapshot) -> datetime:
    """When the page was loaded, as far as anybody measured it: what it counts down counts from
    then, and the earlier of two readings is the safer one."""
    return snapshot.captured_at - timedelta(milliseconds=snapshot.age_ms or 0)


def read_page(document: Document, snapshot: Snapshot, wording: Wording) -> PageReading | Blocked:
    """What the DOM of a snapshot says."""
    result = _read_document(document, snapshot, wording)
    if wording.translated and isinstance(result, PageReading):
        result = without_words(result)
    report = result.report.model_copy(update={"engine": document.engine})
    return result.model_copy(update={"report": report})


def _read_document(
    document: Document, snapshot: Snapshot, wording: Wording
) -> PageReading | Blocked:
    url = address_of(document, snapshot.url)
    kind = classify(document, url)
    state = settled(snapshot)
    if isinstance(kind, Blocked):
        return kind
    if kind is PageKind.ORDER_DETAIL:
        return read_detail_page(document, url, state, drawn_at(snapshot), wording)
    if kind is PageKind.ORDER_LIST:
        return read_list_page(document, state, drawn_at(snapshot), wording)
    return _OTHER_PAGES[kind](document, url, state)


_OTHER_PAGES: dict[PageKind, Callable[[Document, str, Settled], PageReading | Blocked]] = {
    PageKind.TRACKING: read_tracking_page,
    PageKind.RETURNS: read_returns_page,
    PageKind.STORE: read_store_page,
}
"""Readers of the pages that hold no order."""


def _worst(failures: list[Blocked]) -> Blocked | None:
    """Of several failures, the one the person has to act on: a login or a check comes first."""
    order = list(BlockedKind)
    return min(failures, key=lambda failure: order.index(failure.kind), default=None)
