"""Read AliExpress order pages: a snapshot goes in, orders, parcels and stores come out."""

from __future__ import annotations

from importlib.metadata import version

from aliorders.merge import combine
from aliorders.models import (
    Action,
    ActionKind,
    Blocked,
    BlockedKind,
    CapturedResponse,
    EndCause,
    EndReason,
    Evidence,
    Missing,
    MissingReason,
    Moment,
    Money,
    Order,
    OrderLine,
    OrderStatus,
    PageKind,
    PageReading,
    Parcel,
    ParcelStage,
    Settled,
    Snapshot,
    SnapshotSource,
    Store,
    TrackingEvent,
    found,
    plain,
)
from aliorders.reading import read
from aliorders.saved import UnreadableFileError, snapshots_of

__version__ = version("cancel-window")

__all__ = [
    "Action",
    "ActionKind",
    "Blocked",
    "BlockedKind",
    "CapturedResponse",
    "EndCause",
    "EndReason",
    "Evidence",
    "Missing",
    "MissingReason",
    "Moment",
    "Money",
    "Order",
    "OrderLine",
    "OrderStatus",
    "PageKind",
    "PageReading",
    "Parcel",
    "ParcelStage",
    "Settled",
    "Snapshot",
    "SnapshotSource",
    "Store",
    "TrackingEvent",
    "UnreadableFileError",
    "combine",
    "found",
    "plain",
    "read",
    "snapshots_of",
]
