"""Read Cainiao's public tracking answer (`detail.json` of global.cainiao.com)."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from aliorders.data import table
from aliorders.models import (
    Missing,
    Moment,
    PageReading,
    Parcel,
    ParcelStage,
    TrackingEvent,
    not_found,
    not_on_this_page,
)
from aliorders.responses.components import EpochMs, Lenient, LenientList, SiteModel, shape
from aliorders.responses.tracking import instant, tracking_reading, web_address
from aliorders.stages import stage_of_events
from aliorders.text.dates import from_epoch_ms
from aliorders.text.fold import tidy


class Group(SiteModel):
    """`group` of an event: coarser than its code."""

    nodeCode: Lenient[str] = None  # noqa: N815 - the site's own name


class CainiaoEvent(SiteModel):
    """`detailList[]`. Its epoch is the clock text read as UTC+8, whatever zone the event names
    (31 of 31 captured events)."""

    time: Lenient[EpochMs] = None
    timeStr: Lenient[str] = None  # noqa: N815
    actionCode: Lenient[str] = None  # noqa: N815
    standerdDesc: Lenient[str] = None  # noqa: N815 - spelled so by the site
    desc: Lenient[str] = None
    group: Lenient[Group] = None

    def event(self) -> TrackingEvent:
        """Our event; an event without a code of its own has that of its group."""
        group = self.group.nodeCode if self.group else None
        return TrackingEvent(
            code=self.actionCode or group or not_found("no code"),
            fulfil_stage=not_on_this_page("Cainiao has no such number"),
            text=tidy(self.standerdDesc or self.desc or "") or not_found("no words"),
            at=_at(self.time, self.timeStr or ""),
        )


def _at(time: int | None, text: str) -> Moment | Missing:
    """The instant that the epoch names, as a clock of UTC+8, which is an assumption of Cainiao's.

    The day is the one printed, whatever zone it was printed for.
    """
    if time is None:
        return not_found("no time")
    moment = from_epoch_ms(time, text, zone_assumed=True)
    zone = table("tracking_codes")["clocks"]["cainiao_zone"]
    at = moment.at.astimezone(ZoneInfo(zone)) if moment.at else None
    return moment.model_copy(update={"zone": zone, "day": at.date() if at else moment.day})


class Carrier(SiteModel):
    """`destCpInfo`: the carrier at the destination."""

    cpName: Lenient[str] = None  # noqa: N815
    url: Lenient[str] = None


class Estimate(SiteModel):
    """`globalEtaInfo`."""

    deliveryMinTime: Lenient[EpochMs] = None  # noqa: N815
    deliveryMaxTime: Lenient[EpochMs] = None  # noqa: N815


class CainiaoParcel(SiteModel):
    """`module[]`. `realMailNo` has a label and a tab before its number; the copy form has not."""

    mailNo: Lenient[str] = None  # noqa: N815
    copyRealMailNo: Lenient[str] = None  # noqa: N815
    status: Lenient[str] = None
    mailNoSource: Lenient[str] = None  # noqa: N815
    mailType: Lenient[str] = None  # noqa: N815
    destCpInfo: Lenient[Carrier] = None  # noqa: N815
    globalEtaInfo: Lenient[Estimate] = None  # noqa: N815
    detailList: LenientList[CainiaoEvent] = None  # noqa: N815

    def stage(self, events: tuple[TrackingEvent, ...]) -> tuple[ParcelStage, str]:
        """Stage by the events. `status` is coarse: used only where no event decides.

        A number that Cainiao does not know has neither; its source is the basis then, because
        nothing known is no announcement.
        """
        stage, basis = stage_of_events(events)
        if stage is not ParcelStage.UNKNOWN:
            return stage, basis
        named = table("tracking_codes")["cainiao_status"].get(self.status or "")
        if named:
            return ParcelStage(named), self.status or ""
        return ParcelStage.UNKNOWN, self.status or self.mailNoSource or ""

    def parcel(self) -> Parcel:
        """Our parcel: the local number where it has one, the asked-for number as its origin."""
        events = tuple(event.event() for event in self.detailList or ())
        stage, basis = self.stage(events)
        carrier = self.destCpInfo or Carrier()
        estimate = self.globalEtaInfo or Estimate()
        local = tidy(self.copyRealMailNo or "")
        return Parcel(
            order_id=not_found("Cainiao knows no order numbers"),
            tracking_number=local or self.mailNo or not_found("a parcel without a number"),
            origin_number=self.mailNo or not_found("a parcel without a number"),
            carrier=carrier.cpName or not_found(),
            service=self.mailType or not_found(),
            carrier_url=web_address(carrier.url),
            stage=stage,
            stage_basis=basis,
            events=events,
            delivery_estimate=not_on_this_page(),
            delivery_begins=instant(estimate.deliveryMinTime),
            delivery_ends=instant(estimate.deliveryMaxTime),
        )

    @property
    def unknown_status(self) -> str | None:
        """Its status word, where no capture has shown it."""
        codes = table("tracking_codes")
        known = {*codes["cainiao_status"], *codes["known"]["cainiao_status"]}
        return self.status if self.status and self.status not in known else None


def is_cainiao(data: dict[str, Any]) -> bool:
    """Whether this is Cainiao's public answer: a list of parcels, with their mail numbers."""
    module = data.get("module")
    return isinstance(module, list) and all(isinstance(p, dict) and "mailNo" in p for p in module)


def read_cainiao(data: dict[str, Any]) -> PageReading:
    """The parcels of Cainiao's answer."""
    parcels = [shape(CainiaoParcel, fields) for fields in data["module"]]
    unknown = (parcel.unknown_status for parcel in parcels)
    return tracking_reading(
        [parcel.parcel() for parcel in parcels], tuple(status for status in unknown if status)
    )
