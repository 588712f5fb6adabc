"""Returns and refunds, as the list of them tells."""

from __future__ import annotations

from aliorders.models.values import (
    Missing,
    Model,
    Moment,
    Money,
    OrderId,
    not_found,
    not_on_this_page,
)


class ReverseOrder(Model):
    """One return or refund: the site calls it a reverse order line (json-and-seller.md A7)."""

    return_id: str | Missing = not_found()
    return_line_id: str | Missing = not_found()
    order_id: OrderId | Missing = not_found()
    order_line_id: str | Missing = not_found()
    status_code: int | Missing = not_found()
    """`reverseStatus`. Of its numbers only 4 is published."""
    is_closed: bool | Missing = not_found()
    """True for 4; missing for any other number, which is not "open"."""
    status_text: str | Missing = not_found()
    refund_status: str | Missing = not_on_this_page()
    type_code: str | Missing = not_found()
    """`reverseType`, such as "RETURN"."""
    business_type: str | Missing = not_found()
    solution_type: str | Missing = not_found()
    reason: str | Missing = not_on_this_page()
    created: Moment | Missing = not_found()
    stated_day: Moment | Missing = not_on_this_page()
    """Day printed in the status text of the page."""
    amount: Money | Missing = not_on_this_page()
    store_id: str | Missing = not_found()
    store_name: str | Missing = not_found()
    seller_id: str | Missing = not_found()
    title: str | Missing = not_found()
    actions: tuple[str, ...] = ()
    """Labels of the entry's buttons. None is ever pressed."""
