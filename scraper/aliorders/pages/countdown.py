"""Read the site's own countdown: the time left in an order's present status."""

from __future__ import annotations

from datetime import datetime

from aliorders import selectors as css
from aliorders.dom import Node
from aliorders.extract import Extraction
from aliorders.models import Missing, Moment, not_found
from aliorders.text.dates import after


def read_countdown(
    root: Node | None, drawn_at: datetime, extraction: Extraction
) -> Moment | Missing:
    """When the countdown under `root` (a status block, a card of the list) runs out.

    The page gives milliseconds left (vocabulary.md 8), counted from `drawn_at`, an aware time;
    below zero it has run out.
    """
    if root is None:
        return not_found("no status block")
    left = extraction.text(root, "status_ends", css.COUNTDOWN)
    return left if isinstance(left, Missing) else after(drawn_at, int(left))
