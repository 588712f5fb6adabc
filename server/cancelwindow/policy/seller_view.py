"""A seller as it is shown: what was seen of a store, where, when, and what it means for cancelling.

These shapes go over the wire and to the dashboard, the panel and the terminal. Sentences are in the
reader's language; `kind` is stable. A seller is never judged, only what was seen is told: a band
has a mark of a source behind it, and a store of which nothing was seen has none.
"""

from __future__ import annotations

from enum import StrEnum

from pydantic import AwareDatetime

from aliorders.models import Model
from cancelwindow.policy.verdict import Citation, Confidence, SourceConflict


class SellerBand(StrEnum):
    """How a store's figures stand to the marks of the sources, best first (policy.md 12)."""

    STRICTEST = "strictest"
    """They meet the strictest mark: green."""
    ORDINARY = "ordinary"
    """Between the marks: no colour of its own."""
    UNRATED = "unrated"
    """Nothing can be said: no figures, too few ratings, a shell. No colour."""
    CAUTION = "caution"
    """Below the mark that a guide calls low to medium risk: amber."""
    LOW = "low"
    """Below the lowest mark that any source accepts: red."""


class Leaning(StrEnum):
    """What something means for a cancellation."""

    AGREES = "agrees"
    """The seller is likely to agree."""
    SHIPS_FAST = "ships_fast"
    """The seller is likely to ship before a request is answered."""
    REFUSES = "refuses"
    """The seller is likely to refuse, or to ship all the same."""
    UNTOLD = "untold"
    """It says nothing of how a request ends."""


class SellerFigure(Model):
    """One figure of a store as the site gave it, with the page and the time it was read."""

    kind: str
    label: str
    text: str
    where: str
    seen_at: AwareDatetime


class SellerFinding(Model):
    """Something seen of a seller, and the best band that it leaves; never an accusation.

    A view's band is the lowest of its findings' `at_most`: nothing else goes into it.
    """

    kind: str
    at_most: SellerBand
    is_warning: bool
    """Whether to raise it beside an order. The others are told where a seller is looked at."""
    text: str
    """What was seen."""
    where: str
    """On which page, or in the buyer's own orders."""
    seen_at: AwareDatetime | None = None
    """When, for what stood on a page."""
    confidence: Confidence
    sure: str
    """How sure that is, in words, with the numbers."""
    leaning: Leaning
    meaning: str
    """What it means for cancelling."""
    parameter: str | None = None
    value: str | None = None
    citations: tuple[Citation, ...] = ()


class SellerPoint(Model):
    """A store's positive rate as one page gave it on one day: a point of the chart."""

    at: AwareDatetime
    positive_rate: float
    """Percent, 0 to 100."""
    ratings: int | None = None
    period_months: int | None = None
    source: str
    """The kind of page (`aliorders.models.ProfileSource`); rates of two kinds do not compare."""


class RecordLine(Model):
    """One line of the buyer's own record with a seller."""

    kind: str
    label: str
    text: str


class SellerRecord(Model):
    """The buyer's own orders with a seller, as far as pages showed them. Counts of orders."""

    orders: int
    asked: int
    """Orders of which a request to cancel was seen, or its end."""
    cancelled: int
    refused: int
    """The request ended and the order waited on: refused, or withdrawn by the buyer."""
    shipped_although_asked: int
    late: int
    never_scanned: int
    disputes: int
    refunds: int
    ship_hours: float | None = None
    """Median from payment to the declared shipping, the later reading; None where unknown."""
    ship_orders: int = 0
    answer_hours: float | None = None
    """Median from request to its end, the later reading; None where unknown."""
    answer_orders: int = 0
    lines: tuple[RecordLine, ...] = ()
    """The same in words, only what there is something to say of."""


class SellerBehaviour(Model):
    """Something a seller may ask for, which the buyer can tick, and what to do about it."""

    kind: str
    text: str
    advice: str
    citations: tuple[Citation, ...] = ()
    ticked_at: AwareDatetime | None = None
    """When the buyer ticked that this seller did so; None where they have not."""


class SellerShell(Model):
    """A store that stands on a product page in the place of the one that sells."""

    store_id: str
    name: str
    text: str


class SellerView(Model):
    """All there is to say of one store at one moment."""

    store_id: str
    """The number in `/store/<id>`; never the seller id."""
    seller_id: str | None = None
    name: str = ""
    url: str | None = None
    band: SellerBand
    label: str
    """The band in a few words."""
    headline: str
    """What was seen, in one sentence."""
    is_shell: bool = False
    """The store pools listings of several merchants: its figures are not those of a seller."""
    listed_under: SellerShell | None = None
    """The shell that product pages name in this store's place."""
    findings: tuple[SellerFinding, ...] = ()
    """Warnings first, the lowest band first."""
    figures: tuple[SellerFigure, ...] = ()
    history: tuple[SellerPoint, ...] = ()
    """Oldest first, the last reading of each source in each month."""
    record: SellerRecord | None = None
    """None where the buyer has no order of this store on record."""
    behaviours: tuple[SellerBehaviour, ...] = ()
    conflicts: tuple[SourceConflict, ...] = ()
    language: str = "en"
    evaluated_at: AwareDatetime

    @property
    def warnings(self) -> tuple[SellerFinding, ...]:
        """What to raise beside an order."""
        return tuple(finding for finding in self.findings if finding.is_warning)
