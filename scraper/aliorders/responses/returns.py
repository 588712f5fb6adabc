"""Read the returns list, and one return (`mtop.aliexpress.buyer.reverse...`)."""

from __future__ import annotations

from typing import Any

from aliorders.blocking import blocked
from aliorders.data import table
from aliorders.models import (
    Blocked,
    BlockedKind,
    Missing,
    OrderId,
    PageKind,
    PageReading,
    ParseReport,
    ReverseOrder,
    found,
    not_found,
)
from aliorders.responses.components import EpochMs, Lenient, LenientList, SiteModel, shape
from aliorders.responses.shapes import amount
from aliorders.stores import read_store
from aliorders.text.dates import from_epoch_ms
from aliorders.text.fold import tidy

LIST_API = "mtop.aliexpress.buyer.reverse.queryreverseorderpagelistforbuyer"
DETAIL_API = "mtop.aliexpress.buyer.reverse.reverseorderlinerenderforbuyer"


class ReturnSeller(SiteModel):
    """`seller`: here `userId` is the seller id."""

    storeId: Lenient[str] = None  # noqa: N815 - the site's own name
    userId: Lenient[str] = None  # noqa: N815
    storeUrl: Lenient[str] = None  # noqa: N815


class ReturnLine(SiteModel):
    """`reverseOrderLines[]`."""

    reverseOrderId: Lenient[str] = None  # noqa: N815
    reverseOrderLineId: Lenient[str] = None  # noqa: N815
    tradeOrderId: Lenient[OrderId] = None  # noqa: N815
    tradeOrderLineId: Lenient[str] = None  # noqa: N815
    reverseStatus: Lenient[int] = None  # noqa: N815
    reverseType: Lenient[str] = None  # noqa: N815
    reverseBizType: Lenient[str] = None  # noqa: N815
    solutionType: Lenient[str] = None  # noqa: N815
    reverseDetailStatusText: Lenient[str] = None  # noqa: N815
    gmtCreate: Lenient[EpochMs] = None  # noqa: N815
    itemTitle: Lenient[str] = None  # noqa: N815
    seller: Lenient[ReturnSeller] = None

    def entry(self, shop: str | None) -> ReverseOrder:
        """Our entry; `shop` is the name the list gives the group it stands in."""
        seller = self.seller or ReturnSeller()
        store = read_store(not_found(), seller.storeUrl or not_found())
        linked = None if isinstance(store, Missing) else found(store.store_id)
        closed = self.reverseStatus in table("response_tags")["returns"]["closed"]
        return ReverseOrder(
            return_id=self.reverseOrderId or not_found(),
            return_line_id=self.reverseOrderLineId or not_found(),
            order_id=self.tradeOrderId or not_found(),
            order_line_id=self.tradeOrderLineId or not_found(),
            status_code=not_found() if self.reverseStatus is None else self.reverseStatus,
            is_closed=True if closed else not_found("no published number says it is open"),
            status_text=tidy(self.reverseDetailStatusText or "") or not_found(),
            type_code=self.reverseType or not_found(),
            business_type=self.reverseBizType or not_found(),
            solution_type=self.solutionType or not_found(),
            created=not_found() if self.gmtCreate is None else from_epoch_ms(self.gmtCreate),
            store_id=seller.storeId or linked or not_found(),
            store_name=tidy(shop or "") or not_found(),
            seller_id=seller.userId or not_found(),
            title=tidy(self.itemTitle or "") or not_found(),
        )


class ReturnGroup(SiteModel):
    """`items[]`: the returns of one shop."""

    shopName: Lenient[str] = None  # noqa: N815
    reverseOrderLines: LenientList[ReturnLine] = None  # noqa: N815


class ReturnList(SiteModel):
    """`data.module`. Its `pages` is 0 even with results, so the items are counted."""

    items: LenientList[ReturnGroup] = None


class RefundInformation(SiteModel):
    """`refundInfo`."""

    refundNewestStatus: Lenient[str] = None  # noqa: N815


class FinishInformation(SiteModel):
    """`reverseFinishInfo`."""

    refundInfo: Lenient[RefundInformation] = None  # noqa: N815


class Solution(SiteModel):
    """`reachSolution`. The money is text, or a text within an object."""

    refundMoney: Any = None  # noqa: N815

    @property
    def money(self) -> str | None:
        """The amount as printed."""
        value = self.refundMoney
        if isinstance(value, dict):
            value = next((part for part in value.values() if _is_amount(part)), None)
        return value if isinstance(value, str) else None


class Reason(SiteModel):
    """`applyReason`."""

    reasonName: Lenient[str] = None  # noqa: N815


class ReturnDetail(ReturnLine):
    """`data.module` of one return. Its address and its conversation are in no model here."""

    reverseFinishInfo: Lenient[FinishInformation] = None  # noqa: N815
    reachSolution: Lenient[Solution] = None  # noqa: N815
    applyReason: Lenient[Reason] = None  # noqa: N815


def _is_amount(part: Any) -> bool:
    return isinstance(part, str) and not isinstance(amount(None, part, None), Missing)


def read_returns(data: dict[str, Any]) -> PageReading | Blocked:
    """The returns of the list; EMPTY_LIST for an answer without any."""
    groups = shape(ReturnList, data.get("module")).items or []
    lines = [(line, group.shopName) for group in groups for line in group.reverseOrderLines or ()]
    if not lines:
        return blocked(BlockedKind.EMPTY_LIST, "a returns list answer without returns")
    return _reading(tuple(line.entry(shop) for line, shop in lines))


def read_return(data: dict[str, Any]) -> PageReading | Blocked:
    """One return; SKELETON for an answer that names none."""
    module = data.get("module")
    detail = shape(ReturnDetail, module if isinstance(module, dict) else data)
    if not any((detail.reverseOrderId, detail.reverseOrderLineId, detail.tradeOrderId)):
        return blocked(BlockedKind.SKELETON, "a return's answer without a number")
    refund = (detail.reverseFinishInfo or FinishInformation()).refundInfo or RefundInformation()
    money = (detail.reachSolution or Solution()).money
    entry = detail.entry(None).model_copy(
        update={
            "refund_status": tidy(refund.refundNewestStatus or "") or not_found(),
            "reason": tidy((detail.applyReason or Reason()).reasonName or "") or not_found(),
            "amount": amount(None, money, None),
        }
    )
    return _reading((entry,))


def _reading(entries: tuple[ReverseOrder, ...]) -> PageReading:
    closed = table("response_tags")["returns"]["closed"]
    numbers = (
        f"reverseStatus {entry.status_code} ({found(entry.status_text) or ''})"
        for entry in entries
        if not isinstance(entry.status_code, Missing) and entry.status_code not in closed
    )
    return PageReading(
        kind=PageKind.RETURNS,
        orders=(),
        returns=entries,
        report=ParseReport(unknown_numbers=tuple(dict.fromkeys(numbers))),
    )
