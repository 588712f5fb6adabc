"""The verdict: the answer for one order at one moment, and everything it rests on.

These shapes are what the badge, the CLI and the dashboard all show, and what goes over the wire.
Sentences are already in the reader's language; ids (`rule`, `parameter`, `source`) are stable.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import AwareDatetime

from aliorders.models import Model, Money, OrderId, OrderStatus


class Answer(StrEnum):
    """Can I still cancel? (design, section 1)"""

    YES = "yes"
    ASK_SELLER = "ask_seller"
    PENDING = "pending"
    RECALL = "recall"
    NO = "no"
    CLOSED = "closed"
    UNKNOWN = "unknown"


class Confidence(StrEnum):
    """What the answer rests on."""

    OBSERVED = "observed"
    """The site itself shows it."""
    DERIVED = "derived"
    """A rule on observed facts."""
    ASSUMED = "assumed"
    """Our own reading of something nobody has published; never a plain yes or no."""


class Grade(StrEnum):
    """How good a source is (policy.md, section 1)."""

    A = "A"
    """AliExpress's own page, mail or payload; or the law."""
    B = "B"
    """A copy of AliExpress's text on another site."""
    C = "C"
    """Two or more independent guides agree."""
    D = "D"
    """One guide."""


class Citation(Model):
    """Who says so, and since when. `quote` paraphrases the claim in one sentence."""

    source: str
    title: str
    publisher: str
    date: str
    grade: Grade
    place: str = ""
    url: str | None = None


class Reason(Model):
    """One rule that spoke, what it saw, and the figure it used."""

    rule: str
    text: str
    observed: str = ""
    parameter: str | None = None
    value: str | None = None
    effective: date | None = None
    citations: tuple[Citation, ...] = ()


class NextStep(Model):
    """Something the person can do; `url` leads to where they do it. We never click."""

    action: str
    text: str
    url: str | None = None


class DeadlineBasis(StrEnum):
    """Where a deadline comes from."""

    SITE = "site"
    """Printed by the site for this order."""
    RULE = "rule"
    """A published rule applied to a date the site printed."""
    ESTIMATE = "estimate"
    """Guides, or a rule applied to an assumed start."""


class DeadlineStart(Model):
    """What started a clock: the order's field, what that is in words, and its day as printed."""

    field: str
    text: str
    day: date


class Deadline(Model):
    """A clock the order runs against.

    Reminders use `earliest`, promises use `latest` (UTC). Both are absent when only a length is
    known and nothing shows when the clock started; `text` then says the length. A clock whose
    sources allow no date can still have reminders.
    """

    kind: str
    title: str
    text: str
    basis: DeadlineBasis
    earliest: AwareDatetime | None = None
    latest: AwareDatetime | None = None
    act_by: bool = False
    """Whether it is the buyer who must have acted by then."""
    start: DeadlineStart | None = None
    """Absent where nothing that was seen started the clock."""
    length: str = ""
    """How long it runs, in words; empty for a date that the site prints itself."""
    reminders: tuple[AwareDatetime, ...] = ()
    """When to remind, earliest first, also those that have passed: nobody was awake then."""
    notes: tuple[str, ...] = ()
    """What the reader must know of the dates: which end is for what, what was not counted."""
    citations: tuple[Citation, ...] = ()


class RefundNote(Model):
    """One thing to know of a refund. No citations: nobody has published anything on it."""

    kind: str
    text: str
    citations: tuple[Citation, ...] = ()


class RefundEstimate(Model):
    """When and where the money comes back after an accepted cancellation, in business days."""

    text: str
    low_business_days: int
    high_business_days: int
    destination: str
    amount: Money | None = None
    """What was really paid, where the page shows it; coupons are not money."""
    method: str | None = None
    """Kind of payment (a key of refunds.yaml); None where the page's words do not tell it."""
    method_name: str = ""
    """What to call it; never the page's own words, which can hold digits of a card."""
    earliest: AwareDatetime | None = None
    latest: AwareDatetime | None = None
    """Both ends (UTC), where it is known when the refund began; absent otherwise."""
    when: str = ""
    """The same in words; that it is late, where it is; empty without a date."""
    is_late: bool = False
    notes: tuple[RefundNote, ...] = ()
    coupons: tuple[RefundNote, ...] = ()
    """What comes back of the coupons that the page shows, and when."""
    citations: tuple[Citation, ...] = ()


class MessageVersion(Model):
    """A ready text in one language."""

    language: str
    text: str


class SellerMessage(Model):
    """A ready text to the seller or to support; the person copies and sends it.

    `text` is the English one, which sellers and support read; `versions` has it in English, in
    Chinese and in the reader's language, as far as they are written. `citations` are for the
    English words.
    """

    template: str
    title: str = ""
    """What it is for, in the reader's language."""
    language: str
    text: str
    versions: tuple[MessageVersion, ...] = ()
    citations: tuple[Citation, ...] = ()


class CancelReason(Model):
    """A reason that can be given for cancelling. `side` is whose doing it is: ``buyer``,
    ``seller`` or ``other``."""

    kind: str
    text: str
    side: str
    fits: bool = False
    """Whether what was seen makes it true; of all others only the person knows."""
    citations: tuple[Citation, ...] = ()


class ReasonView(Model):
    """What some sources say on whether the reason matters."""

    text: str
    citations: tuple[Citation, ...] = ()


class CancelReasons(Model):
    """Which reason to give: only a true one. Those that were seen to be true come first."""

    text: str
    views: tuple[ReasonView, ...]
    note: str
    """What it means when the seller asks for a reason of the buyer's."""
    reasons: tuple[CancelReason, ...]


class Warning(Model):  # noqa: A001 - the field's own word (design, section 4)
    """Something to watch out for, with its evidence; never an accusation."""

    kind: str
    text: str
    citations: tuple[Citation, ...] = ()


class SourceConflict(Model):
    """Something this verdict says on which the sources disagree, and how that is settled.

    `citations` has one source for each side; `conflicts.yaml` has every claim with all of its own.
    """

    id: str
    text: str
    citations: tuple[Citation, ...] = ()


class WindowEstimate(Model):
    """When half of comparable orders were shipped or scanned, in hours from payment.

    `basis` names the orders counted: ``store``, ``choice``, ``not_choice``, ``any``, or ``guides``
    where the user's own orders do not tell; only then the figures are missing and there are
    citations. The median is a span because pages print days; `high_hours` is None where the
    orders do not bound it. Limits are at 95 %.
    """

    text: str
    basis: str
    orders: int = 0
    ended: int = 0
    """Orders that were shipped, or scanned; the others were still waiting when last seen."""
    median_low_hours: float | None = None
    median_high_hours: float | None = None
    low_hours: float | None = None
    high_hours: float | None = None
    citations: tuple[Citation, ...] = ()


class LineVerdict(Model):
    """The answer for one order line, where the lines of an order stand differently.

    Ids and words are empty where the page did not give them.
    """

    rule: str
    line_id: str = ""
    item_id: str = ""
    title: str = ""
    variant: str = ""
    answer: Answer
    label: str
    text: str
    confidence: Confidence
    observed: str = ""
    """What it was read from: a tracking code, the words of a tracking line, a button."""
    citations: tuple[Citation, ...] = ()


class ParcelNote(Model):
    """Where one parcel is, and what that means for calling it back.

    `stage` is a `ParcelStage`; `label` says it in words and `text` what it means. `is_label_only`
    marks a parcel that has a number and no scan by a carrier.
    """

    tracking_number: str = ""
    carrier: str = ""
    stage: str
    label: str
    is_label_only: bool
    text: str
    observed: str = ""
    """The code or the words that the stage was read from."""
    citations: tuple[Citation, ...] = ()


class CancelWindow(Model):
    """How long orders like this one usually stay cancellable. Never part of the answer."""

    shipped: WindowEstimate
    """Until the seller declares them as shipped."""
    scanned: WindowEstimate | None = None
    """Until a carrier scans them."""


class Right(Model):
    """A consumer right where the order goes: information, never advice.

    `country` is the one the buyer named (ISO 3166-1 alpha-2); absent where they named none, and
    `text` then only says that it depends. `url` leads to the law in plain words.
    """

    kind: str
    text: str
    country: str | None = None
    url: str | None = None
    citations: tuple[Citation, ...] = ()


class Basis(Model):
    """A snapshot the verdict rests on, and its age when the verdict was made."""

    kind: str
    captured_at: AwareDatetime
    age_seconds: int
    observation: int | None = None
    """Row of the companion's store; absent when nothing was stored (CLI)."""


class Verdict(Model):
    """The answer for one order at one moment."""

    order_id: OrderId
    status: OrderStatus
    status_word: str
    answer: Answer
    label: str
    """The badge's short word for the answer, such as "Usually yes"."""
    headline: str
    """The answer in one sentence."""
    confidence: Confidence
    settled: bool
    """False while the page is still arriving: ask again."""
    reasons: tuple[Reason, ...]
    next_steps: tuple[NextStep, ...]
    deadlines: tuple[Deadline, ...] = ()
    refund: RefundEstimate | None = None
    message: SellerMessage | None = None
    other_messages: tuple[SellerMessage, ...] = ()
    """Texts for what only the person knows: a mistake, a wrong address."""
    cancel_reasons: CancelReasons | None = None
    """Where a cancellation can be asked for."""
    warnings: tuple[Warning, ...] = ()
    rights: tuple[Right, ...] = ()
    conflicts: tuple[SourceConflict, ...] = ()
    lines: tuple[LineVerdict, ...] = ()
    """One per order line in page order, only where lines differ or a part was shipped."""
    parcels: tuple[ParcelNote, ...] = ()
    """What was seen of each parcel, as far as it still counts."""
    window: CancelWindow | None = None
    """For orders that are paid and not shipped."""
    not_seen: tuple[str, ...] = ()
    """What was missing and would narrow the answer, one phrase each."""
    store_ids: tuple[str, ...] = ()
    """The stores the order was placed with, as its own page names them."""
    language: str = "en"
    policy_date: date
    """The day whose policy was applied."""
    evaluated_at: AwareDatetime
    based_on: tuple[Basis, ...] = ()
