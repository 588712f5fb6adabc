"""Read the order detail answer (`mtop.aliexpress.trade.buyer.order.detail`).

The recipient's name, phone and address stand in the same component as the dates. They are in no
model here, so they cannot be read by accident.
"""

from __future__ import annotations

from typing import Any

from aliorders.blocking import blocked
from aliorders.endings import with_end_code
from aliorders.models import (
    Blocked,
    BlockedKind,
    CurrencyCode,
    Missing,
    Order,
    OrderId,
    OrderLine,
    PageKind,
    PageReading,
    ParseReport,
    PriceRow,
    Store,
    not_found,
    not_on_this_page,
)
from aliorders.responses.components import (
    Components,
    Lenient,
    LenientList,
    M,
    ShortText,
    SiteModel,
    shape,
    texts,
)
from aliorders.responses.shapes import (
    Button,
    Product,
    StatusEnd,
    WithEndReason,
    actions,
    amount,
    day,
    instant,
    status_of,
    unknown_status_number,
    unknown_types,
)
from aliorders.stores import read_store
from aliorders.text.fold import tidy
from aliorders.text.promises import read_promises
from aliorders.text.status import lessons_of
from aliorders.text.vocabulary import without_label
from aliorders.text.wording import ANY, Wording

API = "mtop.aliexpress.trade.buyer.order.detail"


class StatusBlock(WithEndReason):
    """`detail_order_status_block`: status word, the sentence under it, the buttons."""

    orderId: Lenient[OrderId] = None  # noqa: N815 - the site's own name
    title: Lenient[ShortText] = None
    reminder: Lenient[str] = None
    buttonVOList: LenientList[Button] = None  # noqa: N815
    overTimeLeft: StatusEnd = None  # noqa: N815


class OrderInformation(WithEndReason):
    """`detail_simple_order_info_component`: dates and payment method."""

    tradeOrderId: Lenient[OrderId] = None  # noqa: N815
    orderCreatTime: Lenient[str] = None  # noqa: N815 - spelled so by the site
    payTime: Lenient[str] = None  # noqa: N815
    orderShipTime: Lenient[str] = None  # noqa: N815
    orderEndTime: Lenient[str] = None  # noqa: N815
    paymentMethod: Lenient[str] = None  # noqa: N815


class Seller(SiteModel):
    """`sellerVO`."""

    sellerName: Lenient[str] = None  # noqa: N815
    storeUrl: Lenient[str] = None  # noqa: N815


class EstimateAndTrack(SiteModel):
    """`etaAndTrack` of a product."""

    expectDeliveryDateTitle: Lenient[str] = None  # noqa: N815


class DetailProduct(Product):
    """A product of the detail page."""

    etaAndTrack: Lenient[EstimateAndTrack] = None  # noqa: N815

    @property
    def estimate(self) -> str | Missing:
        """When it should arrive, as printed."""
        title = self.etaAndTrack.expectDeliveryDateTitle if self.etaAndTrack else None
        return without_label(title) if title else not_found("no delivery estimate in the data")

    def detail_line(self, currency: str | None, store: Store | Missing) -> OrderLine:
        """Our order line, with its own buttons and estimate."""
        own = {"actions": actions(self.buttonVOS), "delivery_estimate": self.estimate}
        return self.line(currency, store).model_copy(update=own)


class ProductBlock(SiteModel):
    """`detail_product_block`: one shop and its products."""

    productVOList: LenientList[DetailProduct] = None  # noqa: N815
    sellerVO: Lenient[Seller] = None  # noqa: N815

    @property
    def store(self) -> Store | Missing:
        """The block's shop."""
        seller = self.sellerVO or Seller()
        return read_store(
            tidy(seller.sellerName or "") or not_found(), seller.storeUrl or not_found()
        )

    def lines(self, currency: str | None) -> tuple[OrderLine, ...]:
        """The block's products, each knowing its shop."""
        return tuple(product.detail_line(currency, self.store) for product in self._products)

    @property
    def _products(self) -> list[DetailProduct]:
        return self.productVOList or []


class TotalPrice(SiteModel):
    """`totalPrice`."""

    value: Lenient[str] = None
    formatPriceInfo: Lenient[str] = None  # noqa: N815
    currencyCode: Lenient[CurrencyCode] = None  # noqa: N815


class Tip(SiteModel):
    """`tipData`: the hint behind a row's question mark."""

    title: Lenient[str] = None


class PriceDetail(SiteModel):
    """`priceDetails[]`: a row besides the total; `hide` rows are folded away on the page."""

    title: Lenient[str] = None
    value: Lenient[str] = None
    hide: Lenient[bool] = None
    tipData: Lenient[Tip] = None  # noqa: N815

    def row(self, currency: str | None) -> PriceRow | None:
        """Our row; None for one without a title or a value."""
        title, text = tidy(self.title or ""), tidy(self.value or "")
        if not title or not text:
            return None
        note = tidy(self.tipData.title or "") if self.tipData else ""
        return PriceRow(
            title=title,
            text=text,
            money=amount(None, text, currency),
            hidden=bool(self.hide),
            note=note or not_found(),
        )


class PriceBlock(SiteModel):
    """`detail_order_price_block`."""

    priceDetails: LenientList[PriceDetail] = None  # noqa: N815
    totalPrice: Lenient[TotalPrice] = None  # noqa: N815


class Package(SiteModel):
    """`packageInfoList[]`."""

    trackingNumber: Lenient[str] = None  # noqa: N815


class PackageBlock(SiteModel):
    """`detail_logistic_package_block`: older, and often not sent."""

    packageInfoList: LenientList[Package] = None  # noqa: N815

    @property
    def numbers(self) -> tuple[str, ...]:
        """Tracking numbers, each once."""
        named = (tidy(package.trackingNumber or "") for package in self.packageInfoList or ())
        return tuple(dict.fromkeys(number for number in named if number))


class ServerSide(WithEndReason):
    """`data.global`."""

    orderStatus: Lenient[int] = None  # noqa: N815


def read_order_detail(
    components: Components, data: dict[str, Any], wording: Wording = ANY
) -> PageReading | Blocked:
    """The order of a detail answer.

    SKELETON for the answer that says success and holds nothing (asked with the wrong parameter);
    LAYOUT_CHANGED when there is content without an order id or a status.
    """
    status_block = _one(components, "detail_order_status_block", StatusBlock)
    information = _one(components, "detail_simple_order_info_component", OrderInformation)
    order_id = status_block.orderId or information.tradeOrderId
    word = tidy(status_block.title or "")
    blocks = [shape(ProductBlock, fields) for fields in components.fields("detail_product_block")]
    products = [product for block in blocks for product in block.productVOList or ()]
    if not order_id or not word:
        empty = not order_id and not word and not products
        kind = BlockedKind.SKELETON if empty else BlockedKind.LAYOUT_CHANGED
        return blocked(kind, "an order detail answer without order id or status")
    server = shape(ServerSide, data.get("global"))
    sentence = tidy(status_block.reminder or "")
    number = server.orderStatus
    status = status_of(word, number, status_block.buttonVOList, wording, sentence)
    prices = _one(components, "detail_order_price_block", PriceBlock)
    price = prices.totalPrice or TotalPrice()
    rows = (detail.row(price.currencyCode) for detail in prices.priceDetails or ())
    stores = _stores(blocks)
    order = Order(
        order_id=order_id,
        status=status.code,
        status_word=word,
        end_reason=status.end_reason,
        end_cause=status.end_cause,
        status_detail=sentence or not_found(),
        placed=day(information.orderCreatTime, wording),
        paid=day(information.payTime, wording),
        shipped=day(information.orderShipTime, wording),
        completed=day(information.orderEndTime, wording),
        payment_method=tidy(information.paymentMethod or "") or not_found(),
        total=amount(price.formatPriceInfo, price.value, price.currencyCode),
        is_choice=not_on_this_page(),
        store=next(iter(stores), not_found("neither store name nor store link")),
        stores=stores,
        lines=tuple(line for block in blocks for line in block.lines(price.currencyCode)),
        line_count=len(products) or not_found("no product in the data"),
        actions=actions(status_block.buttonVOList, wording),
        promises=read_promises(texts(components.fields("detail_order_services"))),
        price_rows=tuple(row for row in rows if row is not None),
        tracking_numbers=_one(components, "detail_logistic_package_block", PackageBlock).numbers,
        delivery_estimate=_estimate(products),
        last_tracking_text=not_on_this_page(),
        status_ends=instant(status_block.overTimeLeft, wording),
    )
    ended = with_end_code(order, server.end_code or status_block.end_code or information.end_code)
    report = ParseReport(
        disagreements=ended.disagreements,
        unknown_words=status.unknown_words,
        learnable=lessons_of([status]),
        unknown_types=(
            *components.unknown_tags(),
            *ended.unknown_types,
            *unknown_types(status_block.buttonVOList),
            *(code for product in products for code in unknown_types(product.buttonVOS)),
        ),
        unknown_numbers=unknown_status_number(number, word),
    )
    return PageReading(kind=PageKind.ORDER_DETAIL, orders=(ended.order,), report=report)


def _one(components: Components, tag: str, model: type[M]) -> M:
    return shape(model, next(iter(components.fields(tag)), None))


def _stores(blocks: list[ProductBlock]) -> tuple[Store, ...]:
    """The shops in page order, each once."""
    named = (block.store for block in blocks)
    return tuple(dict.fromkeys(store for store in named if not isinstance(store, Missing)))


def _estimate(products: list[DetailProduct]) -> str | Missing:
    named = (product.estimate for product in products)
    first = next((text for text in named if not isinstance(text, Missing)), None)
    return first or not_found("no delivery estimate in the data")
