"""Read the order list answer (`mtop.aliexpress.trade.buyer.order.list`)."""

from __future__ import annotations

from aliorders.blocking import blocked
from aliorders.models import (
    Blocked,
    BlockedKind,
    CurrencyCode,
    Order,
    OrderId,
    PageKind,
    PageReading,
    ParseReport,
    not_found,
    not_on_this_page,
)
from aliorders.responses.components import Components, Lenient, SiteModel, shape
from aliorders.responses.shapes import (
    Button,
    Product,
    actions,
    amount,
    day,
    status_of,
    unknown_types,
)
from aliorders.selectors import CHOICE_PICTURE
from aliorders.stores import read_store
from aliorders.text.fold import tidy
from aliorders.text.promises import read_promises

API = "mtop.aliexpress.trade.buyer.order.list"
ORDER_TAG = "pc_om_list_order"


class TrackedArguments(SiteModel):
    """Arguments of the page's own click tracking; the only place of the numeric status."""

    orderStatus: Lenient[int] = None  # noqa: N815 - the site's own name


class TrackedParameters(SiteModel):
    """Wrapper of the above."""

    args: Lenient[TrackedArguments] = None


class ListedOrder(SiteModel):
    """Fields of one order card. Payment number and seller chat address are never read."""

    orderId: Lenient[OrderId] = None  # noqa: N815
    statusText: Lenient[str] = None  # noqa: N815
    orderDateText: Lenient[str] = None  # noqa: N815
    storeName: Lenient[str] = None  # noqa: N815
    storePageUrl: Lenient[str] = None  # noqa: N815
    shopIcon: Lenient[str] = None  # noqa: N815
    currencyCode: Lenient[CurrencyCode] = None  # noqa: N815
    formatPriceInfo: Lenient[str] = None  # noqa: N815
    totalPriceText: Lenient[str] = None  # noqa: N815
    orderLines: Lenient[list[Product]] = None  # noqa: N815
    orderLineSize: Lenient[int] = None  # noqa: N815
    buttons: Lenient[list[Button]] = None
    utParams: Lenient[TrackedParameters] = None  # noqa: N815

    @property
    def number(self) -> int | None:
        """Numeric status, where the data carries it."""
        return self.utParams.args.orderStatus if self.utParams and self.utParams.args else None


def read_order_list(components: Components) -> PageReading | Blocked:
    """The orders in display order; EMPTY_LIST for an answer without any."""
    listed = [shape(ListedOrder, fields) for fields in components.fields(ORDER_TAG)]
    if not listed:
        return blocked(BlockedKind.EMPTY_LIST, "an order list answer without orders")
    unknown_words: list[str] = []
    orders: dict[str, Order] = {}
    for entry in listed:
        if entry.orderId is not None:
            orders.setdefault(entry.orderId, _order(entry.orderId, entry, unknown_words))
    if not orders:
        return blocked(BlockedKind.LAYOUT_CHANGED, "an order list answer without order ids")
    report = ParseReport(
        unknown_words=tuple(unknown_words),
        unknown_types=tuple(t for entry in listed for t in unknown_types(entry.buttons)),
    )
    return PageReading(kind=PageKind.ORDER_LIST, orders=tuple(orders.values()), report=report)


def _order(order_id: str, entry: ListedOrder, unknown_words: list[str]) -> Order:
    word = tidy(entry.statusText or "")
    status = status_of(word, entry.number)
    unknown_words.extend(status.unknown_words)
    products = entry.orderLines or []
    lines = tuple(product.line(entry.currencyCode) for product in products)
    return Order(
        order_id=order_id,
        status=status.code,
        status_word=word or not_found("no status word in the data"),
        end_reason=status.end_reason,
        status_detail=not_on_this_page(),
        placed=day(entry.orderDateText),
        paid=not_on_this_page(),
        shipped=not_on_this_page(),
        completed=not_on_this_page(),
        payment_method=not_on_this_page(),
        total=amount(entry.formatPriceInfo, entry.totalPriceText, entry.currencyCode),
        is_choice=CHOICE_PICTURE in (entry.shopIcon or ""),
        store=read_store(
            tidy(entry.storeName or "") or not_found(), entry.storePageUrl or not_found()
        ),
        lines=lines,
        line_count=entry.orderLineSize or len(lines) or not_found("no product in the data"),
        actions=actions(entry.buttons),
        promises=read_promises(tag.text for product in products for tag in product.itemTags or ()),
        delivery_estimate=not_on_this_page(),
        last_tracking_text=not_on_this_page(),
    )
