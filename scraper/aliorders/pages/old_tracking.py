"""Read the tracking page of 2021 to 2024 (`track.aliexpress.com/logisticsdetail.htm`).

Its address names the order (`tradeId`). Its `.address-detail` is in no selector here.
"""

from __future__ import annotations

import re
from datetime import UTC, timedelta, timezone
from zoneinfo import ZoneInfo

from aliorders import selectors as css
from aliorders.dom import Document, Node
from aliorders.extract import Extraction
from aliorders.models import (
    Missing,
    Moment,
    PageKind,
    PageReading,
    Parcel,
    ParcelStage,
    ParseReport,
    Precision,
    Settled,
    TrackingEvent,
    not_found,
    not_on_this_page,
)
from aliorders.stages import stage_of_events, stage_of_text
from aliorders.text.dates import read_moment

_ZONE = re.compile(r"(?:GMT|UTC)\s?([+-])\s?(\d{1,2})(?::?(\d{2}))?", re.IGNORECASE)


def is_old_tracking(document: Document) -> bool:
    """Whether the page is drawn in the old layout."""
    return document.first(css.OLD_TRACKING_MARKERS) is not None


def read_old_tracking(document: Document, url: str, settled: Settled) -> PageReading:
    """The parcels of the page, one module each."""
    extraction = Extraction()
    order_id = css.order_id_in(url) or not_found("no order in the page's address")
    modules = document.select(css.OLD_TRACKING_PARCEL)
    parcels = tuple(_parcel(node, order_id, extraction) for node in modules)
    return PageReading(
        kind=PageKind.TRACKING,
        orders=(),
        parcels=parcels,
        parcel_count=len(parcels),
        settled=settled,
        report=ParseReport(fields=extraction.reports),
    )


def _parcel(module: Node, order_id: str | Missing, extraction: Extraction) -> Parcel:
    text = {
        name: extraction.text(module, name, candidates)
        for name, candidates in css.OLD_TRACKING.items()
    }
    events = tuple(_event(node) for node in module.select(css.OLD_TRACKING_EVENT))
    stage, basis = stage_of_events(events)
    headline = text["headline"]
    if stage is ParcelStage.UNKNOWN and not isinstance(headline, Missing):
        stage = stage_of_text(headline)
        basis = headline if stage is not ParcelStage.UNKNOWN else ""
    return Parcel(
        order_id=order_id,
        tracking_number=text["tracking_number"],
        carrier=text["carrier"],
        stage=stage,
        stage_basis=basis,
        events=events,
        delivery_estimate=not_on_this_page(),
    )


def _event(node: Node) -> TrackingEvent:
    words = (_text(node, css.OLD_TRACKING_TEXT), _text(node, css.OLD_TRACKING_HEAD))
    return TrackingEvent(
        code=not_on_this_page(),
        fulfil_stage=not_on_this_page(),
        text=next((text for text in words if text), None) or not_found("an event without words"),
        at=_time(node),
    )


def _text(node: Node, selector: str) -> str:
    found = node.first(selector)
    return found.text if found is not None else ""


def _time(node: Node) -> Moment | Missing:
    """The instant, where a zone is printed beside the clock; else the day alone."""
    text = _text(node, css.OLD_TRACKING_TIME)
    if not text:
        return not_found("an event without a time")
    moment = read_moment(text)
    if isinstance(moment, Missing) or moment.at is None:
        return moment
    zone = _ZONE.search(_text(node, css.OLD_TRACKING_ZONE)) or _ZONE.search(text)
    if zone is None:
        return Moment(raw=moment.raw, precision=Precision.DAY, day=moment.day)
    offset = timedelta(hours=int(zone[2]), minutes=int(zone[3] or 0))
    clock = moment.at.astimezone(ZoneInfo(moment.zone))
    printed = clock.replace(tzinfo=timezone(offset if zone[1] == "+" else -offset))
    return moment.model_copy(
        update={"at": printed.astimezone(UTC), "zone": "UTC", "zone_assumed": False}
    )
