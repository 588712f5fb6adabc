"""What must hold for whatever a damaged page or answer is read as.

A reading may lose things. It may not raise, and it may not hold what the damaged text no longer
says: no order whose number is gone, no status whose word is gone, no button whose label is gone.
"""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime

from aliorders.lexbor import parse_with_lexbor
from aliorders.merge import combine
from aliorders.models import Action, Missing, Money, Order, PageReading, Snapshot, found
from aliorders.reading import read
from cancelwindow.policy.engine import assess
from cancelwindow.policy.loader import load_policy
from cancelwindow.policy.verdict import Answer, Confidence, Verdict

LONGEST_WORD = 60
"""Characters. A longer status or label is no word, but a piece of the page around it."""

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)

_BLANKS = re.compile(r"[\s\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\x00]+")
_TAGS = re.compile(r"<[^>]*>|[<>]")


def violations(snapshot: Snapshot) -> list[str]:
    """What a reading, or a verdict on it, claims beyond the text it was made from."""
    reading = read(snapshot)
    if not isinstance(reading, PageReading):
        return []
    said = _said(snapshot)
    found_out: list[str] = []
    for order in reading.orders:
        found_out += _beyond(order, said)
    book = load_policy()
    for evidence in combine([(reading, NOW)]):
        found_out += _unfounded(assess(evidence, book, NOW), evidence.order)
    return found_out


def _said(snapshot: Snapshot) -> str:
    """All a snapshot could say, without tags, blanks, escapes and case."""
    shown = parse_with_lexbor(snapshot.html).text
    parts = [snapshot.url, snapshot.html, *(r.url + r.body for r in snapshot.responses)]
    return "\n".join(squeezed(form) for part in (shown, *parts) for form in _forms(part))


def _forms(text: str) -> tuple[str, ...]:
    """A text as it is, with its tags gone (texts are split over spans), and escaped as JSON."""
    escaped = text.encode("ascii", "backslashreplace").decode()
    return text, html.unescape(text), html.unescape(_TAGS.sub("", text)), escaped


def squeezed(text: str) -> str:
    return _BLANKS.sub("", text).casefold()


def _beyond(order: Order, said: str) -> list[str]:
    claims = [("order id", order.order_id), ("status word", found(order.status_word))]
    claims += [("button", action.label) for action in _actions(order)]
    found_out = [
        f"{name} of {len(value)} characters"
        for name, value in claims
        if value and len(value) > LONGEST_WORD
    ]
    claims += [("total", order.total.raw)] if isinstance(order.total, Money) else []
    return found_out + [
        f"{name} {value!r} is not in the text"
        for name, value in claims
        if value is not None and squeezed(value) not in said
    ]


def _actions(order: Order) -> tuple[Action, ...]:
    return () if isinstance(order.actions, Missing) else order.actions


def _unfounded(verdict: Verdict, order: Order) -> list[str]:
    observed_cancel = verdict.confidence is Confidence.OBSERVED and verdict.answer in (
        Answer.YES,
        Answer.ASK_SELLER,
    )
    if observed_cancel and not _actions(order):
        return [f"{verdict.answer} observed, but no button was read"]
    return [] if verdict.reasons and verdict.next_steps else ["a verdict without reason or step"]
