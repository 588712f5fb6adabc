"""Addresses of the site that the replay answers on, and that its pages link to."""

from __future__ import annotations

WWW = "https://www.aliexpress.com"
ACS = "https://acs.aliexpress.com"
LOGIN = "https://login.aliexpress.com"

PAGE_HOSTS = frozenset({"www.aliexpress.com", "www.aliexpress.us", "m.aliexpress.com"})
API_HOSTS = frozenset({"acs.aliexpress.com", "acs.aliexpress.us"})
LOGIN_HOSTS = frozenset({"login.aliexpress.com"})
IMAGE_HOSTS = frozenset({"ae-pic-a1.aliexpress-media.com"})
HOSTS = PAGE_HOSTS | API_HOSTS | LOGIN_HOSTS | IMAGE_HOSTS

IMAGES = "https://ae-pic-a1.aliexpress-media.com/kf"
CHOICE_ICON = f"{IMAGES}/Se5bee6b872c34652909ace14ca3d6ab50/272x80.png"
"""The badge of a Choice shop: the picture's name is the evidence (json-and-seller.md A4)."""

LIST_API = "mtop.aliexpress.trade.buyer.order.list"
DETAIL_API = "mtop.aliexpress.trade.buyer.order.detail"
COUNT_API = "mtop.aliexpress.trade.buyer.order.count"
TRACKING_API = "mtop.ae.ld.querydetail"
RETURNS_API = "mtop.aliexpress.buyer.reverse.queryreverseorderpagelistforbuyer"

LIST_PATH = "/p/order/index.html"
DETAIL_PATH = "/p/order/detail.html"
TRACKING_PATH = "/p/tracking/index.html"
RETURNS_PATH = "/p/refund-dispute/list.html"


def detail_url(order_id: str) -> str:
    """The order detail page."""
    return f"{WWW}{DETAIL_PATH}?orderId={order_id}"


def tracking_url(order_id: str) -> str:
    """The tracking page."""
    return f"{WWW}{TRACKING_PATH}?_addShare=no&_login=yes&tradeOrderId={order_id}"


def store_url(store_id: str) -> str:
    """The shop's page, protocol-relative as the site writes it."""
    return f"//www.aliexpress.com/store/{store_id}"


def item_url(item_id: str) -> str:
    """The product page, protocol-relative as the site writes it."""
    return f"//www.aliexpress.com/item/{item_id}.html"


def image_url(item_id: str) -> str:
    """The product's picture."""
    return f"{IMAGES}/S{item_id}.jpg_220x220.jpg"
