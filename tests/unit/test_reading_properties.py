"""What may change on a page without changing which orders it is of, and where they stand."""

from __future__ import annotations

import json
import random
import re
from functools import cache
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from hypothesis import given, settings
from hypothesis import strategies as st

from aliorders.models import PageReading, Snapshot
from aliorders.reading import read

PAGES = Path(__file__).parents[2] / "fixtures" / "pages"
CASES = sorted(
    str(page.parent.relative_to(PAGES))
    for kind in ("order_detail", "order_list", "tracking")
    for page in PAGES.glob(f"{kind}/*/page.html")
)

SHUFFLED = ".order-wrap, .order-content, .order-detail-info, .order-item, .order-price"
"""Containers whose blocks may stand in any order; rows, events and columns may not."""

OPTIONAL = (
    ".order-price",
    ".order-recommend",
    ".order-notice-wrap",
    ".order-detail-services",
    ".order-item-store",
    ".order-item-content",
    ".order-item-bottom-action",
    ".order-detail-item-track",
    ".item-sku-attr",
    "header",
    "footer",
    "script",
)
HASHED = re.compile(r"\b((?:es|[a-zA-Z]+(?:-[a-zA-Z0-9]+)*)--[a-zA-Z-]+--)[A-Za-z0-9_]{5,8}\b")


@cache
def html_of(case: str) -> str:
    return (PAGES / case / "page.html").read_text(encoding="utf-8")


def required(case: str, html: str) -> tuple[tuple[str, ...], ...]:
    """Order ids, statuses and endings, and the stages of parcels, in page order."""
    meta = json.loads((PAGES / case / "meta.json").read_text(encoding="utf-8"))
    result = read(Snapshot(url=meta["url"], html=html, captured_at=meta["captured_at"]))
    assert isinstance(result, PageReading), result
    orders = ((o.order_id, o.status.value, str(o.end_reason)) for o in result.orders)
    parcels = ((str(p.order_id), p.stage.value) for p in result.parcels)
    return (*orders, *parcels)


CASE = st.sampled_from(CASES)
SEED = st.integers(min_value=0, max_value=2**32)


@settings(max_examples=60)
@given(CASE, SEED)
def test_blocks_may_stand_in_any_order(case: str, seed: int) -> None:
    page, source = BeautifulSoup(html_of(case), "lxml"), random.Random(seed)
    for container in page.select(SHUFFLED):
        blocks = [child for child in container.children if isinstance(child, Tag)]
        source.shuffle(blocks)
        container.extend([block.extract() for block in blocks])
    assert sorted(required(case, str(page))) == sorted(required(case, html_of(case)))


@settings(max_examples=60)
@given(CASE, SEED)
def test_unknown_attributes_and_classes_change_nothing(case: str, seed: int) -> None:
    page, source = BeautifulSoup(html_of(case), "lxml"), random.Random(seed)
    for tag in page.find_all(True):
        if source.random() < 0.3:
            tag[f"data-x{source.randrange(100)}"] = "Cancel"
        if source.random() < 0.2 and tag.get("class"):
            tag["class"] = [*tag["class"], f"brand-new-{source.randrange(100)}"]
    assert required(case, str(page)) == required(case, html_of(case))


@settings(max_examples=80)
@given(CASE, st.sets(st.sampled_from(OPTIONAL), min_size=1))
def test_optional_blocks_may_be_missing(case: str, dropped: set[str]) -> None:
    page = BeautifulSoup(html_of(case), "lxml")
    for tag in page.select(", ".join(sorted(dropped))):
        tag.decompose()
    assert required(case, str(page)) == required(case, html_of(case))


@settings(max_examples=60)
@given(CASE, st.text(alphabet="abcXYZ019_", min_size=5, max_size=8))
def test_hashed_suffixes_may_change(case: str, suffix: str) -> None:
    renamed = HASHED.sub(rf"\g<1>{suffix}", html_of(case))
    assert required(case, renamed) == required(case, html_of(case))


def test_some_pages_have_hashed_classes() -> None:
    assert sum(bool(HASHED.search(html_of(case))) for case in CASES) > len(CASES) / 2


@settings(max_examples=150)
@given(CASE, st.floats(min_value=0, max_value=1))
def test_a_page_cut_anywhere_shows_its_own_orders_or_none(case: str, share: float) -> None:
    html = html_of(case)
    meta = json.loads((PAGES / case / "meta.json").read_text(encoding="utf-8"))
    cut = html[: int(len(html) * share)]
    result = read(Snapshot(url=meta["url"], html=cut, captured_at=meta["captured_at"]))
    if isinstance(result, PageReading):
        own = {entry[0] for entry in required(case, html)}
        assert {order.order_id for order in result.orders} <= own


@pytest.mark.parametrize("case", [case for case in CASES if case.startswith("order_detail/")])
def test_another_order_on_the_page_is_not_taken_for_it(case: str) -> None:
    strip = '<a href="/p/order/detail.html?orderId=8888888888888888">Someone else asks</a>'
    html = html_of(case).replace("</body>", f"{strip}</body>")
    assert required(case, html) == required(case, html_of(case))
