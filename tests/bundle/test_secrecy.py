"""What may be in no report is found however it is written, and taken out whole."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cancelwindow.bundle.secrecy import REMOVED, SHAPES, Secrets, leaks, scrubbed
from cancelwindow.bundle.stored import NAMED_IN_JSON, TELLING
from cancelwindow.store.tables import Base

SECRETS = Secrets(["Desk lamp, brushed", "Crème Brûlée Store", "Anna's laptop", "an", ""])


@pytest.mark.parametrize(
    "text",
    [
        "Desk lamp, brushed",
        "saw DESK LAMP brushed!",
        "x\ndesk-lamp\n(brushed)",
        "creme brulee store",
        '{"shop": "Crème Brûlée Store"}',
        "Anna’s laptop",
    ],
)
def test_a_stored_text_is_recognised(text: str) -> None:
    assert leaks(text, SECRETS) == ["something that is stored"]


@pytest.mark.parametrize("text", ["desk lamp", "an apple", "brushed desk lamp", "", "lamp"])
def test_other_texts_are_not(text: str) -> None:
    assert leaks(text, SECRETS) == []


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("mail anna.b@example.org now", "an e-mail address"),
        ("+49 170 1234567", "a phone number"),
        ("8240000000000931", "a long number"),
        ("4111 1111 1111 1111", "a card number"),
        ("EXAMPLE-not-a-real-token-EXAMPLE-not", "a token"),
    ],
)
def test_what_looks_like_a_persons_data_is_found_unstored(text: str, shape: str) -> None:
    assert shape in leaks(text, SECRETS)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-26T16:18:33.123456+00:00",
        "timestamp=2026-11-20T12:00:00.000001Z level=info route=/v1/assess status=200",
        "app.py:12 > http_server.py:300",
        "Chromium 156.0.8078.108",
    ],
)
def test_times_and_versions_look_like_nothing(text: str) -> None:
    assert leaks(text, SECRETS) == []


TEXTS = st.one_of(st.sampled_from(["Desk lamp, brushed", "8240000000000931", "fine"]), st.text())
NAMES = st.sampled_from(["text", "Desk lamp, brushed"])
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(0, 10**6), TEXTS),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)


@given(JSON)
def test_whatever_is_scrubbed_gives_nothing_away(value: object) -> None:
    clean = scrubbed(value, SECRETS)
    leaves = list(_texts(clean))
    assert all(leaks(leaf, SECRETS) == [] for leaf in leaves)
    kept = [leaf for leaf in _texts(value) if not leaks(leaf, SECRETS)]
    assert set(kept) <= set(leaves)


def _texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for pair in value.items() for one in pair for text in _texts(one)]
    return [text for one in value for text in _texts(one)] if isinstance(value, list) else []


def test_what_is_taken_out_says_so() -> None:
    line = "order 8240000000000931 failed"
    assert scrubbed({"a": [line, "ok"]}, SECRETS) == {"a": [REMOVED, "ok"]}
    assert json.loads(json.dumps(REMOVED)) == REMOVED
    assert all(not shape.search(REMOVED) for shape in SHAPES.values())


HARMLESS = frozenset(
    [
        *("alarm", "answer", "audience", "basis", "behaviour", "confidence", "currency"),
        *("end_cause", "end_reason", "kind", "money_state", "next_act_kind", "next_deadline_kind"),
        *("page_kind", "refund_state", "scope", "settled", "source", "state", "status"),
        *("stopped_why", "tab"),
        *("captured_day", "completed_day", "day", "paid_day", "placed", "placed_day"),
        *("policy_date", "reminders_json", "shipped_day"),
        *("body", "order_json", "parcels_json", "report_json", "salt", "value_json"),
    ]
)
"""Codes of ours, days, and contents: the telling texts of contents stand in other columns too
(`search_text`), and a report holds none of the rest."""


def test_every_text_of_the_store_is_told_to_be_a_secret_or_not() -> None:
    texts = {
        column.name
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if column.type.python_type in {str, bytes}
    }
    assert texts - TELLING - NAMED_IN_JSON.keys() == HARMLESS
