"""One order: its status, dates, lines, prices, and what the site offers to do with it."""

from __future__ import annotations

from enum import StrEnum

from aliorders.models.stores import Store
from aliorders.models.values import (
    Maybe,
    Missing,
    Model,
    Moment,
    Money,
    OrderId,
    not_on_this_page,
)


class OrderStatus(StrEnum):
    """The platform's own locale-neutral order status codes (json-and-seller.md B1)."""

    PLACE_ORDER_SUCCESS = "PLACE_ORDER_SUCCESS"
    PAYMENT_PROCESSING = "PAYMENT_PROCESSING"
    RISK_CONTROL = "RISK_CONTROL"
    RISK_CONTROL_HOLD = "RISK_CONTROL_HOLD"
    WAIT_SELLER_EXAMINE_MONEY = "WAIT_SELLER_EXAMINE_MONEY"
    WAIT_GROUP_SUCCESS = "WAIT_GROUP_SUCCESS"
    IN_PRESELL_PROMOTION = "IN_PRESELL_PROMOTION"
    WAIT_SELLER_SEND_GOODS = "WAIT_SELLER_SEND_GOODS"
    SELLER_PART_SEND_GOODS = "SELLER_PART_SEND_GOODS"
    WAIT_BUYER_ACCEPT_GOODS = "WAIT_BUYER_ACCEPT_GOODS"
    IN_CANCEL = "IN_CANCEL"
    FUND_PROCESSING = "FUND_PROCESSING"
    IN_ISSUE = "IN_ISSUE"
    IN_FROZEN = "IN_FROZEN"
    FINISH = "FINISH"
    ARCHIVE = "ARCHIVE"
    REQUIRE_REVIEW = "REQUIRE_REVIEW"
    UNKNOWN = "UNKNOWN"
    """A status word or number that no table of ours knows."""


class EndReason(StrEnum):
    """How a finished order ended; FINISH alone does not tell received from cancelled."""

    RECEIVED = "received"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    """Never paid."""
    UNSPECIFIED = "unspecified"
    """The site used a word it uses for several ends ("Closed", "Finished"), or the order ended in
    none of the ways above (a dispute, a parcel nobody collected)."""


class EndCause(StrEnum):
    """Why a finished order ended: finer than `EndReason` (policy.md, section 13)."""

    NOT_PAID = "not_paid"
    CANCELLED_UNPAID = "cancelled_unpaid"
    """By the buyer, before paying."""
    CANCELLED_IN_VERIFICATION = "cancelled_in_verification"
    """By the buyer, while the payment was verified."""
    CANCELLED_BY_BUYER = "cancelled_by_buyer"
    """The buyer asked, and it was accepted."""
    CANCELLED_BY_SELLER = "cancelled_by_seller"
    NOT_SHIPPED = "not_shipped"
    """The seller did not ship in time."""
    SECURITY = "security"
    """AliExpress stopped it."""
    GROUP_NOT_FILLED = "group_not_filled"
    DISPUTE_REFUNDED = "dispute_refunded"
    """The seller accepted a dispute; nothing had to be sent back."""
    DISPUTE_SELLER_SILENT = "dispute_seller_silent"
    DISPUTE_ENDED = "dispute_ended"
    NOT_COLLECTED = "not_collected"
    CONFIRMED_BY_BUYER = "confirmed_by_buyer"
    CONFIRMED_BY_TIME = "confirmed_by_time"
    CONFIRMED_BY_CARRIER = "confirmed_by_carrier"


class ActionKind(StrEnum):
    """What a button on the page offers, told by its type code first and its label second."""

    PAY = "pay"
    CANCEL = "cancel"
    EDIT_ADDRESS = "edit_address"
    EXTEND_TIME = "extend_time"
    CONFIRM_RECEIVED = "confirm_received"
    TRACK = "track"
    OPEN_DISPUTE = "open_dispute"
    REFUND_INFORMATION = "refund_information"
    RECEIPT = "receipt"
    REORDER = "reorder"
    DELETE = "delete"
    OTHER = "other"


class Action(Model):
    """A visible, usable control the site offers for the order. We never press one."""

    kind: ActionKind
    label: str
    type_code: str | None = None


class OrderLine(Model):
    """One product of an order.

    `item_id` is the global number. aliexpress.us shows a regional one, 2**51 higher
    (order-pages.md 1.5); `regional_item_id` keeps it where it was given.
    """

    line_id: str | Missing
    item_id: str | Missing
    title: str | Missing
    variant: str | Missing
    quantity: int | Missing
    """Weak where only the drawn page gave it: once it showed 1 for 2 (order-pages.md 2.1)."""
    unit_price: Money | Missing
    regional_item_id: str | Missing = not_on_this_page()
    sku_id: str | Missing = not_on_this_page()
    store_id: str | Missing = not_on_this_page()
    """Shop of this line: an order can hold lines of several."""
    store_name: str | Missing = not_on_this_page()
    actions: Maybe[tuple[Action, ...]] = not_on_this_page()
    """This product's own buttons, such as "Returns/refunds"."""
    tags: tuple[str, ...] = ()
    """Words of its tags, such as "Free returns", as printed."""
    free_return: bool | Missing = not_on_this_page()
    """True where a tag says so; else missing, because a tag that is absent says nothing."""
    delivery_estimate: str | Missing = not_on_this_page()
    tracking_text: str | Missing = not_on_this_page()
    """Last event in this line's tracking strip: words without a code."""


class PromiseKind(StrEnum):
    """What a printed service promise is about."""

    REFUND_IF_NOT_DELIVERED = "refund_if_not_delivered"
    LATE_COUPON = "late_coupon"
    FREE_RETURN = "free_return"
    OTHER = "other"


class Promise(Model):
    """A service promise printed on the page, such as "Refund if no delivery before Sep 4, 2026"."""

    kind: PromiseKind
    text: str
    until: Moment | Missing


class PriceRow(Model):
    """One row of the price block besides the total: shipping, a coupon, tax. Rows may miss the
    total by a few cents (json-and-seller.md A5)."""

    title: str
    text: str
    """The value as printed; it can be words ("Free shipping")."""
    money: Money | Missing
    hidden: bool = False
    """The page folds this row away until the arrow beside the total is clicked."""
    note: str | Missing = not_on_this_page()
    """Hint behind the row's question mark, such as "Tax: $2.14"."""


class RefundLine(Model):
    """The line under a list card that tells of a refund or a dispute."""

    text: str
    amount: Money | Missing


class Settled(StrEnum):
    """Whether the page had finished drawing when it was read."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
    """Nobody measured it (a saved file, a JSON response)."""


class Order(Model):
    """One order, as one or several snapshots gave it."""

    order_id: OrderId
    status: OrderStatus
    status_word: str | Missing
    end_reason: Maybe[EndReason]
    status_detail: str | Missing
    """The sentence under the status, such as "Your order has been cancelled successfully."."""
    placed: Moment | Missing
    paid: Maybe[Moment]
    shipped: Maybe[Moment]
    """Declared by the seller, not scanned by a carrier (json-and-seller.md, section 0, row 4)."""
    completed: Maybe[Moment]
    payment_method: str | Missing
    total: Money | Missing
    is_choice: bool | Missing
    store: Store | Missing
    """The shop, the first of them where there are several."""
    lines: tuple[OrderLine, ...]
    line_count: int | Missing
    actions: Maybe[tuple[Action, ...]]
    promises: tuple[Promise, ...] = ()
    delivery_estimate: str | Missing
    last_tracking_text: str | Missing
    """Last event printed in the order page's tracking strip; has no code, only words."""
    stores: tuple[Store, ...] = ()
    """Every shop of the order, in page order."""
    price_rows: tuple[PriceRow, ...] = ()
    refund_line: Maybe[RefundLine] = not_on_this_page()
    tracking_numbers: tuple[str, ...] = ()
    """Numbers the order page itself prints. A number alone proves no dispatch."""
    tab: str | Missing = not_on_this_page()
    """The site's code of the list tab it stood in (`unpaid`, `recycle`). Never a status: the same
    title has named different states over the years (order-pages.md 1.4)."""
    is_deleted: Maybe[bool] = not_on_this_page()
    """True in the tab of deleted orders. Deleted hides an order; it ends nothing."""
    status_ends: Maybe[Moment] = not_on_this_page()
    """When the site's own clock of the present status runs out: to pay, to ship, to answer a
    request (vocabulary.md 8, json-and-seller.md B1). Belongs to `status` and to no other."""
    end_code: str | Missing = not_on_this_page()
    """The site's own code for how it ended, such as "seller_send_goods_timeout", known or not."""
    end_cause: Maybe[EndCause] = not_on_this_page()
    """Why it ended, where that code or a proven word says so."""

    def offers(self, kind: ActionKind) -> bool:
        """Whether the page shows such a control. False is "not seen", never "impossible"."""
        if isinstance(self.actions, Missing):
            return False
        return any(action.kind is kind for action in self.actions)
