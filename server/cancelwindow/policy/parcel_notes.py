"""Each parcel of an order in words: where it is, and whether it can still be called back."""

from __future__ import annotations

from aliorders.models import Parcel, ParcelStage, found
from aliorders.stages import SCANNED
from cancelwindow.policy.case import Case
from cancelwindow.policy.lines import LineState
from cancelwindow.policy.verdict import ParcelNote
from cancelwindow.policy.voice import Voice

_AS_A_LINE = {
    ParcelStage.DELIVERED: LineState.DELIVERED,
    ParcelStage.RETURNING: LineState.RETURNING,
}
"""Stages that mean for a parcel what they mean for an item in it."""

PHRASES = ("parcel.label_only", "parcel.announced", "parcel.unknown")
"""Phrases of its own; the others are those of an item."""


def parcel_notes(case: Case, voice: Voice) -> tuple[ParcelNote, ...]:
    """One note per parcel, in page order; none where tracking was not seen or is outdated."""
    return tuple(_note(one, case, voice) for one in case.tracking.parcels)


def _note(parcel: Parcel, case: Case, voice: Voice) -> ParcelNote:
    key, state = _meaning(parcel)
    return ParcelNote(
        tracking_number=found(parcel.tracking_number) or "",
        carrier=found(parcel.carrier) or "",
        stage=parcel.stage.value,
        label=voice.say(
            "parcel.label_only" if key == "parcel.announced" else f"stage.{parcel.stage}"
        ),
        is_label_only=parcel.is_label_only,
        text=voice.say(key),
        observed=parcel.stage_basis,
        citations=()
        if state is None
        else voice.citations(case.policy.tables.by_line[state].sources),
    )


def _meaning(parcel: Parcel) -> tuple[str, LineState | None]:
    """The sentence for a parcel, and the state of an item that rests on the same sources."""
    if parcel.stage in _AS_A_LINE:
        state = _AS_A_LINE[parcel.stage]
        return f"line.{state}", state
    if parcel.stage in SCANNED:
        return f"line.{LineState.SCANNED}", LineState.SCANNED
    if parcel.stage is ParcelStage.ANNOUNCED or parcel.is_label_only:
        return "parcel.announced", LineState.ANNOUNCED
    return "parcel.unknown", None
