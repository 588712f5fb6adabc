"""Parcel stage from tracking codes, and from a tracking text where there is no code.

Events are not monotonic and some codes mean two things (json-and-seller.md D): an ambiguous code
never decides alone, and an announcement that arrives after a scan does not undo the scan.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from aliorders.data import table
from aliorders.models import Missing, ParcelStage, TrackingEvent
from aliorders.text.fold import fold

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
    """Stage by AliExpress's numeric `fulfillStage`; UNKNOWN for a number nobody has published."""
    name = table("tracking_codes")["fulfil_stage"].get(str(number))
    return ParcelStage(name) if name else ParcelStage.UNKNOWN


def stage_of_text(text: str, language: str = "en") -> ParcelStage:
    """Stage that the words of a code-less tracking text stand for; UNKNOWN for other words."""
    folded = fold(text)
    for stage, phrases in table(f"text/words/{language}")["tracking"].items():
        if any(fold(phrase) in folded for phrase in phrases):
            return ParcelStage(stage)
    return ParcelStage.UNKNOWN


def stage_of_event(event: TrackingEvent) -> tuple[ParcelStage, str]:
    """Stage one event proves and what it was read from: its code, its number, then its words."""
    if not isinstance(event.code, Missing):
        stage = stage_of_code(event.code)
        if stage is not ParcelStage.UNKNOWN or is_known_code(event.code):
            return stage, event.code
    if not isinstance(event.fulfil_stage, Missing):
        stage = stage_of_fulfilment(event.fulfil_stage)
        if stage is not ParcelStage.UNKNOWN:
            return stage, f"fulfillStage {event.fulfil_stage}"
    if not isinstance(event.text, Missing):
        return stage_of_text(event.text), event.text
    return ParcelStage.UNKNOWN, ""


def stage_of_events(events: Sequence[TrackingEvent]) -> tuple[ParcelStage, str]:
    """Stage of a parcel from its events, newest first, and the evidence it rests on.

    The newest event that proves a scan decides; without any scan, the newest announcement.
    """
    staged = [stage_of_event(event) for event in events]
    for wanted in (SCANNED, frozenset({ParcelStage.ANNOUNCED})):
        for stage, basis in staged:
            if stage in wanted:
                return stage, basis
    return ParcelStage.UNKNOWN, ""
