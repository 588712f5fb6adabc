"""What reading gives: a reading or a reason why there is none, and evidence out of several."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from aliorders.models.orders import Order, Settled
from aliorders.models.parcels import Parcel
from aliorders.models.returns import ReverseOrder
from aliorders.models.stores import StoreProfile
from aliorders.models.values import Missing, Model, OrderId, not_found, not_on_this_page
from aliorders.models.words import SuggestedWord, WordLesson


class PageKind(StrEnum):
    """What a snapshot is of."""

    ORDER_LIST = "order_list"
    ORDER_DETAIL = "order_detail"
    TRACKING = "tracking"
    RETURNS = "returns"
    STORE = "store"
    """A store, or the product data that names one."""


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
    count: int = 1
    """How often it was so on this page (a list looks for the same field in every card)."""


class Disagreement(Model):
    """Two sources of one order said different things; `used` won by precedence."""

    field: str
    used: str
    used_from: str
    other: str
    other_from: str
    order_id: OrderId | None = None
    """Whose field it is, where a page can hold several orders."""


class ParseReport(Model):
    """What reading met on the way."""

    engine: str = ""
    fields: tuple[FieldReport, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    unknown_words: tuple[str, ...] = ()
    """Status words no table knows."""
    unknown_types: tuple[str, ...] = ()
    """Button types, component tags and tracking codes no table knows."""
    unknown_numbers: tuple[str, ...] = ()
    """Numeric codes no table knows, with the field and the words beside them: "orderStatus 6
    (In preparation)". They are how the tables grow."""
    unknown_labels: tuple[str, ...] = ()
    """Labels of the order's buttons that no table knows. One of them may be the cancel button."""
    suggestions: tuple[SuggestedWord, ...] = ()
    """Words that a table knows too weakly to decide: "known from a blog only"."""
    learnable: tuple[WordLesson, ...] = ()
    """Status words seen with the site's own code, which this installation has not learned yet."""
    language: str | None = None
    """The page's primary language (BCP 47), or None where it does not say."""
    translated: bool = False
    """A browser changed the page's words, so that none of them decided anything."""


class Blocked(Model):
    """Nothing to parse, and why; `message` is one sentence and one remedy for the person."""

    outcome: Literal["blocked"] = "blocked"
    kind: BlockedKind
    message: str
    evidence: str
    """What on the page led to this result."""
    report: ParseReport = ParseReport()


class Listing(Model):
    """What part of the history a list shows: the filters really applied, and whether more follows.

    A filter can be coerced by the site, so what was asked for proves nothing
    (json-and-seller.md A4).
    """

    tab: str | Missing = not_found()
    time_option: str | Missing = not_on_this_page()
    is_search: bool | Missing = not_on_this_page()
    """Whether a search narrows it. The words searched for are not kept."""
    has_more: bool | Missing = not_found()
    page_index: int | Missing = not_on_this_page()
    page_size: int | Missing = not_on_this_page()


class PageReading(Model):
    """What one snapshot said."""

    outcome: Literal["read"] = "read"
    kind: PageKind
    orders: tuple[Order, ...]
    parcels: tuple[Parcel, ...] = ()
    settled: Settled = Settled.UNKNOWN
    report: ParseReport = ParseReport()
    returns: tuple[ReverseOrder, ...] = ()
    stores: tuple[StoreProfile, ...] = ()
    listing: Listing | None = None
    """None on anything but an order list."""
    parcel_count: int | Missing = not_on_this_page()
    """Parcels the page speaks of; a tracking page may draw only one of them."""


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
    parcel_count: int | Missing = not_found()
    """Parcels the site speaks of; above `len(parcels)`, some were not seen."""
    returns: tuple[ReverseOrder, ...] = ()
    """Returns and refunds that name this order."""
    unread_labels: tuple[str, ...] = ()
    """Labels of this order's buttons that nothing proves the meaning of: while there are any, a
    control that was not seen may be one of them."""
    request_seen: bool = False
    """Whether an earlier page of this order showed a cancellation request that ran."""
