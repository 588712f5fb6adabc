"""Signs that the site drifts away, told from how its newest pages were read."""

from __future__ import annotations

from typing import Any

import pytest

from aliorders.models import FieldReport, Missing, MissingReason, Order, ParseReport
from cancelwindow.doctor.drift import FEW, PageRead, drift
from stored_orders import order_seen

SEEN = {
    "placed": "2026-11-18",
    "store": "1100000601",
    "total": {"amount": 1999, "currency": "USD", "raw": "US $19.99"},
}


def order(status: str = "FINISH", **more: Any) -> Order:
    return order_seen("8240000000000931", status, **(SEEN | more))


def page(order: Order | None, kind: str = "order_detail", **report: Any) -> PageRead:
    return PageRead(kind, order, ParseReport(**report))


def test_pages_that_are_read_in_full_show_nothing() -> None:
    assert drift([page(order())] * 50) == []
    assert drift([page(None)] * 50) == []


@pytest.mark.parametrize(
    "odd",
    [
        {"unknown_words": ("Gone fishing",)},
        {"unknown_numbers": ("orderStatus 6",)},
        {"unknown_labels": ("Undo",)},
    ],
)
def test_words_that_nobody_knows_are_a_sign_once_there_are_many(odd: dict[str, Any]) -> None:
    known = page(order())
    assert drift([page(order(), **odd)] * 9 + [known] * 91) == []
    assert drift([page(order(), **odd)] * 10 + [known] * 90) == [
        "10 % with words that no table knows"
    ]


def test_an_unknown_status_is_one_too() -> None:
    assert drift([page(order("UNKNOWN"))] * 4) == ["100 % with words that no table knows"]


@pytest.mark.parametrize(("missing", "signs"), [(19, []), (20, ["20 % without `placed`"])])
def test_a_field_that_is_sought_in_vain_is_a_sign(missing: int, signs: list[str]) -> None:
    lacking = page(order(placed=None))
    assert drift([lacking] * missing + [page(order())] * (100 - missing)) == signs


def test_a_field_that_such_a_page_never_has_is_none() -> None:
    elsewhere = order().model_copy(
        update={"total": Missing(missing=MissingReason.NOT_ON_THIS_PAGE)}
    )
    assert drift([page(elsewhere)] * 10) == []


def ranked(*ranks: int | None, kind: str = "order_detail") -> list[PageRead]:
    return [
        page(order(), kind, fields=(FieldReport(field="status", matched=None, rank=rank, tried=3),))
        for rank in ranks
    ]


@pytest.mark.parametrize(
    ("now", "before", "is_sign"),
    [
        (0, 0, False),
        (1, 0, True),
        (None, 0, True),
        (0, 1, False),
        (2, 2, False),
        (None, None, False),
    ],
)
def test_a_field_that_is_read_in_a_later_way_than_before_is_a_sign(
    now: int | None, before: int | None, is_sign: bool
) -> None:
    signs = drift(ranked(*[now] * FEW, *[before] * FEW))
    assert signs == (
        ["`status` of order_detail is no longer found in its usual way"] if is_sign else []
    )


def test_few_pages_and_other_kinds_of_pages_show_no_habit() -> None:
    assert drift(ranked(*[1] * (FEW - 1), *[0] * (FEW - 1))) == []
    mixed = ranked(*[1] * FEW) + ranked(*[0] * FEW, kind="order_list")
    assert drift(mixed) == []
