"""What a page says: snapshot in, order, parcel and store out.

Three conventions hold everywhere (design, section 5):

* money is an integer in minor units with its ISO 4217 code, ids are text, instants are aware UTC;
* a value that was looked for and not found is a `Missing` with its reason, never ``None``, ``""``
  or ``0``;
* shapes we own refuse unknown fields, so a typo in a fixture or a client is an error.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any, Literal, TypeVar
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints


class Model(BaseModel):
    """Base of every shape we own: immutable, closed, and loud about unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


OrderId = Annotated[str, StringConstraints(pattern=r"^\d{14,19}$")]
"""An order number: 14 to 19 digits (order-pages.md 1.5), text because 2**53 is smaller."""

CurrencyCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
"""ISO 4217."""


class MissingReason(StrEnum):
    """Why a value is not there. Nobody may read any of these as "no"."""

    NOT_FOUND = "not_found"
    """No candidate matched on a page where the field is expected."""
    UNREADABLE = "unreadable"
    """Something stood there, but its text could not be read."""
    AMBIGUOUS = "ambiguous"
    """It could mean two things (a bare ``$``, 03/04/2026) and nothing decides."""
    NOT_ON_THIS_PAGE = "not_on_this_page"
    """This kind of page never carries it."""
    NOT_YET = "not_yet"
    """The page was still loading when it was looked at."""


class Missing(Model):
    """A value that was looked for and not found."""

    missing: MissingReason
    detail: str = ""


def not_found(detail: str = "") -> Missing:
    """Looked for where it belongs, and not there."""
    return Missing(missing=MissingReason.NOT_FOUND, detail=detail)


def not_on_this_page(detail: str = "") -> Missing:
    """This kind of page never carries it."""
    return Missing(missing=MissingReason.NOT_ON_THIS_PAGE, detail=detail)


T = TypeVar("T")


class Money(Model):
    """An amount in minor units (cents; whole yen) of `currency`, with the text it was read from."""

    amount: int
    currency: CurrencyCode
    raw: str


class Precision(StrEnum):
    """How exactly a moment was given."""

    DAY = "day"
    MINUTE = "minute"
    SECOND = "second"


PACIFIC = "America/Los_Angeles"
"""Zone of AliExpress's own dates where none is printed (policy.md T1, grade B)."""


class Moment(Model):
    """A date or time as the site gave it: a bare day stays a day.

    `zone` is the IANA zone the text was read in; `zone_assumed` says that the page did not print
    it. `at` is aware UTC and is absent for a bare day.
    """

    raw: str
    precision: Precision
    day: date
    at: AwareDatetime | None = None
    zone: str = PACIFIC
    zone_assumed: bool = True

    @property
    def earliest(self) -> datetime:
        """First instant (UTC) that this moment can mean."""
        if self.at is not None:
            return self.at.astimezone(UTC)
        return datetime.combine(self.day, datetime.min.time(), ZoneInfo(self.zone)).astimezone(UTC)

    @property
    def latest(self) -> datetime:
        """Instant (UTC) by which this moment has certainly passed: the end of a bare day."""
        if self.at is not None:
            return self.at.astimezone(UTC)
        following = self.day + timedelta(days=1)
        return datetime.combine(following, datetime.min.time(), ZoneInfo(self.zone)).astimezone(UTC)


# --- input -----------------------------------------------------------------------------------


class SnapshotSource(StrEnum):
    """Who took the snapshot. Recorded, never branched on."""

    EXTENSION = "extension"
    PLAYWRIGHT = "playwright"
    FILE = "file"


class CapturedResponse(Model):
    """One answer of the site's own API that the page received."""

    url: str = ""
    status: int = 200
    body: str


class Snapshot(Model):
    """URL, rendered DOM, the site's own JSON where the caller could see it, and when.

    `age_ms` is the time since the page started to load, `quiet_ms` the time since its DOM last
    changed; both are None where nobody measured them (a saved file).
    """

    url: str = ""
    html: str = ""
    responses: tuple[CapturedResponse, ...] = ()
    captured_at: AwareDatetime
    source: SnapshotSource = SnapshotSource.FILE
    age_ms: int | None = Field(default=None, ge=0)
    quiet_ms: int | None = Field(default=None, ge=0)


# --- order -----------------------------------------------------------------------------------


class OrderStatus(StrEnum):
    """The platform's own locale-neutral order status codes (json-and-seller.md B1)."""

    PLACE_ORDER_SUCCESS = "PLACE_ORDER_SUCCESS"
    PAYMENT_PROCESSING = "PAYMENT_PROCESSING"
    RISK_CONTROL = "RISK_CONTROL"
    RISK_CONTROL_HOLD = "RISK_CONTROL_HOLD"
    WAIT_SELLER_EXAMINE_MONEY = "WAIT_SELLER_EXAMINE_MONEY"
    WAIT_GROUP_SUCCESS = "WAIT_GROUP_SUCCESS"
    IN_PRESELL_PROMOTION = "IN_PRESELL_PROMOTION"
    WAIT_SELLER_SEND_GOODS = "WAIT_SELLER_SEND_GOODS"
    SELLER_PART_SEND_GOODS = "SELLER_PART_SEND_GOODS"
    WAIT_BUYER_ACCEPT_GOODS = "WAIT_BUYER_ACCEPT_GOODS"
    IN_CANCEL = "IN_CANCEL"
    FUND_PROCESSING = "FUND_PROCESSING"
    IN_ISSUE = "IN_ISSUE"
    IN_FROZEN = "IN_FROZEN"
    FINISH = "FINISH"
    ARCHIVE = "ARCHIVE"
    REQUIRE_REVIEW = "REQUIRE_REVIEW"
    UNKNOWN = "UNKNOWN"
    """A status word or number that no table of ours knows."""


class EndReason(StrEnum):
    """How a finished order ended; FINISH alone does not tell received from cancelled."""

    RECEIVED = "received"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    """Never paid."""
    UNSPECIFIED = "unspecified"
    """The site used a word it uses for several ends ("Closed", "Finished")."""


class ActionKind(StrEnum):
    """What a button on the page offers, told by its type code first and its label second."""

    PAY = "pay"
    CANCEL = "cancel"
    EDIT_ADDRESS = "edit_address"
    EXTEND_TIME = "extend_time"
    CONFIRM_RECEIVED = "confirm_received"
    TRACK = "track"
    OPEN_DISPUTE = "open_dispute"
    REFUND_INFORMATION = "refund_information"
    RECEIPT = "receipt"
    REORDER = "reorder"
    DELETE = "delete"
    OTHER = "other"


class Action(Model):
    """A visible, usable control the site offers for the order. We never press one."""

    kind: ActionKind
    label: str
    type_code: str | None = None


class Store(Model):
    """The shop an order was placed with. Store id and seller id are different numbers (C1)."""

    store_id: str | Missing
    name: str | Missing
    url: str | Missing


class OrderLine(Model):
    """One product of an order."""

    line_id: str | Missing
    item_id: str | Missing
    title: str | Missing
    variant: str | Missing
    quantity: int | Missing
    unit_price: Money | Missing


class PromiseKind(StrEnum):
    """What a printed service promise is about."""

    REFUND_IF_NOT_DELIVERED = "refund_if_not_delivered"
    LATE_COUPON = "late_coupon"
    FREE_RETURN = "free_return"
    OTHER = "other"


class Promise(Model):
    """A service promise printed on the page, such as "Refund if no delivery before Sep 4, 2026"."""

    kind: PromiseKind
    text: str
    until: Moment | Missing


class Settled(StrEnum):
    """Whether the page had finished drawing when it was read."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
    """Nobody measured it (a saved file, a JSON response)."""


class Order(Model):
    """One order, as one or several snapshots gave it."""

    order_id: OrderId
    status: OrderStatus
    status_word: str | Missing
    end_reason: EndReason | Missing
    status_detail: str | Missing
    """The sentence under the status, such as "Your order has been cancelled successfully."."""
    placed: Moment | Missing
    paid: Moment | Missing
    shipped: Moment | Missing
    """Declared by the seller, not scanned by a carrier (json-and-seller.md, section 0, row 4)."""
    completed: Moment | Missing
    payment_method: str | Missing
    total: Money | Missing
    is_choice: bool | Missing
    store: Store | Missing
    lines: tuple[OrderLine, ...]
    line_count: int | Missing
    actions: tuple[Action, ...] | Missing
    promises: tuple[Promise, ...] = ()
    delivery_estimate: str | Missing
    last_tracking_text: str | Missing
    """Last event printed in the order page's tracking strip; has no code, only words."""

    def offers(self, kind: ActionKind) -> bool:
        """Whether the page shows such a control. False is "not seen", never "impossible"."""
        if isinstance(self.actions, Missing):
            return False
        return any(action.kind is kind for action in self.actions)


# --- parcel ----------------------------------------------------------------------------------


class ParcelStage(StrEnum):
    """Where a parcel is, derived from tracking codes (json-and-seller.md D)."""

    ANNOUNCED = "announced"
    """Label or declaration only: no carrier has scanned it."""
    WITH_CARRIER = "with_carrier"
    IN_TRANSIT = "in_transit"
    CUSTOMS = "customs"
    OUT_FOR_DELIVERY = "out_for_delivery"
    DELIVERED = "delivered"
    RETURNING = "returning"
    UNKNOWN = "unknown"


class TrackingEvent(Model):
    """One tracking event; `code` is the site's or Cainiao's action code."""

    code: str | Missing
    fulfil_stage: int | Missing
    text: str | Missing
    at: Moment | Missing


class Parcel(Model):
    """One parcel of an order, newest event first."""

    order_id: OrderId | Missing
    tracking_number: str | Missing
    carrier: str | Missing
    stage: ParcelStage
    stage_basis: str
    """The code or words the stage was read from, for the reason line."""
    events: tuple[TrackingEvent, ...]
    delivery_estimate: str | Missing
    promises: tuple[Promise, ...] = ()


# --- result ----------------------------------------------------------------------------------


class PageKind(StrEnum):
    """What a snapshot is of."""

    ORDER_LIST = "order_list"
    ORDER_DETAIL = "order_detail"
    TRACKING = "tracking"


class BlockedKind(StrEnum):
    """Why there is nothing to parse."""

    LOGIN = "login"
    CHALLENGE = "challenge"
    RATE_LIMITED = "rate_limited"
    SKELETON = "skeleton"
    EMPTY_LIST = "empty_list"
    OTHER_SITE = "other_site"
    """aliexpress.ru: a different site that only shares the name."""
    OLD_LAYOUT = "old_layout"
    NOT_AN_ORDER_PAGE = "not_an_order_page"
    NO_ORDER = "no_order"
    """Readable data of ours (a parcel, a store) that names no order."""
    LAYOUT_CHANGED = "layout_changed"
    """The page was recognised, but a required field (order id, status) was not found on it."""
    FAILED_RESPONSE = "failed_response"


class FieldReport(Model):
    """Which candidate of a field matched: a later one taking over means the site is drifting."""

    field: str
    matched: str | None
    rank: int | None
    tried: int


class Disagreement(Model):
    """Two sources of one order said different things; `used` won by precedence."""

    field: str
    used: str
    used_from: str
    other: str
    other_from: str


class ParseReport(Model):
    """What reading met on the way."""

    engine: str = ""
    fields: tuple[FieldReport, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    unknown_words: tuple[str, ...] = ()
    """Status words no table knows."""
    unknown_types: tuple[str, ...] = ()
    """Button types, component tags and tracking codes no table knows."""


class Blocked(Model):
    """Nothing to parse, and why; `message` is one sentence and one remedy for the person."""

    outcome: Literal["blocked"] = "blocked"
    kind: BlockedKind
    message: str
    evidence: str
    """What on the page led to this result."""
    report: ParseReport = ParseReport()


class PageReading(Model):
    """What one snapshot said."""

    outcome: Literal["read"] = "read"
    kind: PageKind
    orders: tuple[Order, ...]
    parcels: tuple[Parcel, ...] = ()
    settled: Settled = Settled.UNKNOWN
    report: ParseReport = ParseReport()


Reading = Annotated[PageReading | Blocked, Field(discriminator="outcome")]


class Seen(Model):
    """One snapshot that evidence rests on."""

    kind: PageKind
    captured_at: AwareDatetime


class Evidence(Model):
    """All that several snapshots together say of one order: the only input of the rules."""

    order: Order
    parcels: tuple[Parcel, ...] = ()
    tracking_seen: bool = False
    """True when tracking data was looked at; without it, no parcels means "not looked"."""
    settled: Settled = Settled.UNKNOWN
    seen: tuple[Seen, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()


def found(value: T | Missing) -> T | None:
    """The value, or None where it is missing: for display and comparison, never for a decision."""
    return None if isinstance(value, Missing) else value


def plain(model: BaseModel) -> dict[str, Any]:
    """JSON-ready dictionary of a model, instants in ISO 8601 UTC."""
    return model.model_dump(mode="json")
