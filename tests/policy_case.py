"""Evidence for the policy tests, written short: one dictionary is one case.

Everything not named is `Missing`, so a case says exactly what was seen.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from aliorders.endings import with_end_code
from aliorders.models import (
    Action,
    ActionKind,
    Disagreement,
    EndCause,
    EndReason,
    Evidence,
    Missing,
    MissingReason,
    Model,
    Moment,
    Money,
    Order,
    OrderLine,
    OrderStatus,
    PageKind,
    Parcel,
    ParcelItem,
    ParcelStage,
    Precision,
    PriceRow,
    Promise,
    PromiseKind,
    ReverseOrder,
    Seen,
    Settled,
    Store,
    TrackingEvent,
)
from cancelwindow.policy.buyer import Buyer
from cancelwindow.policy.history import History, Spell, Wait
from cancelwindow.policy.verdict import Answer, Confidence, DeadlineBasis
from cancelwindow.yaml_text import read_yaml

FIXTURES = Path(__file__).parent.parent / "fixtures" / "policy"

ORDER_ID = "8000000000000001"

NOT_FOUND = Missing(missing=MissingReason.NOT_FOUND)


def moment(value: str | date | datetime) -> Moment:
    """A bare Pacific day for a date, an instant for a time with its zone."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
    if isinstance(value, datetime):
        aware = value if value.tzinfo else value.replace(tzinfo=UTC)
        day = aware.date()
        return Moment(raw=str(value), precision=Precision.MINUTE, day=day, at=aware)
    return Moment(raw=str(value), precision=Precision.DAY, day=value)


def utc(value: str | datetime) -> datetime:
    """An aware instant; YAML reads a trailing Z as naive UTC."""
    read = datetime.fromisoformat(value) if isinstance(value, str) else value
    return read if read.tzinfo else read.replace(tzinfo=UTC)


When = Annotated[Moment, BeforeValidator(moment)]
Instant = Annotated[datetime, BeforeValidator(utc)]


class Printed(Model):
    """A promise the page prints."""

    kind: PromiseKind
    text: str
    until: When | None = None


class ItemSeen(Model):
    """A product, as a line of the order or as an item of a parcel names it."""

    item: str | None = None
    sku: str | None = None
    variant: str | None = None


class ParcelSeen(Model):
    """A parcel of the tracking page."""

    stage: ParcelStage
    basis: str = "a code"
    events: bool = True
    at: When | None = None
    """When its one event was, where the page says so."""
    promises: tuple[Printed, ...] = ()
    items: tuple[ItemSeen, ...] = ()


class LineSeen(ItemSeen):
    """A line of the order, with what stands beside it."""

    line: str | None = None
    strip: str | None = None
    buttons: dict[ActionKind, str] | None = None
    free_return: bool | None = None
    """Whether the line has the tag."""


def _parcel(value: Any) -> Any:
    return {"stage": value} if isinstance(value, str) else value


class OrderSeen(Model):
    """What the order's pages said."""

    status: OrderStatus
    word: str | None = None
    counts_until: When | None = None
    """When the site's own countdown of the status runs out."""
    end: EndReason | None = None
    end_code: str | None = None
    cause: EndCause | None = None
    """By a word of the page; a code brings its own."""
    placed: When | None = None
    paid: When | None = None
    shipped: When | None = None
    completed: When | None = None
    buttons: dict[ActionKind, str] | None = None
    strip: str | None = None
    choice: bool | None = None
    store: str | None = None
    total: Money | None = None
    payment: str | None = None
    price_rows: dict[str, str] = Field(default_factory=dict)
    line_count: int | None = None
    lines: tuple[LineSeen, ...] = ()
    promises: tuple[Printed, ...] = ()


class OrderBefore(Model):
    """Stored orders that all waited alike, in hours from payment.

    A number is exact, a pair is a span, and `waiting` is an order that was still open.
    """

    times: int = 1
    store: str | None = None
    choice: bool | None = None
    shipped: float | tuple[float, float] | None = None
    scanned: float | tuple[float, float] | None = None
    waiting: float = 0

    def spell(self) -> Spell:
        """One of them."""
        return Spell(self.store, self.choice, self._wait(self.shipped), self._wait(self.scanned))

    def _wait(self, seen: float | tuple[float, float] | None) -> Wait:
        if seen is None:
            return Wait(self.waiting, None)
        return Wait(*seen) if isinstance(seen, tuple) else Wait(seen, seen)


class ExpectedWindow(Model):
    """What an estimate must say; only what is named is compared."""

    basis: str
    orders: int | None = None
    ended: int | None = None
    median_low_hours: float | None = None
    median_high_hours: float | None = None
    low_hours: float | None = None
    high_hours: float | None = None
    text: str | None = None


class ReturnSeen(Model):
    """A return or dispute of the list of them."""

    created: When | None = None
    closed: bool | None = None
    line: str | None = None
    """The order line it names, and what its entry says."""
    text: str | None = None


class ExpectedClock(Model):
    """What a deadline must say; only what is named is compared. Instants are UTC."""

    basis: DeadlineBasis | None = None
    earliest: Instant | None = None
    latest: Instant | None = None
    start: str | None = None
    """The field that started it."""
    started: date | None = None
    length: str | None = None
    text: str | None = None
    reminders: tuple[Instant, ...] | None = None
    notes: tuple[str, ...] | None = None


class ExpectedRefund(Model):
    """What a refund estimate must say; only what is named is compared. Instants are UTC."""

    method: str | None = None
    method_name: str | None = None
    destination: str | None = None
    low: int | None = None
    high: int | None = None
    earliest: Instant | None = None
    latest: Instant | None = None
    is_late: bool | None = None
    amount: str | None = None
    """As printed."""
    notes: tuple[str, ...] | None = None
    coupons: tuple[str, ...] | None = None


class Expected(Model):
    """What the verdict must say; only what is named is compared."""

    answer: Answer
    rule: str
    confidence: Confidence | None = None
    steps: tuple[str, ...] | None = None
    first_step: str | None = None
    said: dict[str, str] = Field(default_factory=dict)
    """Steps by their id, with their whole sentence."""
    cancel_reasons: tuple[str, ...] | None = None
    """None: no form asks for one."""
    fitting: tuple[str, ...] | None = None
    """Of them, those that were seen to be true."""
    remarks: tuple[str, ...] | None = None
    warnings: tuple[str, ...] | None = None
    deadlines: tuple[str, ...] | None = None
    message: str | None = None
    other_messages: tuple[str, ...] = ()
    not_seen: int | None = None
    rights: tuple[str, ...] | None = None
    lines: tuple[str, ...] | None = None
    """The state of each line; empty where the lines do not differ."""
    line_answers: tuple[Answer, ...] | None = None
    window: ExpectedWindow | None = None
    """Until shipping. None: no estimate."""
    window_until_scan: ExpectedWindow | None = None
    clocks: dict[str, ExpectedClock] = Field(default_factory=dict)
    """Deadlines by their kind."""
    refund: ExpectedRefund | None = None
    """None: nothing comes back."""


class PolicyCase(Model):
    """One row of the decision table."""

    name: str
    now: Instant
    order: OrderSeen
    parcels: tuple[Annotated[ParcelSeen, BeforeValidator(_parcel)], ...] = ()
    request_seen: bool = False
    tracking_seen: bool | None = None
    """Absent: as many parcels as there are decide."""
    settled: Settled = Settled.YES
    pages: tuple[PageKind, ...] = (PageKind.ORDER_DETAIL,)
    tracking_at: Instant | None = None
    """When the tracking was seen, where that was before the other pages."""
    parcel_count: int | None = None
    unread_labels: tuple[str, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    history: tuple[OrderBefore, ...] = ()
    returns: tuple[ReturnSeen, ...] = ()
    country: str | None = None
    """Where the buyer lives, as they said."""
    expect: Expected

    def evidence(self) -> Evidence:
        """The case as the rules see it."""
        tracking_seen = bool(self.parcels) if self.tracking_seen is None else self.tracking_seen
        return Evidence(
            order=order(self.order),
            parcels=tuple(parcel(one) for one in self.parcels),
            tracking_seen=tracking_seen,
            settled=self.settled,
            request_seen=self.request_seen,
            seen=self._seen(),
            disagreements=self.disagreements,
            parcel_count=_or_missing(self.parcel_count),
            unread_labels=self.unread_labels,
            returns=tuple(_return(one) for one in self.returns),
        )

    @property
    def buyer(self) -> Buyer:
        """What the buyer has told us."""
        return Buyer(country=self.country)

    def stored(self) -> History:
        """The orders on record."""
        return History(one.spell() for one in self.history for _ in range(one.times))

    def _seen(self) -> tuple[Seen, ...]:
        pages = tuple(Seen(kind=kind, captured_at=self.now) for kind in self.pages)
        if self.tracking_at is None:
            return pages
        return (*pages, Seen(kind=PageKind.TRACKING, captured_at=self.tracking_at))


def order(seen: OrderSeen) -> Order:
    """The order of a case; what it does not name is missing."""
    by_words = Order(
        order_id=ORDER_ID,
        status=seen.status,
        status_word=_or_missing(seen.word),
        status_ends=_or_missing(seen.counts_until),
        end_reason=_or_missing(seen.end),
        end_cause=_or_missing(seen.cause),
        status_detail=NOT_FOUND,
        placed=_or_missing(seen.placed),
        paid=_or_missing(seen.paid),
        shipped=_or_missing(seen.shipped),
        completed=_or_missing(seen.completed),
        payment_method=_or_missing(seen.payment),
        total=_or_missing(seen.total),
        is_choice=_or_missing(seen.choice),
        store=NOT_FOUND
        if seen.store is None
        else Store(store_id=seen.store, name=NOT_FOUND, url=NOT_FOUND),
        lines=tuple(_line(one) for one in seen.lines),
        line_count=_or_missing(seen.line_count),
        actions=_actions(seen.buttons),
        promises=tuple(_promise(one) for one in seen.promises),
        price_rows=tuple(
            PriceRow(title=title, text=text, money=NOT_FOUND)
            for title, text in seen.price_rows.items()
        ),
        delivery_estimate=NOT_FOUND,
        last_tracking_text=_or_missing(seen.strip),
    )
    return with_end_code(by_words, seen.end_code).order


def _actions(buttons: dict[ActionKind, str] | None) -> tuple[Action, ...] | Missing:
    if buttons is None:
        return NOT_FOUND
    return tuple(Action(kind=kind, label=label) for kind, label in buttons.items())


def _line(seen: LineSeen) -> OrderLine:
    return OrderLine(
        line_id=_or_missing(seen.line),
        item_id=_or_missing(seen.item),
        title=NOT_FOUND,
        variant=_or_missing(seen.variant),
        quantity=NOT_FOUND,
        unit_price=NOT_FOUND,
        sku_id=_or_missing(seen.sku),
        actions=_actions(seen.buttons),
        tracking_text=_or_missing(seen.strip),
        free_return=_or_missing(seen.free_return),
    )


def _item(seen: ItemSeen) -> ParcelItem:
    return ParcelItem(
        item_id=_or_missing(seen.item),
        sku_id=_or_missing(seen.sku),
        title=NOT_FOUND,
        variant=_or_missing(seen.variant),
        count=NOT_FOUND,
    )


def _or_missing(value: Any) -> Any:
    return NOT_FOUND if value is None else value


def _promise(printed: Printed) -> Promise:
    return Promise(kind=printed.kind, text=printed.text, until=_or_missing(printed.until))


def parcel(seen: ParcelSeen) -> Parcel:
    """A parcel of which just this was seen."""
    event = TrackingEvent(
        code=seen.basis, fulfil_stage=NOT_FOUND, text=NOT_FOUND, at=_or_missing(seen.at)
    )
    return Parcel(
        order_id=ORDER_ID,
        tracking_number=NOT_FOUND,
        carrier=NOT_FOUND,
        stage=seen.stage,
        stage_basis=seen.basis,
        events=(event,) if seen.events else (),
        delivery_estimate=NOT_FOUND,
        promises=tuple(_promise(one) for one in seen.promises),
        items=tuple(_item(one) for one in seen.items),
    )


def _return(seen: ReturnSeen) -> ReverseOrder:
    return ReverseOrder(
        order_id=ORDER_ID,
        created=_or_missing(seen.created),
        is_closed=_or_missing(seen.closed),
        order_line_id=_or_missing(seen.line),
        status_text=_or_missing(seen.text),
    )


def load_cases() -> tuple[PolicyCase, ...]:
    """Every row of `fixtures/policy/*.yaml`."""
    return tuple(
        PolicyCase.model_validate(row)
        for file in sorted(FIXTURES.glob("*.yaml"))
        for row in read_yaml(file.read_text(encoding="utf-8"))
    )
