"""Read tracking answers: AliExpress's own (`mtop.ae.ld.querydetail`) and Cainiao's public one.

The recipient block (`logisticsReceiverInfo`) is in no model here, so it cannot be read.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote

from aliorders.data import table
from aliorders.models import (
    Missing,
    Moment,
    PageKind,
    PageReading,
    Parcel,
    ParcelStage,
    ParseReport,
    TrackingEvent,
    not_found,
    not_on_this_page,
)
from aliorders.responses.components import Lenient, SiteModel, shape
from aliorders.stages import is_known_code, stage_of_events
from aliorders.text.dates import from_epoch_ms
from aliorders.text.fold import tidy
from aliorders.text.promises import read_promises

API = "mtop.ae.ld.querydetail"

_ORDER_IN_REQUEST = re.compile(r'"?(?:tradeOrderId|orderId)"?\s*[:=]\s*"?(\d{14,19})')


class SiteEvent(SiteModel):
    """`detailList[]` of AliExpress's answer. The two oldest events have neither code nor text."""

    time: Lenient[int] = None
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
            at=_at(self.time, self.timeText or ""),
        )


class CainiaoEvent(SiteModel):
    """`detailList[]` of Cainiao's answer. Its epoch is the clock text read as UTC+8, whatever zone
    the event names (31 of 31 captured events)."""

    time: Lenient[int] = None
    timeStr: Lenient[str] = None  # noqa: N815
    actionCode: Lenient[str] = None  # noqa: N815
    standerdDesc: Lenient[str] = None  # noqa: N815 - spelled so by the site
    desc: Lenient[str] = None

    def event(self) -> TrackingEvent:
        """Our event."""
        return TrackingEvent(
            code=self.actionCode or not_found("no code"),
            fulfil_stage=not_on_this_page("Cainiao has no such number"),
            text=tidy(self.standerdDesc or self.desc or "") or not_found("no words"),
            at=_at(self.time, self.timeStr or "", zone_assumed=True),
        )


def _at(time: int | None, text: str, *, zone_assumed: bool = False) -> Moment | Missing:
    if time is None:
        return not_found("no time")
    return from_epoch_ms(time, text, zone_assumed=zone_assumed)


class Estimate(SiteModel):
    """`etaInfo`."""

    etaTimeText: Lenient[str] = None  # noqa: N815


class Carrier(SiteModel):
    """Name of a carrier, in either source."""

    cpName: Lenient[str] = None  # noqa: N815


class SiteParcel(SiteModel):
    """`trackingDetailLineList[]`."""

    mailNo: Lenient[str] = None  # noqa: N815
    originMailNo: Lenient[str] = None  # noqa: N815
    logisticsCarrierName: Lenient[str] = None  # noqa: N815
    logisticsCpInfo: Lenient[Carrier] = None  # noqa: N815
    etaInfo: Lenient[Estimate] = None  # noqa: N815
    detailList: Lenient[list[SiteEvent]] = None  # noqa: N815


class Promises(SiteModel):
    """`fastDeliveryInfoDTO`."""

    fdContentList: Lenient[list[str]] = None  # noqa: N815


class TrackingModule(SiteModel):
    """`data.module`."""

    trackingDetailLineList: Lenient[list[SiteParcel]] = None  # noqa: N815
    fastDeliveryInfoDTO: Lenient[Promises] = None  # noqa: N815


class CainiaoParcel(SiteModel):
    """`module[]` of Cainiao's answer."""

    mailNo: Lenient[str] = None  # noqa: N815
    status: Lenient[str] = None
    statusDesc: Lenient[str] = None  # noqa: N815
    destCpInfo: Lenient[Carrier] = None  # noqa: N815
    detailList: Lenient[list[CainiaoEvent]] = None  # noqa: N815


def order_id_of_request(url: str) -> str | None:
    """The order an answer belongs to: only the address of its request says so."""
    match = _ORDER_IN_REQUEST.search(unquote(unquote(url)))
    return match[1] if match else None


def read_tracking(data: dict[str, Any], url: str) -> PageReading:
    """The parcels of AliExpress's tracking answer; none is an answer too (no number yet)."""
    module = shape(TrackingModule, data.get("module"))
    promises = read_promises((module.fastDeliveryInfoDTO or Promises()).fdContentList or ())
    order_id = order_id_of_request(url) or not_found("the request does not name its order")
    parcels: list[Parcel] = []
    for line in module.trackingDetailLineList or ():
        events = tuple(event.event() for event in line.detailList or ())
        stage, basis = stage_of_events(events)
        carrier = line.logisticsCpInfo.cpName if line.logisticsCpInfo else None
        parcels.append(
            Parcel(
                order_id=order_id,
                tracking_number=line.mailNo or line.originMailNo or not_found(),
                carrier=carrier or line.logisticsCarrierName or not_found(),
                stage=stage,
                stage_basis=basis,
                events=events,
                delivery_estimate=(line.etaInfo.etaTimeText if line.etaInfo else None)
                or not_found(),
                promises=promises,
            )
        )
    return _reading(parcels)


def is_cainiao(data: dict[str, Any]) -> bool:
    """Whether this is Cainiao's public answer: a list of parcels, with their mail numbers."""
    module = data.get("module")
    return isinstance(module, list) and all(isinstance(p, dict) and "mailNo" in p for p in module)


def read_cainiao(data: dict[str, Any]) -> PageReading:
    """The parcels of Cainiao's answer. Its `status` is coarse: used only where no event decides."""
    parcels: list[Parcel] = []
    for fields in data["module"]:
        parcel = shape(CainiaoParcel, fields)
        events = tuple(event.event() for event in parcel.detailList or ())
        stage, basis = stage_of_events(events)
        if stage is ParcelStage.UNKNOWN:
            named = table("tracking_codes")["cainiao_status"].get(parcel.status or "")
            stage = ParcelStage(named) if named else ParcelStage.UNKNOWN
            basis = parcel.status or ""
        parcels.append(
            Parcel(
                order_id=not_found("Cainiao knows no order numbers"),
                tracking_number=parcel.mailNo or not_found("a parcel without a number"),
                carrier=(parcel.destCpInfo.cpName if parcel.destCpInfo else None) or not_found(),
                stage=stage,
                stage_basis=basis,
                events=events,
                delivery_estimate=not_on_this_page(),
            )
        )
    return _reading(parcels)


def _reading(parcels: list[Parcel]) -> PageReading:
    codes = [event.code for parcel in parcels for event in parcel.events]
    unknown = [c for c in codes if not isinstance(c, Missing) and not is_known_code(c)]
    return PageReading(
        kind=PageKind.TRACKING,
        orders=(),
        parcels=tuple(parcels),
        report=ParseReport(unknown_types=tuple(dict.fromkeys(unknown))),
    )
