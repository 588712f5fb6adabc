"""A case: what is known of one order, the policy of its day, and the moment it is judged at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter

from aliorders.models import (
    ActionKind,
    Evidence,
    Missing,
    Moment,
    Order,
    OrderStatus,
    PageKind,
    Parcel,
    ParcelStage,
    Promise,
    PromiseKind,
    found,
)
from aliorders.stages import SCANNED, stage_of_text
from cancelwindow.policy.book import Policy
from cancelwindow.policy.buyer import NOBODY, Buyer
from cancelwindow.policy.lines import LineSeen
from cancelwindow.policy.parameters import Span
from cancelwindow.policy.tables import Row
from cancelwindow.policy.verdict import Answer, Confidence


@dataclass(frozen=True, slots=True)
class Sign:
    """The one tracking fact a verdict names: a stage and the code or words it was read from."""

    stage: ParcelStage
    basis: str
    by_strip: bool


@dataclass(frozen=True, slots=True)
class Tracking:
    """What is known of the parcels.

    `strip` is the stage that the order page's tracking line stands for, None where the page
    printed no line; its words have no code, so it is weaker than a parcel of the tracking page.
    """

    parcels: tuple[Parcel, ...]
    strip: ParcelStage | None
    strip_text: str
    page_seen: bool
    outdated: bool = False
    """Tracking without a scan was seen, but too long before the rest to be used."""

    @property
    def stages(self) -> tuple[ParcelStage, ...]:
        """One stage per parcel; the line of the order page counts where it adds something."""
        stages = tuple(parcel.stage for parcel in self.parcels)
        if self.strip is None or self.strip is ParcelStage.UNKNOWN:
            return stages
        return (*stages, self.strip)

    @property
    def is_scanned(self) -> bool:
        """Whether a carrier has scanned any parcel."""
        return any(stage in SCANNED for stage in self.stages)

    @property
    def is_announced(self) -> bool:
        """Whether an announcement was seen and no scan."""
        return ParcelStage.ANNOUNCED in self.stages and not self.is_scanned

    @property
    def is_partly_scanned(self) -> bool:
        """Whether one of several parcels was scanned while another is only announced."""
        announced = any(parcel.stage is ParcelStage.ANNOUNCED for parcel in self.parcels)
        return len(self.parcels) > 1 and announced and self.is_scanned

    def is_all_at(self, stage: ParcelStage) -> bool:
        """Whether every parcel is at `stage`; the order page's line speaks for a single one."""
        if len(self.parcels) > 1:
            return all(parcel.stage is stage for parcel in self.parcels)
        return stage in self.stages

    def is_shown_by_parcel(self, *stages: ParcelStage) -> bool:
        """Whether a parcel of the tracking page, not only the order page's line, is there."""
        return any(parcel.stage in stages for parcel in self.parcels)

    @property
    def is_not_understood(self) -> bool:
        """Whether a parcel has events of which none tells where it is."""
        return any(parcel.stage is ParcelStage.UNKNOWN and parcel.events for parcel in self.parcels)

    @property
    def was_looked_at(self) -> bool:
        """Whether anything was seen that tells where a parcel is."""
        return self.page_seen or bool(self.stages)

    @property
    def sign(self) -> Sign | None:
        """A scan before an announcement before events that nobody understands before anything else;
        None where nothing was seen."""
        of_parcels = [Sign(one.stage, one.stage_basis, by_strip=False) for one in self.parcels]
        of_strip = [] if self.strip is None else [Sign(self.strip, self.strip_text, by_strip=True)]
        signs = [*of_parcels, *of_strip]
        scanned = [sign for sign in signs if sign.stage in SCANNED]
        announced = [sign for sign in signs if sign.stage is ParcelStage.ANNOUNCED]
        told = zip(self.parcels, of_parcels, strict=True)
        unclear = [sign for parcel, sign in told if parcel.events]
        return next(iter((*scanned, *announced, *unclear, *signs)), None)


def tracking_of(evidence: Evidence, policy: Policy) -> Tracking:
    """The tracking part of `evidence`.

    A scan never grows old. Tracking without one does: next to an order page that is newer by the
    shortest time on record between declaration and scan, it says nothing of that page's moment.
    """
    text = evidence.order.last_tracking_text
    seen = not isinstance(text, Missing) and bool(text.strip())
    outdated = _is_outdated(evidence, policy)
    return Tracking(
        parcels=() if outdated else evidence.parcels,
        strip=stage_of_text(str(text)) if seen else None,
        strip_text=str(text) if seen else "",
        page_seen=evidence.tracking_seen and not outdated,
        outdated=outdated,
    )


def _is_outdated(evidence: Evidence, policy: Policy) -> bool:
    if any(parcel.stage in SCANNED for parcel in evidence.parcels):
        return False
    tracked = [one.captured_at for one in evidence.seen if one.kind is PageKind.TRACKING]
    if not tracked:
        return False
    trusted = policy.figure("declared_before_pickup").span.shortest
    age = max(one.captured_at for one in evidence.seen) - max(tracked)
    return age > timedelta(hours=trusted.high)


@dataclass(frozen=True, slots=True)
class Case:
    """The only input of a rule; `now` is aware UTC."""

    evidence: Evidence
    policy: Policy
    now: datetime
    tracking: Tracking
    lines: tuple[LineSeen, ...] = ()
    """The lines of an order of several, where any of them shows anything of its own."""
    buyer: Buyer = NOBODY

    @property
    def order(self) -> Order:
        """The order."""
        return self.evidence.order

    def length(self, parameter: str) -> Span:
        """A parameter's figure on the order's day."""
        return self.policy.figure(parameter).span

    def offers(self, kind: ActionKind) -> bool:
        """Whether a page showed a control of this kind. False is "not seen"."""
        return self.order.offers(kind)

    @property
    def countdown(self) -> Moment | None:
        """When the site's own clock of the present status runs out, or None where none was seen."""
        return found(self.order.status_ends)

    @property
    def lines_stand_differently(self) -> bool:
        """Whether lines have different answers, or a part of the order was shipped."""
        answers = {self.line_answer(one) for one in self.lines}
        part_shipped = self.order.status is OrderStatus.SELLER_PART_SEND_GOODS
        return len(answers) > 1 or (part_shipped and bool(answers))

    def line_answer(self, seen: LineSeen) -> Answer:
        """The answer for one line."""
        return self.policy.tables.by_line[seen.state].answer

    def line_confidence(self, seen: LineSeen) -> Confidence:
        """What a line's answer rests on: words without a code are only read, not shown."""
        confidence = self.policy.tables.by_line[seen.state].confidence
        read = seen.by_words and confidence is Confidence.OBSERVED
        return Confidence.DERIVED if read else confidence

    def row(self, rule: str) -> Row:
        """The answer that evidence decides, by its rule."""
        return self.policy.row(rule)

    def status_row(self) -> Row:
        """The answer of the order's status."""
        return self.policy.status_row(self.order.status, self.order.end_reason)

    @property
    def promises(self) -> tuple[Promise, ...]:
        """What the site promised on any page, the order's own first."""
        of_parcels = (one for parcel in self.evidence.parcels for one in parcel.promises)
        return (*self.order.promises, *of_parcels)

    def promised(self, kind: PromiseKind) -> Moment | None:
        """The earliest day of a printed promise (O7), or None."""
        days = (found(one.until) for one in self.promises if one.kind is kind)
        return min(
            (day for day in days if day is not None), key=attrgetter("earliest"), default=None
        )

    @property
    def status_word(self) -> str:
        """The page's word for the status, or the status code where no word was seen."""
        return found(self.order.status_word) or self.order.status.value

    @property
    def is_status_seen(self) -> bool:
        """Whether any page stated a status, known or not."""
        known = self.order.status is not OrderStatus.UNKNOWN
        return known or not isinstance(self.order.status_word, Missing)

    def button_label(self, kind: ActionKind) -> str | None:
        """What the page calls its control of this kind, or None."""
        for action in found(self.order.actions) or ():
            if action.kind is kind:
                return action.label
        return None


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that applies: its answer, and a weaker confidence where the evidence is weaker."""

    row: Row
    confidence: Confidence | None = None


@dataclass(frozen=True, slots=True)
class Passed:
    """A rule that does not apply, and why: a key under `[passed]` of the phrases."""

    why: str


Rule = Callable[[Case], Finding | Passed]
"""A pure function of a case."""
