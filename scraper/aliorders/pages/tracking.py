"""Read the tracking page: hashed class names, matched by their readable part."""

from __future__ import annotations

from aliorders import selectors as css
from aliorders.dom import Document, Node
from aliorders.extract import Extraction
from aliorders.models import (
    Missing,
    MissingReason,
    Moment,
    PageKind,
    PageReading,
    Parcel,
    ParseReport,
    Settled,
    TrackingEvent,
    not_found,
    not_on_this_page,
)
from aliorders.stages import stage_of_events
from aliorders.text.dates import read_day
from aliorders.text.promises import read_promises
from aliorders.text.vocabulary import without_label


def read_tracking(document: Document, url: str, settled: Settled) -> PageReading:
    """The parcel a tracking page shows. A number alone proves no dispatch: events decide."""
    extraction = Extraction()
    text = {
        name: extraction.text(document, name, candidates)
        for name, candidates in css.TRACKING.items()
    }
    events = tuple(_event(node) for node in document.select(css.TRACKING_EVENT))
    stage, basis = stage_of_events(events)
    estimate = text["delivery_estimate"]
    parcel = Parcel(
        order_id=css.order_id_in(url) or not_found("no order in the page's address"),
        tracking_number=text["tracking_number"],
        carrier=text["carrier"],
        stage=stage,
        stage_basis=basis,
        events=events,
        delivery_estimate=estimate if isinstance(estimate, Missing) else without_label(estimate),
        promises=read_promises(node.text for node in document.select(css.TRACKING_PROMISES)),
    )
    return PageReading(
        kind=PageKind.TRACKING,
        orders=(),
        parcels=(parcel,),
        settled=settled,
        report=ParseReport(fields=extraction.reports),
    )


def _event(node: Node) -> TrackingEvent:
    title, text = node.first(css.TRACKING_EVENT_TITLE), node.first(css.TRACKING_EVENT_TEXT)
    words = text.text if text is not None and text.text else title.text if title is not None else ""
    return TrackingEvent(
        code=not_on_this_page(),
        fulfil_stage=not_on_this_page(),
        text=words or not_found("an event without words"),
        at=_time(node),
    )


def _time(node: Node) -> Moment | Missing:
    """Times of this page carry no year ("Fri | Jul. 17 02:34") and stay ambiguous."""
    time = node.first(css.TRACKING_EVENT_TIME)
    if time is None or not time.text:
        return not_found("an event without a time")
    moment = read_day(time.text)
    if isinstance(moment, Missing):
        return Missing(missing=MissingReason.AMBIGUOUS, detail=f"{time.text!r} has no year")
    return moment
