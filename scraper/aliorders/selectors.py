"""Every selector of the reader: per field, the candidates in the order they are tried.

A candidate names one independent way to find a field: a language-neutral attribute or address
first, a stable class second, a label last. `evidence` is the grade and kind of what it rests on:
A measured or captured in 2026, B two independent readers agree, C one reader, D inferred. When a
later candidate takes over, the report shows that the site is drifting.

A selector keeps to the forms that `queries` knows: any other is found as well, but far slower.
"""

from __future__ import annotations

import re
from typing import NamedTuple


class Candidate(NamedTuple):
    """One way to find a field: its text or `attribute`, or group 1 of `pattern` within that."""

    css: str
    evidence: str
    attribute: str | None = None
    pattern: str | None = None


LONGEST_WORD = 60
"""Characters of a status word or a button's label: longer than any seen in any language."""
ORDER_ID_IN_URL = r"[?&](?:orderId|tradeOrderId|tradeId)=(\d{14,19})\b"
ORDER_LINE_ID_IN_URL = r"[?&]tradeOrderLineId=(\d{10,19})\b"
SELLER_ID_IN_URL = r"[?&](?:sellerSeq|sellerAdminSeq)=(\d{4,12})\b"
LOGISTICS_NUMBER_IN_URL = r"[?&]logisticsNo=([A-Z]{0,5}\d{8,22}[A-Z]{0,2})(?![A-Za-z0-9])"
MAIL_NUMBER_IN_URL = r"[?&]mailNoList=([A-Z]{0,5}\d{8,22}[A-Z]{0,2})(?![A-Za-z0-9])"
ORDER_ID_IN_TEXT = r"(?<!\d)(\d{14,19})(?!\d)"
STORE_ID_IN_URL = r"/store/(\d{4,12})"
ITEM_ID_IN_URL = r"/item/(\d{7,19})\.html"
QUANTITY = r"[xX×]\s?(\d+)\s*$"
MILLISECONDS = r"^(-?\d{1,11})$"
SHORT = rf"^(.{{1,{LONGEST_WORD}}})$"
"""A status. Anything longer is a piece of a broken page, and may hold what is private."""
TRACKING_NUMBER = r"([A-Z]{0,5}\d{8,22}(?:[A-Z]{1,2}(?![a-z]))?)"
"""Any shape of number seen, cut from the "Copy" that stands glued behind it."""
WITH_A_NUMBER = r"(.*\d.*)"
"""The headline is an estimate only when it names a day; "Delivered" is none."""
CHOICE_PICTURE = "Se5bee6b872c34652909ace14ca3d6ab50"
"""Name of the picture that marks a Choice order (its 272x80 badge)."""


def order_id_in(url: str) -> str | None:
    """The order an address of the site belongs to."""
    match = re.search(ORDER_ID_IN_URL, url)
    return match[1] if match else None


def item_id_in(url: str) -> str | None:
    """The product an address of the site belongs to, as numbered there."""
    match = re.search(ITEM_ID_IN_URL, url)
    return match[1] if match else None


# --- what kind of page -----------------------------------------------------------------------

SITES = ("aliexpress.com", "aliexpress.us")
"""Of the pages we read. aliexpress.ru is another site that shares the name."""
LOGIN_HOSTS = ("login.aliexpress.", "passport.aliexpress.", "login.alibaba.")
LOGIN_PATHS = ("/p/account/login",)
LOGIN_FORM = (
    "#fm-login-password, #fm-login-id, .login-container, .nfm-multiple-email-prompt, "
    'input[label="Email or phone number"], input[label="Email"]'
)
CHALLENGE_URL = "_____tmd_____/punish"
PAGE_TITLE = "title"
CHALLENGE_WIDGET = (
    "#baxia-punish, #baxia-dialog, .baxia-dialog, #nocaptcha, #nc_1_wrapper, #nc_1_n1z, "
    ".nc-container, .J_MIDDLEWARE_FRAME_WIDGET, .punish-component"
)
RUSSIAN_HOSTS = ("aliexpress.ru",)
RUSSIAN_MARKERS = '[class*="RedOrderList_"], [data-testid="orderNumber"]'
OLD_HOSTS = ("trade.aliexpress.",)
OLD_MARKERS = "#TP_ProductTable, tbody[data-orderid], #buyer-ordertable, .order-item-wraper"
LOADING = ".comet-loading-wrap, .comet-skeleton"
DETAIL_PATH = "/p/order/detail.html"
LIST_PATH = "/p/order/index.html"
TRACKING_PATH = "/p/tracking/"
OLD_TRACKING_HOSTS = ("track.aliexpress.",)
OLD_TRACKING_MARKERS = ".tracking-module .tracking-no, .tracking-module .ship-steps"
RETURNS_PATHS = ("/p/refund-dispute/list.html", "/p/refund-amount/detail.html")
RETURNS_MARKERS = '[class*="orderItem--orderItem--"], [class*="newReverseRefundInfo--amount--"]'
RETURNS_PAGER = ".next-pagination-item"
STORE_PATH = "/store/"
PRODUCT_PATH = "/item/"
PRODUCT_MARKERS = 'a[data-pl="store-name"], [class*="store-detail--storeName"]'
STORE_MARKERS = '[class*="store-header--storeName"], [class*="store-detail--storeInfo"] table'
DETAIL_MARKERS = ".order-status .order-block-title, .order-detail-order-info, .order-detail-item"
DETAIL_BODY = ".order-detail-order-info .info-row, .order-detail-item, .order-price-item"
LIST_MARKERS = '.order-item, [data-spm="order_list_main"], .order-nav .comet-tabs-nav-item'
LIST_TABS = ".comet-tabs-nav-item"
ORDER_SHELL = ".order-wrap, .order-content, .order-main"
TRACKING_MARKERS = '[class*="logistic-info"], [class*="arrival-time-v2--"]'
"""Today's page. The old one has markers of its own (`OLD_TRACKING_MARKERS`)."""
PAGE_ROOT = "html"
PAGE_BODY = "body"
TRANSLATED = (
    "html.translated-ltr, html.translated-rtl, #goog-gt-tt, .goog-te-banner-frame, "
    '[_msttexthash], [_msthash], font[style*="vertical-align: inherit"]'
)
"""What Chrome's, Google's and Edge's translators leave on a page (the classes: C; the rest: D)."""
SELDOM = f"{LOGIN_FORM}, {CHALLENGE_WIDGET}, {RUSSIAN_MARKERS}, {OLD_MARKERS}, {TRANSLATED}"
"""What an ordinary page has nothing of: asked for at once, because most pages are ordinary."""
TRANSLATING_HOSTS = (".translate.goog", "translate.googleusercontent.com")
TRANSLATING_FRAGMENT = "googtrans"
SAVED_FROM = r"(?:saved from url=\(\d+\)|url:\s*)(https?://\S+)"
"""A browser's, or a page-saving extension's, note on where a saved page came from."""

# --- controls --------------------------------------------------------------------------------

BUTTONS = 'button, a.comet-btn, [role="button"]'
DISABLED = '[disabled], [aria-disabled="true"], .comet-btn-disabled'
MODAL = '.comet-modal, [role="dialog"]'
DETAIL_STATUS_BLOCK = (
    Candidate(".order-status.order-block", "B"),
    Candidate(".order-status", "A"),
    Candidate(".order-status-box, .order-status-content", "A"),
)
COUNTDOWN = (
    Candidate(".left-sendgoods-day[lefttime]", "B", attribute="lefttime", pattern=MILLISECONDS),
    Candidate("[lefttime]", "D", attribute="lefttime", pattern=MILLISECONDS),
)
"""Time left in the present status, as the classic pages gave it; today's markup is not known."""
ACTION_LINKS = (("/p/tracking/", "track"), ("/p/tax-ui/", "receipt"))
"""Where a control leads, and the kind of action that proves, in any language (A)."""
LIST_BUTTONS = ".order-item-btns .order-item-btn"

# --- order detail ----------------------------------------------------------------------------

INFO_ROW = ".info-row"
INFO_ROW_LABEL = "span"
DETAIL: dict[str, tuple[Candidate, ...]] = {
    "order_id": (
        Candidate('.info-row:has([data-pl="order_detail_gray_id"])', "B", pattern=ORDER_ID_IN_TEXT),
        Candidate('a[href*="tradeOrderId="]', "A", attribute="href", pattern=ORDER_ID_IN_URL),
    ),
    "status": (
        Candidate(".order-status .order-block-title", "A", pattern=SHORT),
        Candidate(".order-status-box .order-block-title", "C", pattern=SHORT),
    ),
    "status_detail": (Candidate(".order-status .order-status-info", "A"),),
    "placed": (Candidate('.info-row:has([data-pl="order_detail_gray_date"])', "B"),),
    "payment_method": (Candidate('.info-row:has([data-pl="order_detail_gray_payment"])', "B"),),
    "total": (
        Candidate(
            '.order-price .order-price-item.bold-font [data-pl="order_price_item_value"]', "B"
        ),
        Candidate(".order-price .order-price-item.bold-font .right-col", "B"),
    ),
    "store_name": (
        Candidate(".order-detail-item-store .store-name", "B"),
        Candidate('.order-detail-item-store a[href*="/store/"]', "C"),
    ),
    "store_url": (Candidate('.order-detail-item-store a[href*="/store/"]', "B", attribute="href"),),
    "delivery_estimate": (
        Candidate(".order-detail-item-track-eta-text", "B"),
        Candidate(".order-status .expect-date .order-gray", "C", pattern=WITH_A_NUMBER),
    ),
    "last_tracking_text": (
        Candidate(".order-detail-item-track-info-desc", "B"),
        Candidate(".order-detail-item-track-info-title", "C"),
    ),
}
DETAIL_NUMBERS = (
    Candidate(
        ".logistic-track .copy-track-num[data-clipboard-text]",
        "C",
        attribute="data-clipboard-text",
        pattern=TRACKING_NUMBER,
    ),
    Candidate('a[href*="logisticsNo="]', "C", attribute="href", pattern=LOGISTICS_NUMBER_IN_URL),
)
"""Every match of each: the page of 2022 printed a number per parcel."""
DETAIL_SHOP = ".order-detail-item"
DETAIL_SHOP_FIELDS = {field: DETAIL[field] for field in ("store_name", "store_url")}
PRICE_ROW = ".order-price .order-price-item"
PRICE_TOTAL_ROW = ".bold-font"
PRICE_ROW_NOTE = ".popover-hint-content .title"
PRICE_ROW_TITLE = '[data-pl="order_price_item_title"], .left-col'
PRICE_ROW_VALUE = '[data-pl="order_price_item_value"], .right-col'
DETAIL_LINE = ".order-detail-item-content-wrap"
DETAIL_LINE_FALLBACK = ".order-detail-item-content"
DETAIL_LINE_BUTTONS = ".order-detail-item-content-operate"
DETAIL_LINE_STRIP: dict[str, tuple[Candidate, ...]] = {
    "delivery_estimate": (Candidate(".order-detail-item-track-eta-text", "B"),),
    "tracking_text": DETAIL["last_tracking_text"],
}
LINE_TAGS = ".order-item-tag"
DETAIL_LINE_FIELDS: dict[str, tuple[Candidate, ...]] = {
    "item_id": (
        Candidate('.item-title a[href*="/item/"]', "B", attribute="href", pattern=ITEM_ID_IN_URL),
        Candidate('a[href*="/item/"]', "B", attribute="href", pattern=ITEM_ID_IN_URL),
    ),
    "title": (Candidate(".item-title a", "B"), Candidate(".item-title", "B")),
    "variant": (Candidate(".item-sku-attr", "B"),),
    "quantity": (
        Candidate(".item-price-quantity", "B", pattern=QUANTITY),
        Candidate(".item-price", "B", pattern=QUANTITY),
    ),
    "unit_price": (
        Candidate('.item-price [class*="es--wrap"]', "B"),
        Candidate(".item-price > div", "B"),
        Candidate(".item-price", "B"),
    ),
}
PROMISES = ".order-detail-services li, .order-detail-services p, .order-item-tag"
"""The service block's own class is not published; assumed (D). The tags are graded B."""

# --- order list ------------------------------------------------------------------------------

CARD = ".order-item"
CARD_FIELDS: dict[str, tuple[Candidate, ...]] = {
    "order_id": (
        Candidate(
            'a[data-pl="order_item_header_detail"]', "A", attribute="href", pattern=ORDER_ID_IN_URL
        ),
        Candidate('a[href*="rderId="]', "A", attribute="href", pattern=ORDER_ID_IN_URL),
        Candidate(".order-item-header-right-info", "A", pattern=ORDER_ID_IN_TEXT),
    ),
    "status": (
        Candidate(".order-item-header-status-text", "A", pattern=SHORT),
        Candidate(".order-item-header-status label > span:nth-child(2)", "C", pattern=SHORT),
        Candidate('[data-pl="order_item_header_status"]', "B", pattern=SHORT),
        Candidate(".order-item-header-status", "A", pattern=SHORT),
    ),
    "placed": (
        Candidate('[data-pl="order_item_header_info"] > div:nth-child(1)', "A"),
        Candidate(".order-item-header-right-info > div:nth-child(1)", "A"),
    ),
    "total": (
        Candidate('[data-pl="order_item_content_price_total"] [class*="es--wrap"]', "B"),
        Candidate('.order-item-content-opt-price-total [class*="es--wrap"]', "B"),
        Candidate('[data-pl="order_item_content_price_total"]', "B"),
        Candidate(".order-item-content-opt-price-total", "A"),
    ),
    "store_name": (
        Candidate('[data-pl="order_item_store_name"]', "A"),
        Candidate(".order-item-store-name", "B"),
    ),
    "store_url": (Candidate('.order-item-store a[href*="/store/"]', "A", attribute="href"),),
    "choice_icon": (Candidate("img.order-item-store-icon", "A", attribute="src"),),
}
CARD_STORE = ".order-item-store"
CARD_REFUND: tuple[Candidate, ...] = (
    Candidate(".order-item-bottom-action .expose-info-item-title", "C"),
    Candidate(".expose-info-item-title", "C"),
)
CARD_REFUND_AMOUNT = "span"
LIST_ACTIVE_TAB = ".comet-tabs-nav-item-active"
LIST_MORE = '[data-pl="order_more"] button, .order-more button'
LIST_MORE_BLOCK = '[data-pl="order_more"], .order-more'
CARD_PRODUCT_IMAGES = ".order-item-content-img-list .order-item-content-img"
CARD_LINE = ".order-item-content-body"
CARD_LINE_MARK = ".order-item-content-info"
CARD_LINE_FIELDS: dict[str, tuple[Candidate, ...]] = {
    "item_id": (
        Candidate(
            '.order-item-content-info-name a[href*="/item/"]',
            "B",
            attribute="href",
            pattern=ITEM_ID_IN_URL,
        ),
        Candidate('a[href*="/item/"]', "B", attribute="href", pattern=ITEM_ID_IN_URL),
    ),
    "title": (
        Candidate(".order-item-content-info-name span[title]", "B", attribute="title"),
        Candidate(".order-item-content-info-name", "B"),
    ),
    "variant": (
        Candidate('[data-pl="order_item_content_info_sku"]', "B"),
        Candidate(".order-item-content-info-sku", "B"),
    ),
    "quantity": (
        Candidate(".order-item-content-info-number-quantity", "B", pattern=QUANTITY),
        Candidate(".order-item-content-info-number", "B", pattern=QUANTITY),
    ),
    "unit_price": (
        Candidate('.order-item-content-info-number [class*="es--wrap"]', "B"),
        Candidate(".order-item-content-info-number", "B"),
    ),
}
CARD_PROMISES = ".order-item-tag"

# --- tracking --------------------------------------------------------------------------------

TRACKING_TAB = '[class*="tab-list-v2--tab--"]'
TRACKING_BLOCK = '[class*="logistic-info"][class*="--wrap--"]'
"""What holds one parcel. Its name is not published; assumed (D), with `TRACKING_TRACK` behind."""
TRACKING_TRACK = '[class*="logistic-info"][class*="--track--"]'
TRACKING_EVENT = '[class*="logistic-info"][class*="--node--"]'
TRACKING_EVENT_TITLE = '[class*="--nodeTitle--"]'
TRACKING_EVENT_TEXT = '[class*="--nodeDesc--"]'
TRACKING_EVENT_TIME = '[class*="--nodeTime--"]'
TRACKING: dict[str, tuple[Candidate, ...]] = {
    "tracking_number": (
        Candidate('[class*="--mailNoValue--"]', "B", pattern=TRACKING_NUMBER),
        Candidate('[class*="--mailNo--"]', "B", pattern=TRACKING_NUMBER),
        Candidate('[class*="--mailNo-pc--"]', "C", pattern=TRACKING_NUMBER),
    ),
    "carrier": (Candidate('[class*="--carrierValue--"]', "B"),),
    "delivery_estimate": (
        Candidate('[class*="arrival-time-v2--title"]', "B", pattern=WITH_A_NUMBER),
    ),
}
TRACKING_ITEM_LINK = '[class*="package-items"] a[href*="/item/"]'
TRACKING_ITEM_TITLE = '[class*="package-items"][class*="--productTitle--"]'
TRACKING_ITEM_VARIANT = '[class*="package-items"][class*="--skuText--"]'
TRACKING_PROMISES = "li, p"

OLD_TRACKING_PARCEL = ".tracking-module"
OLD_TRACKING: dict[str, tuple[Candidate, ...]] = {
    "tracking_number": (
        Candidate(".tracking-no > span", "B", pattern=TRACKING_NUMBER),
        Candidate('a[href*="mailNoList="]', "B", attribute="href", pattern=MAIL_NUMBER_IN_URL),
    ),
    "carrier": (Candidate(".tracking-name > .title", "B"),),
    "headline": (Candidate(".status-title-text", "B"), Candidate(".title-eclp", "B")),
}
OLD_TRACKING_EVENT = "ul.ship-steps > li"
OLD_TRACKING_TIME = "p.time"
OLD_TRACKING_ZONE = "p.timezone"
OLD_TRACKING_HEAD = "p.head"
OLD_TRACKING_TEXT = "p.text"

# --- returns ---------------------------------------------------------------------------------

RETURN_CARD = '[class*="orderItem--orderItem--"]'
RETURN_FIELDS: dict[str, tuple[Candidate, ...]] = {
    "order_id": (
        Candidate('[class*="orderItem--orderSKUId--"]', "C", pattern=ORDER_ID_IN_TEXT),
        Candidate('a[href*="rderId="]', "C", attribute="href", pattern=ORDER_ID_IN_URL),
    ),
    "order_line_id": (
        Candidate(
            'a[href*="tradeOrderLineId="]', "A", attribute="href", pattern=ORDER_LINE_ID_IN_URL
        ),
    ),
    "store_name": (Candidate('[class*="orderItem--orderStore--"]', "C"),),
    "title": (Candidate('[class*="orderItem--orderSKUTitle--"]', "C"),),
    "status_text": (Candidate('[class*="orderItem--orderStatusDesc--"]', "C"),),
}
RETURN_STORE_LINK = (Candidate('a[href*="/store/"]', "D", attribute="href"),)
RETURN_ACTIONS = '[class*="orderItem--orderStatusAction--"] > div'
RETURN_AMOUNT = (Candidate('[class*="newReverseRefundInfo--amount--"]', "C"),)
ISO_DAY = r"\d{4}-\d{2}-\d{2}"

# --- store -----------------------------------------------------------------------------------

STORE: dict[str, tuple[Candidate, ...]] = {
    "name": (
        Candidate('[class*="store-header--storeName"]', "B"),
        Candidate('span[class*="store-detail--storeName"]', "B"),
        Candidate('a[data-pl="store-name"]', "B"),
    ),
    "url": (
        Candidate('[class*="store-header--"] a[href*="/store/"]', "B", attribute="href"),
        Candidate('[class*="store-detail--wrap"] a[href*="/store/"]', "B", attribute="href"),
        Candidate('a[data-pl="store-name"]', "B", attribute="href"),
    ),
    "seller_id": (
        Candidate(
            '[class*="businessInfoWrap"] a[href*="Seq="]',
            "B",
            attribute="href",
            pattern=SELLER_ID_IN_URL,
        ),
    ),
}
STORE_LICENCE = 'a[href*="showcredential.htm"]'
"""On a product page: the business licence of the store that sells, whatever its card names."""
STORE_HEADER = '[class*="store-header--"]'
STORE_ROW = '[class*="store-detail--storeInfo"] table tr'
STORE_CELL = "td"
