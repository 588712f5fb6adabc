"""Read the order detail answer (`mtop.aliexpress.trade.buyer.order.detail`).

The recipient's name, phone and address stand in the same component as the dates. They are in no
model here, so they cannot be read by accident.
"""

from __future__ import annotations

from typing import Any

from aliorders.blocking import blocked
from aliorders.models import (
    Blocked,
    BlockedKind,
    CurrencyCode,
    Missing,
    Order,
    OrderId,
    PageKind,
    PageReading,
    ParseReport,
    Store,
    not_found,
    not_on_this_page,
)
from aliorders.responses.components import Components, Lenient, M, SiteModel, shape
from aliorders.responses.shapes import (
    Button,
    Product,
    actions,
    amount,
    day,
    status_of,
    unknown_types,
)
from aliorders.stores import read_store
from aliorders.text.fold import tidy
from aliorders.text.promises import read_promises
from aliorders.text.vocabulary import without_label

API = "mtop.aliexpress.trade.buyer.order.detail"


class StatusBlock(SiteModel):
    """`detail_order_status_block`: status word, the sentence under it, the buttons."""

    orderId: Lenient[OrderId] = None  # noqa: N815 - the site's own name
    title: Lenient[str] = None
    reminder: Lenient[str] = None
    buttonVOList: Lenient[list[Button]] = None  # noqa: N815


class OrderInformation(SiteModel):
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


class ProductBlock(SiteModel):
    """`detail_product_block`: one shop and its products."""

    productVOList: Lenient[list[DetailProduct]] = None  # noqa: N815
    sellerVO: Lenient[Seller] = None  # noqa: N815


class TotalPrice(SiteModel):
    """`totalPrice`."""

    value: Lenient[str] = None
    formatPriceInfo: Lenient[str] = None  # noqa: N815
    currencyCode: Lenient[CurrencyCode] = None  # noqa: N815


class PriceBlock(SiteModel):
    """`detail_order_price_block`."""

    totalPrice: Lenient[TotalPrice] = None  # noqa: N815


class ServerSide(SiteModel):
    """`data.global`."""

    orderStatus: Lenient[int] = None  # noqa: N815


def read_order_detail(components: Components, data: dict[str, Any]) -> PageReading | Blocked:
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
    status = status_of(word, shape(ServerSide, data.get("global")).orderStatus)
    price = _one(components, "detail_order_price_block", PriceBlock).totalPrice or TotalPrice()
    order = Order(
        order_id=order_id,
        status=status.code,
        status_word=word,
        end_reason=status.end_reason,
        status_detail=tidy(status_block.reminder or "") or not_found(),
        placed=day(information.orderCreatTime),
        paid=day(information.payTime),
        shipped=day(information.orderShipTime),
        completed=day(information.orderEndTime),
        payment_method=tidy(information.paymentMethod or "") or not_found(),
        total=amount(price.formatPriceInfo, price.value, price.currencyCode),
        is_choice=not_on_this_page(),
        store=_store(blocks),
        lines=tuple(product.line(price.currencyCode) for product in products),
        line_count=len(products) or not_found("no product in the data"),
        actions=actions(status_block.buttonVOList),
        promises=read_promises(_texts(components.fields("detail_order_services"))),
        delivery_estimate=_estimate(products),
        last_tracking_text=not_on_this_page(),
    )
    report = ParseReport(
        unknown_words=status.unknown_words,
        unknown_types=unknown_types(status_block.buttonVOList),
    )
    return PageReading(kind=PageKind.ORDER_DETAIL, orders=(order,), report=report)


def _one(components: Components, tag: str, model: type[M]) -> M:
    return shape(model, next(iter(components.fields(tag)), None))


def _store(blocks: list[ProductBlock]) -> Store | Missing:
    seller = next((block.sellerVO for block in blocks if block.sellerVO), Seller())
    return read_store(tidy(seller.sellerName or "") or not_found(), seller.storeUrl or not_found())


def _estimate(products: list[DetailProduct]) -> str | Missing:
    for product in products:
        if product.etaAndTrack and product.etaAndTrack.expectDeliveryDateTitle:
            return without_label(product.etaAndTrack.expectDeliveryDateTitle)
    return not_found("no delivery estimate in the data")


def _texts(value: Any) -> list[str]:
    """Every text inside the service block, whose inner shape is not published."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        value = list(value.values())
    return [text for part in value for text in _texts(part)] if isinstance(value, list) else []
