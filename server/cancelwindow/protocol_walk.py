"""The wire, continued: a walk through the history in a tab of the person's own browser.

The companion decides what to open next and when, the extension opens it and shows each page with
`AssessRequest.walking`. Free of HTTP, like `protocol`. A companion that knows this names ``walk``
among its features.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime, Field, StringConstraints

from aliorders.models import Model
from cancelwindow.history.outcome import StopKind
from cancelwindow.protocol import WHOLE


class WalkAction(StrEnum):
    """What the extension wants."""

    BEGIN = "begin"
    """Begin a walk, or take up the one that was broken off."""
    GO_ON = "go_on"
    """Tell what comes after `step`, whose page was shown or did not come."""


class WalkTrouble(StrEnum):
    """Why the page of a step was not shown."""

    ELSEWHERE = "elsewhere"
    """Opening it led to an address that is no order page's."""
    SILENCE = "silence"
    """Nothing that is enough came within `WalkAsk.patience_ms`."""
    NO_BUTTON = "no_button"
    """No button that shows more of the list came within that time."""


class WalkRequest(Model):
    """Begin, or go on with what comes after a step."""

    action: WalkAction
    step: Annotated[int, Field(ge=0, le=1_000_000), WHOLE] = 0
    """Of the reply that asked for the page."""
    trouble: WalkTrouble | None = None
    url: Annotated[str, StringConstraints(max_length=2048)] = ""
    """Where it led, as far as the browser tells; only looked at."""


class WalkPage(StrEnum):
    """What is to be opened."""

    LIST = "list"
    MORE = "more"
    """More of the list that is open, by its own button."""
    ORDER = "order"
    TRACKING = "tracking"


class WalkAsk(Model):
    """One page, and how gently to open it."""

    page: WalkPage
    url: str | None
    """To open in the tab; None for more of the list."""
    press: str | None
    """CSS selector of the button that shows more of the list; None for every other page."""
    wait_ms: int
    """How long to wait before it is opened, as of this reply."""
    patience_ms: int
    """How long to wait for it once it was opened."""


class WalkStop(Model):
    """Why a walk may not go on, and until when no other may begin."""

    why: StopKind
    until: AwareDatetime | None


class WalkReply(Model):
    """Where the walk stands: what to open next, or why nothing."""

    step: int
    """Unchanged while the page of the step is not enough yet."""
    ask: WalkAsk | None
    """None once it is over or has to stop."""
    stopped: WalkStop | None = None
    complete: bool = False
    """It is over, and all that was asked for was read."""
    listed: int
    """Orders met in the list so far."""
    opened: int
    """Orders whose own pages are done with."""
    left: int | None
    """Orders whose own pages are still to be opened; None while the list is gone through."""
    seconds_left: int | None
    """How long these take at the pace so far; None while nothing is known of it."""
