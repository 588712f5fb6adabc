"""What a page says: snapshot in, order, parcel and store out.

Three conventions hold everywhere (design, section 5):

* money is an integer in minor units with its ISO 4217 code, ids are text, instants are aware UTC;
* a value that was looked for and not found is a `Missing` with its reason, never ``None``, ``""``
  or ``0``;
* shapes we own refuse unknown fields, so a typo in a fixture or a client is an error.
"""

from __future__ import annotations

from aliorders.models.orders import (
    Action,
    ActionKind,
    EndCause,
    EndReason,
    Order,
    OrderLine,
    OrderStatus,
    PriceRow,
    Promise,
    PromiseKind,
    RefundLine,
    Settled,
)
from aliorders.models.parcels import (
    Parcel,
    ParcelItem,
    ParcelStage,
    TrackingEvent,
)
from aliorders.models.readings import (
    Blocked,
    BlockedKind,
    Disagreement,
    Evidence,
    FieldReport,
    Listing,
    PageKind,
    PageReading,
    ParseReport,
    Reading,
    Seen,
)
from aliorders.models.returns import (
    ReverseOrder,
)
from aliorders.models.snapshot import (
    CapturedResponse,
    Snapshot,
    SnapshotSource,
)
from aliorders.models.stores import (
    ProfileSource,
    Score,
    ScoreKind,
    Store,
    StoreBadge,
    StoreCount,
    StoreProfile,
)
from aliorders.models.values import (
    PACIFIC,
    CurrencyCode,
    Missing,
    MissingReason,
    Model,
    Moment,
    Money,
    OrderId,
    Precision,
    found,
    not_found,
    not_on_this_page,
    plain,
)
from aliorders.models.words import Mark, SuggestedWord, WordLesson, WordUse

__all__ = [
    "PACIFIC",
    "Action",
    "ActionKind",
    "Blocked",
    "BlockedKind",
    "CapturedResponse",
    "CurrencyCode",
    "Disagreement",
    "EndCause",
    "EndReason",
    "Evidence",
    "FieldReport",
    "Listing",
    "Mark",
    "Missing",
    "MissingReason",
    "Model",
    "Moment",
    "Money",
    "Order",
    "OrderId",
    "OrderLine",
    "OrderStatus",
    "PageKind",
    "PageReading",
    "Parcel",
    "ParcelItem",
    "ParcelStage",
    "ParseReport",
    "Precision",
    "PriceRow",
    "ProfileSource",
    "Promise",
    "PromiseKind",
    "Reading",
    "RefundLine",
    "ReverseOrder",
    "Score",
    "ScoreKind",
    "Seen",
    "Settled",
    "Snapshot",
    "SnapshotSource",
    "Store",
    "StoreBadge",
    "StoreCount",
    "StoreProfile",
    "SuggestedWord",
    "TrackingEvent",
    "WordLesson",
    "WordUse",
    "found",
    "not_found",
    "not_on_this_page",
    "plain",
]
