"""What is left of a page whose words a browser changed: everything that needs no words.

A translator turns one word into another of a different meaning as readily as into the right one,
so no word of such a page decides anything (vocabulary.md 9, trap 7). Numbers, links and the site's
own data stay. Texts that are only shown are kept as they stand.
"""

from __future__ import annotations

from aliorders.models import (
    Missing,
    MissingReason,
    Moment,
    Order,
    OrderLine,
    OrderStatus,
    PageReading,
    Parcel,
    ParcelStage,
    TrackingEvent,
)
from aliorders.text.dates import read_moment
from aliorders.text.wording import Wording

_TRANSLATED = Wording(translated=True)
_CHANGED = Missing(
    missing=MissingReason.UNREADABLE, detail="a browser translated the words of this page"
)


def without_words(reading: PageReading) -> PageReading:
    """The reading of a translated page, less all that words decided.

    Its returns and stores go as a whole, because their states are words. Its controls were read
    knowing that it is translated: by where they lead, and not by their labels.
    """
    orders = tuple(_order(order) for order in reading.orders)
    words = (order.status_word for order in orders)
    unknown = tuple(dict.fromkeys(word for word in words if not isinstance(word, Missing)))
    return reading.model_copy(
        update={
            "orders": orders,
            "parcels": tuple(_parcel(parcel) for parcel in reading.parcels),
            "returns": (),
            "stores": (),
            "listing": None,
            "report": reading.report.model_copy(
                update={"translated": True, "unknown_words": unknown}
            ),
        }
    )


def _order(order: Order) -> Order:
    return order.model_copy(
        update={
            "status": OrderStatus.UNKNOWN,
            "end_reason": _CHANGED,
            "end_cause": _CHANGED,
            "placed": _moment(order.placed),
            "paid": _moment(order.paid),
            "shipped": _moment(order.shipped),
            "completed": _moment(order.completed),
            "promises": (),
            "tab": _CHANGED,
            "is_deleted": _CHANGED,
            "lines": tuple(_line(line) for line in order.lines),
        }
    )


def _line(line: OrderLine) -> OrderLine:
    return line.model_copy(update={"free_return": _CHANGED})


def _moment(moment: Moment | Missing) -> Moment | Missing:
    """A date survives where its form has no words and one meaning only."""
    if isinstance(moment, Missing) or not isinstance(read_moment(moment.raw, _TRANSLATED), Missing):
        return moment
    return _CHANGED


def _parcel(parcel: Parcel) -> Parcel:
    return parcel.model_copy(
        update={
            "stage": ParcelStage.UNKNOWN,
            "stage_basis": "",
            "promises": (),
            "events": tuple(_event(event) for event in parcel.events),
        }
    )


def _event(event: TrackingEvent) -> TrackingEvent:
    return event.model_copy(update={"at": _moment(event.at)})
