"""What of an order may reach the disk, and reading it back.

Reading already leaves out names, addresses, phones and payment numbers. This is the second net,
for the few fields that repeat the site's own sentences: some of those quote a person ("signed by
..."), a card or a phone.
"""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urlsplit

import structlog
from pydantic import TypeAdapter, ValidationError

from aliorders.models import (
    Missing,
    Order,
    Parcel,
    ParcelStage,
    ParseReport,
    ReverseOrder,
    not_found,
    plain,
)
from aliorders.stages import SCANNED, stage_of_text

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

FREE_TEXT = frozenset(
    {
        "delivery_estimate",
        "label",
        "last_tracking_text",
        "note",
        "other",
        "reason",
        "stage_basis",
        "status_detail",
        "status_text",
        "status_word",
        "text",
        "tracking_text",
        "unknown_words",
        "used",
    }
)
"""Fields that hold sentences of the site."""

REMOVED = "[removed]"

NOT_KEPT: dict[str, Any] = plain(not_found("not kept: such a text can name a person"))

DELIVERED = "Package delivered."
"""What stands for a tracking line that says so, and who signed."""

_PERSONAL = (
    re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+"),
    re.compile(r"\+\d[\d ().-]{5,}\d"),
    re.compile(r"\d(?:[ -]?\d){12,18}"),
    re.compile(r"\d{9,}"),
)
"""E-mail addresses, international phone numbers, card numbers, and any other long number."""

_MASK = re.compile(r"[\d*•·#]")

_PARCELS = TypeAdapter(tuple[Parcel, ...])

_PERSONAL_FIELDS = frozenset({"payment_method", "last_tracking_text"})


def kept_order(order: Order) -> str:
    """An order as JSON to store: still a valid `Order`."""
    data = plain(order)
    data["last_tracking_text"] = _kept_tracking(order.last_tracking_text)
    for line, kept in zip(order.lines, data["lines"], strict=True):
        kept["tracking_text"] = _kept_tracking(line.tracking_text)
    if not isinstance(order.payment_method, Missing):
        # "Visa **** 1234" is kept as "Visa".
        words = [word for word in order.payment_method.split() if not _MASK.search(word)]
        data["payment_method"] = " ".join(words) or NOT_KEPT
    return _json(data)


def _kept_tracking(text: str | Missing) -> Any:
    """A tracking line as far as it says where the parcel is: an answer judged again rests on it.

    A delivery can say who signed, so it is told in our own word; what says nothing of a place is
    not kept.
    """
    if isinstance(text, Missing):
        return plain(text)
    stage = stage_of_text(text)
    if stage is ParcelStage.DELIVERED:
        return DELIVERED
    return text if stage in SCANNED or stage is ParcelStage.ANNOUNCED else NOT_KEPT


def kept_parcels(parcels: tuple[Parcel, ...]) -> str:
    """Parcels as JSON to store: still a list of valid `Parcel`.

    The texts of a delivered parcel stay out, because they can say who signed; its stage is kept.
    """
    rows = []
    for parcel in parcels:
        row = plain(parcel)
        if parcel.stage is ParcelStage.DELIVERED:
            texts = {event.text for event in parcel.events if isinstance(event.text, str)}
            for event in row["events"]:
                event["text"] = NOT_KEPT
            if parcel.stage_basis in texts:
                row["stage_basis"] = "tracking text"
        rows.append(row)
    return _json(rows)


def kept_return(entry: ReverseOrder) -> str:
    """A return as JSON to store: still a valid `ReverseOrder`."""
    return _json(plain(entry))


def order_of(text: str) -> Order | None:
    """An order as it was kept; None where another version of us wrote it in another shape."""
    try:
        return Order.model_validate_json(text)
    except ValidationError:
        log.warning("a stored order cannot be read")
        return None


def parcels_of(text: str) -> tuple[Parcel, ...]:
    """Parcels as they were kept; none where another version of us wrote them in another shape.

    Not read is not "no parcel": tracking then counts as unseen.
    """
    try:
        return _PARCELS.validate_json(text)
    except ValidationError:
        log.warning("a stored parcel cannot be read")
        return ()


def kept_report(report: ParseReport) -> str:
    """A report as JSON to store: still a valid `ParseReport`."""
    data = plain(report)
    for disagreement in data["disagreements"]:
        if disagreement["field"] in _PERSONAL_FIELDS:
            disagreement |= {"used": REMOVED, "other": REMOVED}
    return _json(data)


def report_of(text: str) -> ParseReport:
    """A stored report; an empty one where another version of us wrote it."""
    try:
        return ParseReport.model_validate_json(text)
    except ValidationError:
        log.warning("a stored report cannot be read")
        return ParseReport()


def _json(data: Any) -> str:
    return json.dumps(_scrubbed(data, ""), ensure_ascii=False, separators=(",", ":"))


def _scrubbed(value: Any, field: str) -> Any:
    if isinstance(value, dict):
        return {name: _scrubbed(inner, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [_scrubbed(inner, field) for inner in value]
    if not isinstance(value, str):
        return value
    if field in {"url", "carrier_url"}:
        return urlsplit(value)._replace(query="", fragment="").geturl()
    if field in FREE_TEXT:
        for shape in _PERSONAL:
            value = shape.sub(REMOVED, value)
    return value
