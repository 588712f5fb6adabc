"""Read AliExpress's own tracking answer (`mtop.ae.ld.querydetail`).

The recipient block (`logisticsReceiverInfo`) is in no model here, so it cannot be read.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote

from aliorders.data import table
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
    Promise,
    TrackingEvent,
    found,
    not_found,
)
from aliorders.responses.components import EpochMs, Lenient, LenientList, SiteModel, shape
from aliorders.stages import is_known_code, is_known_fulfilment, stage_of_events
from aliorders.text.dates import from_epoch_ms
from aliorders.text.fold import tidy
from aliorders.text.promises import read_promises

API = "mtop.ae.ld.querydetail"

_ORDER_IN_REQUEST = re.compile(r'"?(?:tradeOrderId|orderId)"?\s*[:=]\s*"?(\d{14,19})')


class SiteEvent(SiteModel):
    """`detailList[]` of AliExpress's answer. The two oldest events have neither code nor text."""

    time: Lenient[EpochMs] = None
    timeText: Lenient[str] = None  # noqa: N815 - the site's own name
    trackingName: Lenient[str] = None  # noqa: N815
    trackingDetailDesc: Lenient[str] = None  # noqa: N815
    trackingSecondCode: Lenient[str] = None  # noqa: N815
    trackingPrimaryCode: Lenient[str] = None  # noqa: N815
    fulfillStage: Lenient[int] = None  # noqa: N815

    def event(self) -> TrackingEvent:
        """Our event."""
        text = self.trackingDetailDesc or self.trackingName or ""
        return TrackingEvent(
            code=self.trackingSecondCode or self.trackingPrimaryCode or not_found("no code"),
            fulfil_stage=self.fulfillStage if self.fulfillStage is not None else not_found(),
            text=tidy(text) or not_found("no words"),
            at=_at(self.time, tidy(self.timeText or "")),
        )


def _at(time: int | None, text: str) -> Moment | Missing:
    """The instant; its text alone has no year, and the account's zone stands nowhere."""
    if time is not None:
        return from_epoch_ms(time, text)
    if text:
        return Missing(missing=MissingReason.AMBIGUOUS, detail=f"{text!r} has no year")
    return not_found("no time")


class Estimate(SiteModel):
    """`etaInfo`: the estimate as printed, and as times."""

    etaTimeText: Lenient[str] = None  # noqa: N815
    etaSceneCode: Lenient[str] = None  # noqa: N815
    beginEtaTime: Lenient[EpochMs] = None  # noqa: N815
    endEtaTime: Lenient[EpochMs] = None  # noqa: N815


class Carrier(SiteModel):
    """The real carrier: name and web site."""

    cpName: Lenient[str] = None  # noqa: N815
    cpWebSiteUrl: Lenient[str] = None  # noqa: N815


class PackageItem(SiteModel):
    """`packageItemList[]`: a product inside the parcel."""

    itemId: Lenient[str] = None  # noqa: N815
    skuId: Lenient[str] = None  # noqa: N815
    itemTitle: Lenient[str] = None  # noqa: N815
    skuDesc: Lenient[str] = None  # noqa: N815
    count: Lenient[int] = None

    def item(self) -> ParcelItem:
        """Our item of a parcel."""
        return ParcelItem(
            item_id=item_numbers(self.itemId or not_found()).item_id,
            sku_id=self.skuId or not_found(),
            title=tidy(self.itemTitle or "") or not_found(),
            variant=tidy(self.skuDesc or "") or not_found(),
            count=self.count if self.count is not None else not_found(),
        )


class SiteParcel(SiteModel):
    """`trackingDetailLineList[]`."""

    mailNo: Lenient[str] = None  # noqa: N815
    originMailNo: Lenient[str] = None  # noqa: N815
    logisticsCarrierName: Lenient[str] = None  # noqa: N815
    logisticsCpInfo: Lenient[Carrier] = None  # noqa: N815
    etaInfo: Lenient[Estimate] = None  # noqa: N815
    cpWebSiteUrl: Lenient[str] = None  # noqa: N815
    packageMinCreateTime: Lenient[EpochMs] = None  # noqa: N815
    packageItemList: LenientList[PackageItem] = None  # noqa: N815
    detailList: LenientList[SiteEvent] = None  # noqa: N815

    def parcel(self, order_id: str | Missing, promises: tuple[Promise, ...]) -> Parcel:
        """Our parcel. A number alone proves no dispatch: events decide."""
        events = tuple(event.event() for event in self.detailList or ())
        stage, basis = stage_of_events(events)
        carrier = self.logisticsCpInfo or Carrier()
        estimate = self.etaInfo or Estimate()
        return Parcel(
            order_id=order_id,
            tracking_number=self.mailNo or self.originMailNo or not_found(),
            origin_number=self.originMailNo or not_found(),
            carrier=carrier.cpName or self.logisticsCarrierName or not_found(),
            service=self.logisticsCarrierName or not_found(),
            carrier_url=web_address(self.cpWebSiteUrl or carrier.cpWebSiteUrl),
            stage=stage,
            stage_basis=basis,
            events=events,
            items=tuple(item.item() for item in self.packageItemList or ()),
            delivery_estimate=estimate.etaTimeText or not_found(),
            delivery_begins=instant(estimate.beginEtaTime),
            delivery_ends=instant(estimate.endEtaTime),
            created=instant(self.packageMinCreateTime),
            promises=promises,
        )


def instant(time: int | None) -> Moment | Missing:
    """A bare time stamp of the data."""
    return not_found("no such time") if time is None else from_epoch_ms(time)


def web_address(text: str | None) -> str | Missing:
    """A web address, if that is what it is: it may come to stand behind a link."""
    clean = tidy(text or "")
    return clean if clean.startswith(("https://", "http://")) else not_found("no web address")


class Promises(SiteModel):
    """`fastDeliveryInfoDTO`."""

    fdContentList: Lenient[list[str]] = None  # noqa: N815
    fdContent: Lenient[str] = None  # noqa: N815


class TrackingModule(SiteModel):
    """`data.module`."""

    trackingDetailLineList: LenientList[SiteParcel] = None  # noqa: N815
    fastDeliveryInfoDTO: Lenient[Promises] = None  # noqa: N815


def order_id_of_request(url: str) -> str | None:
    """The order an answer belongs to: only the address of its request says so."""
    match = _ORDER_IN_REQUEST.search(unquote(unquote(url)))
    return match[1] if match else None


def read_tracking(data: dict[str, Any], url: str) -> PageReading:
    """The parcels of AliExpress's tracking answer; none is an answer too (no number yet)."""
    module = shape(TrackingModule, data.get("module"))
    delivery = module.fastDeliveryInfoDTO or Promises()
    promises = read_promises(delivery.fdContentList or [delivery.fdContent or ""])
    order_id = order_id_of_request(url) or not_found("the request does not name its order")
    lines = module.trackingDetailLineList or []
    scenes = (line.etaInfo.etaSceneCode for line in lines if line.etaInfo)
    known = table("tracking_codes")["known"]["eta_scenes"]
    return tracking_reading(
        [line.parcel(order_id, promises) for line in lines],
        tuple(scene for scene in scenes if scene and scene not in known),
    )


def tracking_reading(parcels: list[Parcel], unknown: tuple[str, ...] = ()) -> PageReading:
    """The reading of a tracking answer; codes and numbers that no table knows are reported."""
    events = [event for parcel in parcels for event in parcel.events]
    codes = (event.code for event in events)
    new = [c for c in codes if not isinstance(c, Missing) and not is_known_code(c)]
    numbers = (
        f"fulfillStage {event.fulfil_stage} ({found(event.code) or ''})"
        for event in events
        if not isinstance(event.fulfil_stage, Missing)
        and not is_known_fulfilment(event.fulfil_stage)
    )
    return PageReading(
        kind=PageKind.TRACKING,
        orders=(),
        parcels=tuple(parcels),
        parcel_count=len(parcels),
        report=ParseReport(
            unknown_types=tuple(dict.fromkeys([*new, *unknown])),
            unknown_numbers=tuple(dict.fromkeys(numbers)),
        ),
    )
