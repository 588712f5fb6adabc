"""Read the tracking page: hashed class names, matched by their readable part.

The page draws one parcel at a time and has a tab for each. The block of the recipient's address
is in no selector here.
"""

from __future__ import annotations

from typing import NamedTuple

from aliorders import selectors as css
from aliorders.dom import Document, Node
from aliorders.extract import Extraction
from aliorders.items import item_numbers
from aliorders.models import (
    Missing,
    MissingReason,
    Moment,
    PageKind,
    PageReading,
    Parcel,
    ParcelItem,
    ParseReport,
    Settled,
    TrackingEvent,
    not_found,
    not_on_this_page,
)
from aliorders.pages.old_tracking import is_old_tracking, read_old_tracking
from aliorders.stages import stage_of_events
from aliorders.text.dates import read_day
from aliorders.text.promises import read_promises
from aliorders.text.vocabulary import without_label


class _Block(NamedTuple):
    """Where one parcel stands: its events, and what holds its number and carrier.

    `around` is None where several parcels share one frame and nothing says which is whose.
    """

    events: Node
    around: Node | None


def read_tracking(document: Document, url: str, settled: Settled) -> PageReading:
    """The parcels a tracking page draws. A number alone proves no dispatch: events decide."""
    if is_old_tracking(document):
        return read_old_tracking(document, url, settled)
    extraction = Extraction()
    order_id = css.order_id_in(url) or not_found("no order in the page's address")
    blocks = _blocks(document)
    shared = document if len(blocks) == 1 else None
    promises = read_promises(node.text for node in document.select(css.TRACKING_PROMISES))
    parcels = tuple(
        _parcel(block, shared, extraction).model_copy(
            update={"order_id": order_id, "promises": promises}
        )
        for block in blocks
    )
    tabs = len(document.select(css.TRACKING_TAB))
    return PageReading(
        kind=PageKind.TRACKING,
        orders=(),
        parcels=parcels,
        parcel_count=max(tabs, len(parcels)),
        settled=settled,
        report=ParseReport(fields=extraction.reports),
    )


def _blocks(document: Document) -> list[_Block]:
    """One block per parcel; the whole page where it draws only one."""
    frames = document.select(css.TRACKING_BLOCK)
    if len(frames) > 1:
        return [_Block(frame, frame) for frame in frames]
    tracks = document.select(css.TRACKING_TRACK)
    if len(tracks) > 1:
        return [_Block(track, None) for track in tracks]
    return [_Block(document, document)]


def _parcel(block: _Block, page: Document | None, extraction: Extraction) -> Parcel:
    """The parcel of a block. `page` is the whole page, where it is all about this one parcel."""
    around = page or block.around
    text = {
        name: extraction.text(around, name, candidates)
        if around is not None
        else Missing(missing=MissingReason.AMBIGUOUS, detail="several parcels in one frame")
        for name, candidates in css.TRACKING.items()
    }
    events = tuple(_event(node) for node in block.events.select(css.TRACKING_EVENT))
    stage, basis = stage_of_events(events)
    estimate = text["delivery_estimate"]
    return Parcel(
        order_id=not_found(),
        tracking_number=text["tracking_number"],
        carrier=text["carrier"],
        stage=stage,
        stage_basis=basis,
        events=events,
        items=_items(around) if around is not None else (),
        delivery_estimate=estimate if isinstance(estimate, Missing) else without_label(estimate),
    )


def _items(around: Node) -> tuple[ParcelItem, ...]:
    """The products of a parcel: a title each; link and variant where there is one for each."""
    titles = around.select(css.TRACKING_ITEM_TITLE)
    links = around.select(css.TRACKING_ITEM_LINK)
    variants = around.select(css.TRACKING_ITEM_VARIANT)
    untold = Missing(missing=MissingReason.AMBIGUOUS, detail="not one for each product")
    return tuple(
        ParcelItem(
            item_id=_item_id(links[index]) if len(links) == len(titles) else untold,
            sku_id=not_on_this_page(),
            title=title.text or not_found(),
            variant=variants[index].text or not_found() if len(variants) == len(titles) else untold,
            count=not_on_this_page(),
        )
        for index, title in enumerate(titles)
    )


def _item_id(link: Node) -> str | Missing:
    number = css.item_id_in(link.attr("href") or "")
    return item_numbers(number or not_found("no item in the link")).item_id


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
