"""Read the order list answer (`mtop.aliexpress.trade.buyer.order.list`)."""

from __future__ import annotations

from typing import Any, TypeVar

from aliorders.blocking import blocked
from aliorders.data import table
from aliorders.endings import Ended, with_end_code
from aliorders.models import (
    Blocked,
    BlockedKind,
    CapturedResponse,
    CurrencyCode,
    Listing,
    Missing,
    Money,
    Order,
    OrderId,
    PageKind,
    PageReading,
    ParseReport,
    RefundLine,
    not_found,
    not_on_this_page,
)
from aliorders.responses.components import (
    Components,
    Lenient,
    LenientBlank,
    LenientList,
    ShortText,
    SiteModel,
    shape,
    texts,
)
from aliorders.responses.envelope import unwrap
from aliorders.responses.shapes import (
    Button,
    Product,
    StatusEnd,
    WithEndReason,
    actions,
    amount,
    day,
    instant,
    product_promises,
    status_of,
    unknown_status_number,
    unknown_types,
    words_of,
)
from aliorders.selectors import CHOICE_PICTURE
from aliorders.stores import read_store
from aliorders.text.fold import tidy
from aliorders.text.status import StatusReading, lessons_of
from aliorders.text.wording import ANY, Wording

API = "mtop.aliexpress.trade.buyer.order.list"
ORDER_TAG = "pc_om_list_order"

T = TypeVar("T")


class TrackedArguments(WithEndReason):
    """Arguments of the page's own click tracking; the only place of the numeric status."""

    orderStatus: Lenient[int] = None  # noqa: N815 - the site's own name


class TrackedParameters(SiteModel):
    """Wrapper of the above."""

    args: Lenient[TrackedArguments] = None


class ListedOrder(WithEndReason):
    """Fields of one order card. Payment number and seller chat address are never read."""

    orderId: Lenient[OrderId] = None  # noqa: N815
    statusText: Lenient[ShortText] = None  # noqa: N815
    orderDateText: Lenient[str] = None  # noqa: N815
    storeName: Lenient[str] = None  # noqa: N815
    storePageUrl: Lenient[str] = None  # noqa: N815
    shopIcon: Lenient[str] = None  # noqa: N815
    currencyCode: Lenient[CurrencyCode] = None  # noqa: N815
    formatPriceInfo: Lenient[str] = None  # noqa: N815
    totalPriceText: Lenient[str] = None  # noqa: N815
    orderLines: LenientList[Product] = None  # noqa: N815
    orderLineSize: Lenient[int] = None  # noqa: N815
    buttons: LenientList[Button] = None
    exposeInfo: Any = None  # noqa: N815
    utParams: Lenient[TrackedParameters] = None  # noqa: N815
    overTimeLeft: StatusEnd = None  # noqa: N815

    @property
    def number(self) -> int | None:
        """Numeric status, where the data carries it."""
        return self._tracked.orderStatus

    @property
    def end(self) -> str | None:
        """Code of the end reason, where the data carries it."""
        return self.end_code or self._tracked.end_code

    @property
    def _tracked(self) -> TrackedArguments:
        return (self.utParams and self.utParams.args) or TrackedArguments()


class AppliedFilters(SiteModel):
    """`pc_om_list_header_action`: the filters really applied, whatever was asked for."""

    statusTab: Lenient[str] = None  # noqa: N815
    timeOption: Lenient[str] = None  # noqa: N815
    searchInput: LenientBlank[str] = None  # noqa: N815


class ListBody(SiteModel):
    """`pc_om_list_body`."""

    hasMore: Lenient[bool] = None  # noqa: N815
    pageIndex: Lenient[int] = None  # noqa: N815
    pageSize: Lenient[int] = None  # noqa: N815


def tab_title(response: CapturedResponse, code: str) -> str | None:
    """The title, in the page's language, of the tab with this code; None where there is none."""
    for header in Components(unwrap(response).data).fields("pc_om_list_header"):
        tabs = header.get("statusTabList")
        for tab in tabs if isinstance(tabs, list) else []:
            if isinstance(tab, dict) and tab.get("code") == code:
                return tidy(str(tab.get("title", ""))) or None
    return None


def read_order_list(components: Components, wording: Wording = ANY) -> PageReading | Blocked:
    """The orders in display order; EMPTY_LIST for an answer without any."""
    listed = [shape(ListedOrder, fields) for fields in components.fields(ORDER_TAG)]
    if not listed:
        return blocked(BlockedKind.EMPTY_LIST, "an order list answer without orders")
    listing = _listing(components)
    statuses: list[StatusReading] = []
    ended: dict[str, Ended] = {}
    for entry in listed:
        if entry.orderId is not None:
            status = status_of(tidy(entry.statusText or ""), entry.number, entry.buttons, wording)
            statuses.append(status)
            order = _order(entry.orderId, entry, listing, status, wording)
            ended.setdefault(entry.orderId, with_end_code(order, entry.end))
    if not ended:
        return blocked(BlockedKind.LAYOUT_CHANGED, "an order list answer without order ids")
    report = ParseReport(
        disagreements=tuple(entry for one in ended.values() for entry in one.disagreements),
        unknown_words=tuple(word for status in statuses for word in status.unknown_words),
        learnable=lessons_of(statuses),
        unknown_types=(
            *components.unknown_tags(),
            *(code for one in ended.values() for code in one.unknown_types),
            *(t for entry in listed for t in unknown_types(entry.buttons)),
        ),
        unknown_numbers=tuple(
            note
            for entry in listed
            for note in unknown_status_number(entry.number, tidy(entry.statusText or ""))
        ),
    )
    return PageReading(
        kind=PageKind.ORDER_LIST,
        orders=tuple(one.order for one in ended.values()),
        report=report,
        listing=listing,
    )


def _listing(components: Components) -> Listing:
    applied = shape(AppliedFilters, _first(components, "pc_om_list_header_action"))
    body = shape(ListBody, _first(components, "pc_om_list_body"))
    return Listing(
        tab=applied.statusTab or not_found("the answer does not echo its tab"),
        time_option=applied.timeOption or not_found(),
        is_search=not_found() if applied.searchInput is None else bool(applied.searchInput.strip()),
        has_more=_or_missing(body.hasMore),
        page_index=_or_missing(body.pageIndex),
        page_size=_or_missing(body.pageSize),
    )


def _first(components: Components, tag: str) -> dict[str, Any] | None:
    return next(iter(components.fields(tag)), None)


def _or_missing(value: T | None) -> T | Missing:
    return not_found() if value is None else value


def _refund_line(info: Any, currency: str | None) -> RefundLine | Missing:
    """The line about a refund; the inner shape of `exposeInfo` is not published."""
    words = [words_of(text) for text in texts(info) if "//" not in text]
    sentences = [text for text in words if any(char.isalpha() for char in text)]
    if not sentences:
        return not_found("no such line in the data")
    amounts = [amount(None, text, currency) for text in words]
    paid = next((value for value in amounts if isinstance(value, Money)), None)
    return RefundLine(text=sentences[0], amount=paid or not_found("no amount in the line"))


def _order(
    order_id: str, entry: ListedOrder, listing: Listing, status: StatusReading, wording: Wording
) -> Order:
    products = entry.orderLines or []
    store = read_store(
        tidy(entry.storeName or "") or not_found(), entry.storePageUrl or not_found()
    )
    lines = tuple(product.line(entry.currencyCode, store) for product in products)
    in_deleted = listing.tab == table("response_tags")["list"]["deleted_tab"]
    return Order(
        order_id=order_id,
        status=status.code,
        status_word=tidy(entry.statusText or "") or not_found("no status word in the data"),
        end_reason=status.end_reason,
        end_cause=status.end_cause,
        status_detail=not_on_this_page(),
        placed=day(entry.orderDateText, wording),
        paid=not_on_this_page(),
        shipped=not_on_this_page(),
        completed=not_on_this_page(),
        payment_method=not_on_this_page(),
        total=amount(entry.formatPriceInfo, entry.totalPriceText, entry.currencyCode),
        is_choice=CHOICE_PICTURE in (entry.shopIcon or ""),
        store=store,
        stores=() if isinstance(store, Missing) else (store,),
        refund_line=_refund_line(entry.exposeInfo, entry.currencyCode),
        tab=listing.tab,
        is_deleted=True if in_deleted else not_found("not in the tab of deleted orders"),
        lines=lines,
        line_count=entry.orderLineSize or len(lines) or not_found("no product in the data"),
        actions=actions(entry.buttons, wording),
        promises=product_promises(products),
        delivery_estimate=not_on_this_page(),
        last_tracking_text=not_on_this_page(),
        status_ends=instant(entry.overTimeLeft, wording),
    )
