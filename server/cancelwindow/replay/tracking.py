"""The answer of the tracking call (json-and-seller.md A6, D1)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from cancelwindow.replay import addresses, printed
from cancelwindow.replay.account import Account, EventEntry, ParcelEntry, SampleOrder

_BEFORE_SHIPMENT = (
    ("AE_ORDER_PAID", "Package in preparation", "Your package is being prepared"),
    ("AE_ORDER_PLACED", "Order created", "Order created"),
)
"""The two oldest events of every parcel. They carry neither time nor stage (order-pages.md 3)."""


def tracking(account: Account, order: SampleOrder, now: datetime) -> dict[str, Any]:
    """All parcels of an order; none before it is shipped."""
    address = account.address
    promises = [
        promise.text.format(day=printed.day(now, promise.until))
        for promise in order.promises
        if promise.until is not None
    ]
    return {
        "result": True,
        "module": {
            "isTrackingV2": True,
            "fastDeliveryInfoDTO": {"fdTitle": "Fast delivery", "fdContentList": promises},
            "logisticsReceiverInfo": {
                "contactName": address.name,
                "phone": address.phone,
                "address": address.street,
                "city": address.city,
                "province": address.region,
                "country": address.country,
                "zipCode": address.postcode,
            },
            "trackingDetailLineList": [_parcel(order, parcel, now) for parcel in order.parcels],
        },
    }


def _parcel(order: SampleOrder, parcel: ParcelEntry, now: datetime) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "mailNo": parcel.number,
        "originMailNo": parcel.number,
        "logisticsCarrierName": parcel.carrier,
        "blockMailNo": False,
        "displayQuantity": len(order.lines),
        "packageItemList": [
            {
                "itemId": line.item_id,
                "itemTitle": line.title,
                "itemPic": addresses.image_url(line.item_id),
                "skuDesc": line.variant,
                "count": line.quantity,
            }
            for line in order.lines
        ],
        "detailList": [_event(event, now) for event in parcel.events]
        + [
            {"trackingSecondCode": code, "trackingName": name, "trackingDetailDesc": text}
            for code, name, text in _BEFORE_SHIPMENT
        ],
    }
    if parcel.arrives is not None:
        begin, end = parcel.arrives
        answer["etaInfo"] = {
            "beginEtaTime": printed.milliseconds(now, begin),
            "endEtaTime": printed.milliseconds(now, end),
            "etaSceneCode": "FULFILLLMENT_PROMISE_ETA",
            "etaTimeText": printed.day_range(now, begin, end),
        }
    return answer


def _event(event: EventEntry, now: datetime) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "time": printed.milliseconds(now, event.at),
        "timeText": printed.tracking_time(now, event.at),
        "trackingName": event.name,
        "trackingDetailDesc": event.text,
        "trackingPrimaryCode": event.code.removesuffix("_SUCCESS"),
        "trackingSecondCode": event.code,
    }
    if event.stage is not None:
        answer["fulfillStage"] = event.stage
    return answer
