"""The wire, continued: stored orders, their deadlines, the shops, and the settings.

Free of HTTP, like `protocol`. Instants are ISO 8601 UTC, amounts minor units of their currency,
days as the site printed them, and None is "not seen".
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    AwareDatetime,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    StringConstraints,
)
from pydantic_core import CoreSchema

from aliorders.models import Model, OrderId, OrderStatus, PageKind
from cancelwindow.policy.buyer import CountryCode
from cancelwindow.policy.countries import country_codes, is_country
from cancelwindow.policy.seller_view import SellerView
from cancelwindow.policy.verdict import Answer, Confidence, DeadlineBasis, Verdict
from cancelwindow.protocol import WHOLE, LanguageTag
from cancelwindow.store.standing import MoneyState, OrderSort, RefundProgress

MOST_ORDERS = 200
"""Orders in one reply."""

FURTHEST = 1_000_000
"""Orders that can be left out before a page begins."""


_NO_NULL = r"^[^\x00]+$"
"""The character 0 is in no text that PostgreSQL can hold."""

AccountId = Annotated[str, StringConstraints(pattern=_NO_NULL, max_length=60)]
BehaviourKind = Annotated[str, StringConstraints(pattern=_NO_NULL, max_length=40)]
StoreId = Annotated[str, StringConstraints(pattern=_NO_NULL, max_length=40)]


class OrdersRequest(Model):
    """Which orders are wanted, in which order, and which part of them; all may be left out."""

    search: Annotated[str, StringConstraints(max_length=200)] = ""
    """Words that must all occur in number, shop, products or tracking numbers; case and accents
    do not matter."""
    answers: tuple[Answer, ...] = Field(default=(), max_length=20)
    statuses: tuple[OrderStatus, ...] = Field(default=(), max_length=40)
    money: tuple[MoneyState, ...] = Field(default=(), max_length=20)
    refunds: tuple[RefundProgress, ...] = Field(default=(), max_length=20)
    account_id: AccountId | None = None
    store_id: StoreId | None = None
    is_open: bool | None = None
    placed_from: date | None = None
    placed_to: date | None = None
    sort: OrderSort = OrderSort.ORDERED
    descending: bool = True
    limit: Annotated[int, Field(ge=1, le=MOST_ORDERS), WHOLE] = 50
    offset: Annotated[int, Field(ge=0, le=FURTHEST), WHOLE] = 0
    language: LanguageTag | None = None


class OrderView(Model):
    """One order as lists show it."""

    model_config = ConfigDict(from_attributes=True)

    order_id: OrderId
    account_id: str
    status: OrderStatus
    answer: Answer
    label: str
    """The badge's short word for the answer."""
    confidence: Confidence
    is_open: bool
    money_state: MoneyState
    end_reason: str | None
    end_cause: str | None
    placed_day: date | None
    paid_day: date | None
    shipped_day: date | None
    completed_day: date | None
    total_minor: int | None
    currency: str | None
    store_id: str | None
    store_name: str | None
    title: str | None
    """Of the first product."""
    line_count: int | None
    is_choice: bool | None
    next_deadline_kind: str | None
    next_deadline_title: str | None
    next_deadline_at: AwareDatetime | None
    next_act_kind: str | None
    next_act_title: str | None
    """Of the next deadline by which the buyer must have acted."""
    next_act_at: AwareDatetime | None
    refund_state: RefundProgress | None
    refund_from: AwareDatetime | None
    refund_to: AwareDatetime | None
    first_seen_at: AwareDatetime
    last_seen_at: AwareDatetime
    evaluated_at: AwareDatetime


class OrdersReply(Model):
    """A part of the orders that were wanted."""

    orders: tuple[OrderView, ...]
    total: int
    is_exact: bool
    """False where there are more than `total`."""


class OrderRequest(Model):
    """Tell all about one order."""

    order_id: OrderId
    language: LanguageTag | None = None


class ChangeView(Model):
    """What was not so the time before."""

    model_config = ConfigDict(from_attributes=True)

    field: str
    before: str | None
    after: str
    about: str = ""
    """The tracking number, of a parcel."""


class SightingView(Model):
    """One time the order was seen."""

    model_config = ConfigDict(from_attributes=True)

    observation: int
    captured_at: AwareDatetime
    received_at: AwareDatetime
    page_kind: PageKind
    source: str
    client: str | None
    status: OrderStatus | None
    changes: tuple[ChangeView, ...]


class OrderReply(Model):
    """One order: where it stands, why, and what was seen of it when, the newest first."""

    order: OrderView
    verdict: Verdict
    timeline: tuple[SightingView, ...]


class VerdictsRequest(Model):
    """Judge stored orders, without a page, as they stand now."""

    order_ids: tuple[OrderId, ...] = Field(min_length=1, max_length=100)
    language: LanguageTag | None = None


class VerdictsReply(Model):
    """A verdict for each order that was ever seen, in the order they were named."""

    verdicts: tuple[Verdict, ...]
    not_seen: tuple[OrderId, ...] = ()


class DeadlinesRequest(Model):
    """Deadlines whose earliest reading is in [`start`, `end`): without them, the next 30 days."""

    start: AwareDatetime | None = None
    end: AwareDatetime | None = None
    act_by: bool | None = None
    """Only those by which the buyer must have acted, or only the others."""
    account_id: AccountId | None = None
    limit: Annotated[int, Field(ge=1, le=1_000), WHOLE] = MOST_ORDERS
    language: LanguageTag | None = None


class DeadlineView(Model):
    """One deadline of one order."""

    order_id: OrderId
    store_name: str | None
    title: str | None
    """Of the first product."""
    kind: str
    deadline: str
    """Its title in the reader's language."""
    basis: DeadlineBasis
    earliest: AwareDatetime
    latest: AwareDatetime
    act_by: bool
    reminders: tuple[AwareDatetime, ...]


class DeadlinesReply(Model):
    """Deadlines, the earliest first."""

    deadlines: tuple[DeadlineView, ...]


class SumView(Model):
    """Orders of one currency; `currency` is empty where no amount was seen."""

    model_config = ConfigDict(from_attributes=True)

    currency: str
    orders: int
    total_minor: int


class OverviewRequest(Model):
    """What matters now."""

    account_id: AccountId | None = None
    days: Annotated[int, Field(ge=1, le=90), WHOLE] = 7
    """How far to look ahead."""
    language: LanguageTag | None = None


class OverviewReply(Model):
    """What to act on, what is at risk, and what should come back."""

    counts: dict[Answer, int]
    act_now: tuple[OrderView, ...]
    deadlines: tuple[DeadlineView, ...]
    at_risk: tuple[SumView, ...]
    refunds_running: tuple[OrderView, ...]
    refunds_late: tuple[OrderView, ...]


class SellersRequest(Model):
    """The shops of all stored orders."""

    account_id: AccountId | None = None
    limit: Annotated[int, Field(ge=1, le=1_000), WHOLE] = MOST_ORDERS


class SellerNotesRequest(Model):
    """What the buyer has ticked of one seller now: all of it, so that sending it again is safe."""

    store_id: StoreId
    behaviours: tuple[BehaviourKind, ...] = Field(max_length=20)
    """Of `SellerView.behaviours`; what is not named is not ticked any more."""
    language: LanguageTag | None = None


class SellerNotesReply(Model):
    """The seller, with what was ticked among the warnings."""

    seller: SellerView


class StoreView(Model):
    """What the own orders say of one shop, in one currency."""

    model_config = ConfigDict(from_attributes=True)

    store_id: str
    store_name: str | None
    currency: str | None
    orders: int
    total_minor: int
    cancelled: int
    open: int
    last_ordered_at: AwareDatetime


class SellersReply(Model):
    """The shops, the one with most orders first."""

    stores: tuple[StoreView, ...]


class _Listed:
    """Has the schema list every country; only when it is asked for, since that takes a while."""

    def __get_pydantic_json_schema__(
        self, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {**handler(core), "enum": country_codes()}


def _known(code: str) -> str:
    if not is_country(code):
        raise ValueError("not a country")
    return code


KnownCountry = Annotated[CountryCode, AfterValidator(_known), _Listed()]


TimeOfDay = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
"""``22:30``, in the person's time zone."""


class QuietHours(Model):
    """When no reminder is shown: from `start` to `end`, over midnight where `end` is earlier."""

    start: TimeOfDay
    end: TimeOfDay


class SettingsChange(Model):
    """Settings to change: what is left out stays, None puts back what the command line says."""

    country: KnownCountry | None = None
    language: LanguageTag | None = None
    quiet_hours: QuietHours | None = None
    """None for no quiet hours."""


class SettingsRequest(Model):
    """Tell the settings; with `change`, change them first."""

    change: SettingsChange | None = None


class AccountView(Model):
    """An AliExpress account whose orders are stored."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    name: str


class SettingsReply(Model):
    """The settings that hold."""

    country: CountryCode | None
    """Where the orders go; None where nobody said."""
    language: str
    """Answered in, where a client names none."""
    quiet_hours: QuietHours | None = None
    """None where reminders are shown at any time."""
    accounts: tuple[AccountView, ...]
    store: str
    """Kind of database: ``sqlite`` or ``postgresql``."""


class OpenApiRequest(Model):
    """Describe the API."""


class OpenApiReply(Model):
    """An OpenAPI 3.1 document."""

    document: dict[str, Any]


class WithdrawRequest(Model):
    """End the pairing of the browser that asks."""


class WithdrawReply(Model):
    """The pairing has ended: the token opens nothing any more."""

    client_id: str
