"""Results that say why there was nothing to parse: one sentence, one remedy."""

from __future__ import annotations

from aliorders.models import Blocked, BlockedKind

MESSAGES: dict[BlockedKind, str] = {
    BlockedKind.LOGIN: "AliExpress asks to sign in. Sign in there, then open the order again.",
    BlockedKind.CHALLENGE: (
        "AliExpress shows a check for robots. Solve it yourself in the browser; we wait."
    ),
    BlockedKind.RATE_LIMITED: "AliExpress limits requests for now. Wait half an hour, then reload.",
    BlockedKind.SKELETON: "The page has not drawn its order yet. Wait until it has, or reload it.",
    BlockedKind.EMPTY_LIST: "This list holds no orders. Choose another tab or time range.",
    BlockedKind.OTHER_SITE: (
        "aliexpress.ru is a different site with its own orders; it is not supported. "
        "Open the order on aliexpress.com if it is there."
    ),
    BlockedKind.OLD_LAYOUT: (
        "This is an order page of the layout before 2021, which is not read. "
        "Open the order on today's site."
    ),
    BlockedKind.NOT_AN_ORDER_PAGE: (
        "This is not an AliExpress order page. Open an order, your order list or a tracking page."
    ),
    BlockedKind.LAYOUT_CHANGED: (
        "This is an order page, but its number or status was not where it used to be: the site "
        "changed. Look at the page yourself, and update Cancel Window."
    ),
    BlockedKind.NO_ORDER: (
        "This data names no order. Give it together with the page of the order it belongs to."
    ),
    BlockedKind.FAILED_RESPONSE: (
        "AliExpress answered with an error instead of an order. Reload the page and try again."
    ),
}


def blocked(kind: BlockedKind, evidence: str) -> Blocked:
    """A result that says why nothing was parsed."""
    return Blocked(kind=kind, message=MESSAGES[kind], evidence=evidence)
