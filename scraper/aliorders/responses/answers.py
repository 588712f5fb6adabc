"""One answer of the site's API: what it is, and which reader reads it."""

from __future__ import annotations

from collections.abc import Callable

from aliorders.blocking import blocked
from aliorders.models import Blocked, BlockedKind, CapturedResponse, PageReading
from aliorders.responses import (
    cainiao,
    order_detail,
    order_list,
    products,
    returns,
    sellers,
    tracking,
)
from aliorders.responses.components import Components
from aliorders.responses.envelope import Envelope, NotSiteJsonError, unwrap
from aliorders.text.wording import ANY, Wording

COUNT_API = "mtop.aliexpress.trade.buyer.order.count"


def read_answer(response: CapturedResponse, wording: Wording = ANY) -> PageReading | Blocked:
    """What one answer says, or why it says nothing. `wording` is that of its words."""
    try:
        envelope = unwrap(response)
    except NotSiteJsonError as error:
        return blocked(BlockedKind.FAILED_RESPONSE, str(error))
    if envelope.failure is not None:
        return blocked(envelope.failure, f"{envelope.api or 'answer'}: {envelope.code}")
    if cainiao.is_cainiao(envelope.data):
        return cainiao.read_cainiao(envelope.data)
    if envelope.api == order_list.API:
        return order_list.read_order_list(Components(envelope.data), wording)
    if envelope.api == order_detail.API:
        data = envelope.data
        return order_detail.read_order_detail(Components(data), data, wording)
    reader = READERS.get(envelope.api, _of_no_reader)
    return reader(envelope, response.url)


READERS: dict[str, Callable[[Envelope, str], PageReading | Blocked]] = {
    tracking.API: lambda envelope, url: tracking.read_tracking(envelope.data, url),
    returns.LIST_API: lambda envelope, _: returns.read_returns(envelope.data),
    returns.DETAIL_API: lambda envelope, _: returns.read_return(envelope.data),
    products.API: lambda envelope, _: products.read_product(envelope.data),
    sellers.SELLER_PAGE_API: lambda envelope, url: sellers.read_seller_page(envelope.data, url),
    sellers.BENEFITS_API: lambda envelope, url: sellers.read_benefits(envelope.data, url),
}
"""Reader by the name of the API, in lower case: the site writes it in both."""


def _of_no_reader(envelope: Envelope, url: str) -> PageReading | Blocked:
    """Data that names no API is told by its shape: the layouts before today's.

    The counters of the tabs answer zeros when signed out, so they count nothing here.
    """
    data = envelope.data
    if envelope.api == COUNT_API:
        return blocked(BlockedKind.NO_ORDER, "tab counters, which read zero when signed out")
    if products.is_old_product(data):
        return products.read_old_product(data)
    if sellers.is_store_data(data):
        return sellers.read_store_data(data)
    if sellers.is_old_ratings(data):
        return sellers.read_old_ratings(data, url)
    return blocked(BlockedKind.NO_ORDER, f"answer of {envelope.api or 'no known API'}")
