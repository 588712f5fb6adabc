"""Read the order detail page: the authority for one order's status."""

from __future__ import annotations

from datetime import datetime

from aliorders import selectors as css
from aliorders.blocking import blocked
from aliorders.dom import Document, Node
from aliorders.extract import Extraction, candidate_text, candidate_texts
from aliorders.models import (
    Blocked,
    BlockedKind,
    Missing,
    Moment,
    Order,
    PageKind,
    PageReading,
    ParseReport,
    Settled,
    found,
    not_found,
    not_on_this_page,
)
from aliorders.pages.controls import read_detail_actions
from aliorders.pages.countdown import read_countdown
from aliorders.pages.detail_lines import read_goods
from aliorders.pages.prices import read_price_rows, read_total
from aliorders.text.dates import read_day
from aliorders.text.fold import fold
from aliorders.text.promises import read_promises
from aliorders.text.status import read_status
from aliorders.text.vocabulary import labels, without_label
from aliorders.text.wording import ANY, Wording


def read_order_detail(
    document: Document,
    url: str,
    settled: Settled,
    drawn_at: datetime,
    wording: Wording = ANY,
) -> PageReading | Blocked:
    """The order of a detail page, or why it is none: still drawing, or a changed layout.

    `drawn_at`: aware time at which the page was loaded, from which its countdowns count.
    """
    extraction = Extraction(wording)
    order_id = _order_id(document, url, extraction)
    word = extraction.text(document, "status", css.DETAIL["status"])
    if isinstance(order_id, Missing):
        return _incomplete(document, settled, extraction, order_id.detail)
    if isinstance(word, Missing):
        return _incomplete(document, settled, extraction, "no status on an order detail page")
    rows = _rows(document)
    goods = read_goods(document, extraction)
    strip = {
        name: extraction.text(document, name, css.DETAIL[name])
        for name in ("status_detail", "delivery_estimate", "last_tracking_text")
    }
    estimate = strip["delivery_estimate"]
    block = _status_block(document)
    status = read_status(word, wording, sentence=found(strip["status_detail"]) or "")
    order = Order(
        order_id=order_id,
        status=status.code,
        status_word=word,
        end_reason=status.end_reason,
        end_cause=status.end_cause,
        status_detail=strip["status_detail"],
        placed=_date(rows, "placed", extraction, document),
        paid=_date(rows, "paid", extraction),
        shipped=_date(rows, "shipped", extraction),
        completed=_date(rows, "completed", extraction),
        payment_method=_payment_method(document, rows, extraction),
        total=read_total(document, extraction),
        is_choice=not_on_this_page(),
        store=next(iter(goods.stores), not_found("neither store name nor store link")),
        stores=goods.stores,
        lines=goods.lines,
        line_count=len(goods.lines) or not_found("no product line"),
        price_rows=read_price_rows(document),
        tracking_numbers=_tracking_numbers(document),
        actions=read_detail_actions(block, settled, wording),
        promises=read_promises(node.text for node in document.select(css.PROMISES)),
        delivery_estimate=estimate if isinstance(estimate, Missing) else without_label(estimate),
        last_tracking_text=strip["last_tracking_text"],
        status_ends=read_countdown(
            extraction.text(block, "status_ends", css.COUNTDOWN)
            if block is not None
            else not_found("no status block"),
            drawn_at,
        ),
    )
    report = ParseReport(fields=extraction.reports, unknown_words=status.unknown_words)
    return PageReading(kind=PageKind.ORDER_DETAIL, orders=(order,), settled=settled, report=report)


def _incomplete(document: Document, settled: Settled, extraction: Extraction, why: str) -> Blocked:
    drawn = document.first(css.DETAIL_BODY) is not None and settled is not Settled.NO
    kind = BlockedKind.LAYOUT_CHANGED if drawn else BlockedKind.SKELETON
    return blocked(kind, why).model_copy(update={"report": ParseReport(fields=extraction.reports)})


def _order_id(document: Document, url: str, extraction: Extraction) -> str | Missing:
    """The order of the page's address, unless the page itself prints another one.

    In-page navigation changes the address first: for a moment the old order stands under the new
    address, and its answer must not be given for the new order.
    """
    in_address = css.order_id_in(url)
    if in_address is None:
        return extraction.text(document, "order_id", css.DETAIL["order_id"])
    printed = candidate_text(document, css.DETAIL["order_id"][0])
    if printed is not None and printed != in_address:
        return not_found("the page still shows another order than its address")
    extraction.note("order_id", "page address", 0, 1)
    return in_address


def _rows(document: Document) -> dict[str, str]:
    """Information rows by folded label. A label must be matched whole: dates stand side by side."""
    rows: dict[str, str] = {}
    for row in document.select(css.INFO_ROW):
        label = row.first(css.INFO_ROW_LABEL)
        if label is not None and label.text:
            rows.setdefault(fold(label.text), row.text.removeprefix(label.text).strip())
    return rows


def _row(rows: dict[str, str], field: str) -> str | Missing:
    for label, value in rows.items():
        if label in labels(field) and value:
            return value
    return not_found(f"no row labelled as {field}")


def _date(
    rows: dict[str, str], field: str, extraction: Extraction, document: Document | None = None
) -> Moment | Missing:
    text = _row(rows, field)
    extraction.note(field, None if isinstance(text, Missing) else "row label", 0, 1)
    if isinstance(text, Missing) and document is not None and field in css.DETAIL:
        text = extraction.text(document, field, css.DETAIL[field])
    return text if isinstance(text, Missing) else read_day(text, extraction.wording)


def _payment_method(
    document: Document, rows: dict[str, str], extraction: Extraction
) -> str | Missing:
    text = extraction.text(document, "payment_method", css.DETAIL["payment_method"])
    if isinstance(text, Missing):
        return _row(rows, "payment_method")
    return without_label(text)


def _tracking_numbers(document: Document) -> tuple[str, ...]:
    """Numbers the page prints: beside a copy button (2022), or inside its tracking links."""
    found = (
        number
        for candidate in css.DETAIL_NUMBERS
        for number in candidate_texts(document, candidate)
    )
    return tuple(dict.fromkeys(found))


def _status_block(document: Document) -> Node | None:
    for candidate in css.DETAIL_STATUS_BLOCK:
        block = document.first(candidate.css)
        if block is not None:
            return block
    return None
