"""Parcel stage from tracking codes, and from a tracking text where there is no code.

Events are not monotonic and some codes mean two things (json-and-seller.md D): an ambiguous code
never decides alone, and an announcement that arrives after a scan does not undo the scan.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import NamedTuple

from aliorders.data import table
from aliorders.models import Missing, Parcel, ParcelStage, TrackingEvent
from aliorders.text.vocabulary import tracking_stage
from aliorders.text.wording import ANY, Wording

SCANNED = frozenset(
    {
        ParcelStage.WITH_CARRIER,
        ParcelStage.IN_TRANSIT,
        ParcelStage.CUSTOMS,
        ParcelStage.OUT_FOR_DELIVERY,
        ParcelStage.DELIVERED,
        ParcelStage.RETURNING,
    }
)
"""Stages that only a carrier's own scan can bring about."""

_SITE_PREFIX = "AE_"


@cache
def _by_code() -> dict[str, ParcelStage]:
    codes = table("tracking_codes")
    return {code: stage for stage in _DECIDING for code in codes[stage]["codes"]}


@cache
def _by_prefix() -> tuple[tuple[str, ParcelStage], ...]:
    codes = table("tracking_codes")
    pairs = [(prefix, stage) for stage in _DECIDING for prefix in codes[stage]["prefixes"]]
    return tuple(sorted(pairs, key=lambda pair: len(pair[0]), reverse=True))


_DECIDING = tuple(stage for stage in ParcelStage if stage is not ParcelStage.UNKNOWN)


def is_known_code(code: str) -> bool:
    """Whether some table of ours lists this code, ambiguous ones included."""
    bare = code.removeprefix(_SITE_PREFIX)
    return bare in table("tracking_codes")["ambiguous"]["codes"] or (
        stage_of_code(code) is not ParcelStage.UNKNOWN
    )


def stage_of_code(code: str) -> ParcelStage:
    """Stage that one tracking code proves; UNKNOWN for an ambiguous or unlisted code."""
    bare = code.removeprefix(_SITE_PREFIX)
    if bare in _by_code():
        return _by_code()[bare]
    for prefix, stage in _by_prefix():
        if bare.startswith(prefix):
            return stage
    return ParcelStage.UNKNOWN


def stage_of_fulfilment(number: int) -> ParcelStage:
    """Stage by AliExpress's numeric `fulfillStage`.

    A number nobody has published counts as handed over from 1100 on (json-and-seller.md D1), and
    as UNKNOWN below.
    """
    codes = table("tracking_codes")
    name = codes["fulfil_stage"].get(str(number))
    if name:
        return ParcelStage(name)
    handed_over = number >= codes["fulfilment"]["handed_over_from"]
    return ParcelStage.WITH_CARRIER if handed_over else ParcelStage.UNKNOWN


def is_known_fulfilment(number: int) -> bool:
    """Whether a capture has shown this `fulfillStage`."""
    return str(number) in table("tracking_codes")["fulfil_stage"]


def stage_of_text(text: str, wording: Wording = ANY) -> ParcelStage:
    """Stage that the words of a code-less tracking text stand for; UNKNOWN for other words.

    Also UNKNOWN for phrases of weak evidence, and on a page a browser translated.
    """
    found = None if wording.translated else tracking_stage(text, wording)
    return found[0] if found is not None and found[1].decides else ParcelStage.UNKNOWN


def stage_of_event(event: TrackingEvent) -> tuple[ParcelStage, str]:
    """Stage one event proves and what it was read from: its code, its number, then its words.

    The words of an ambiguous code are as ambiguous as the code; its number is a signal of its own.
    """
    listed = False
    if not isinstance(event.code, Missing):
        stage = stage_of_code(event.code)
        if stage is not ParcelStage.UNKNOWN:
            return stage, event.code
        listed = is_known_code(event.code)
    if not isinstance(event.fulfil_stage, Missing):
        stage = stage_of_fulfilment(event.fulfil_stage)
        if stage is not ParcelStage.UNKNOWN:
            return stage, f"fulfillStage {event.fulfil_stage}"
    if listed or isinstance(event.text, Missing):
        return ParcelStage.UNKNOWN, ""
    return stage_of_text(event.text), event.text


class _Staged(NamedTuple):
    """An event with the stage it proves."""

    stage: ParcelStage
    basis: str
    event: TrackingEvent

    @property
    def at(self) -> datetime | None:
        """Its instant, where the source gave one."""
        return None if isinstance(self.event.at, Missing) else self.event.at.at

    def is_pickup(self, outcome: str) -> bool:
        """Whether its code is a pickup that `succeeded` or `failed`."""
        code = self.event.code
        return not isinstance(code, Missing) and _is_pickup(code, outcome)


def _is_pickup(code: str, outcome: str) -> bool:
    return code.removeprefix(_SITE_PREFIX) in table("tracking_codes")["pickup"][outcome]


def is_failed_pickup(code: str) -> bool:
    """Whether this code says that a pickup failed, so that the seller still has the parcel."""
    return _is_pickup(code, "failed")


def stage_of_events(events: Sequence[TrackingEvent]) -> tuple[ParcelStage, str]:
    """Stage of a parcel from its events, listed newest first, and the evidence it rests on.

    Events are ordered by their times where all that count have one, else as listed. A delivery and
    a return outlast the stray scans that follow them, and each other by time; a failed pickup
    undoes a pickup before it and nothing more; otherwise the newest scan decides, and without any
    scan the newest announcement.
    """
    staged = [_Staged(*stage_of_event(event), event) for event in events]
    scans = _newest_first([entry for entry in staged if entry.stage in SCANNED])
    if not scans:
        announced = (entry for entry in staged if entry.stage is ParcelStage.ANNOUNCED)
        first = next(announced, None)
        return (first.stage, first.basis) if first else (ParcelStage.UNKNOWN, "")
    undone = _failed_after(scans, staged)
    if undone is not None:
        return undone.stage, undone.basis
    lasting = (entry for entry in scans if entry.stage in _LASTING)
    decides = next(lasting, scans[0])
    return decides.stage, decides.basis


_LASTING = frozenset({ParcelStage.DELIVERED, ParcelStage.RETURNING})


def _newest_first(entries: list[_Staged]) -> list[_Staged]:
    timed = [(entry.at, entry) for entry in entries if entry.at is not None]
    if len(timed) < len(entries):
        return entries
    return [entry for _, entry in sorted(timed, key=lambda pair: pair[0], reverse=True)]


def _failed_after(scans: list[_Staged], staged: list[_Staged]) -> _Staged | None:
    """The pickup failure that came after every scan there is, all of them pickups.

    Without times on both sides the scan stands: it is the cautious reading.
    """
    if not all(scan.is_pickup("succeeded") for scan in scans):
        return None
    picked_up = [scan.at for scan in scans if scan.at is not None]
    if len(picked_up) < len(scans):
        return None
    failures = [entry for entry in staged if entry.is_pickup("failed")]
    later = (one for one in failures if one.at is not None and one.at > max(picked_up))
    return next(later, None)


def awaits_collection(parcel: Parcel) -> bool:
    """Whether the parcel lies at a pickup station: the station signed for it, not the buyer."""
    station: list[str] = table("tracking_codes")["station"]["codes"]
    return parcel.stage_basis.removeprefix(_SITE_PREFIX) in station
