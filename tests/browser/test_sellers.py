"""Sellers beside an order, in a real browser: with evidence, or without alarm."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from aliorders.browser import close_tab
from aliorders.models import PageKind, PageReading, ProfileSource, SnapshotSource, StoreProfile
from browser.loaded_extension import LoadedExtension
from browser.shown_badge import OPEN, eventually
from cancelwindow.config import DATABASE_NAME, utc_now
from cancelwindow.replay import addresses
from cancelwindow.store.database import Database
from cancelwindow.store.notes import ticks_of
from cancelwindow.store.observations import Provenance, record
from companion_process import CompanionProcess

ORDER = "8300000000000011"
STORE, NAME = "1100010001", "Example Lamps Store"
SUPPLIER = "1100010099"

ABOUT = "About the seller"
ASKED = "The seller asks you to confirm receipt before the parcel has arrived."


def was_read(companion: CompanionProcess, **fields: Any) -> None:
    """Let the companion have read a page of the store, as `cancelwindow seller` records it."""
    rate = fields.pop("rate", None)
    if rate is not None:
        fields["positive_rate"] = Decimal(rate)
    source = fields.pop("source", ProfileSource.SELLER_PAGE)
    profile = StoreProfile(source=source, store_id=STORE, **fields)
    reading = PageReading(kind=PageKind.STORE, orders=(), stores=(profile,))
    now = utc_now()
    with Database(companion.data_dir / DATABASE_NAME) as database, database.write() as session:
        record(session, reading, Provenance(now, now, SnapshotSource.FILE, None))


def told(extension: LoadedExtension, companion: CompanionProcess) -> tuple[str, str]:
    """The badge of an order of the store, and what its opened panel says of the seller."""
    extension.pair(companion)
    page, badge = extension.open(addresses.detail_url(ORDER))
    badge.answers("yes")
    shown = badge.shown_text()
    badge.open_panel()
    text = eventually(page, lambda: badge.section(ABOUT), lambda seen: NAME in seen, "the seller")
    return shown, text


def test_a_low_rate_is_raised_with_its_evidence(
    extension: LoadedExtension, companion: CompanionProcess
) -> None:
    was_read(companion, rate="88", rating_count=900, period_months=6)
    badge, text = told(extension, companion)
    assert "Below the lowest mark" in text
    assert "88% positive: below 90%, the lowest mark that any guide accepts." in text
    assert "From 900 ratings: with 95% certainty the true rate is 85.7% to 90%." in text
    assert "the store's feedback page" in text
    assert "It does not tell how a request to cancel ends. Ask early" in text
    assert f"{OPEN} (warnings: 1)" in badge
    assert text.count("88% positive") == 1


@pytest.mark.parametrize(
    ("fields", "label"),
    [
        ({"rate": "100", "rating_count": 10}, "Too few ratings to say"),
        ({}, "No ratings seen"),
    ],
    ids=["ten ratings", "no data"],
)
def test_what_says_nothing_alarms_nobody(
    extension: LoadedExtension, companion: CompanionProcess, fields: dict[str, Any], label: str
) -> None:
    if fields:
        was_read(companion, **fields)
    badge, text = told(extension, companion)
    assert label in text
    assert "Below" not in text
    assert f"{OPEN} (" not in badge


def test_what_a_seller_asked_for_is_ticked_by_a_person_and_stands_beside_the_order(
    extension: LoadedExtension, companion: CompanionProcess
) -> None:
    extension.pair(companion)
    page, badge = extension.open(addresses.detail_url(ORDER))
    badge.answers("yes")
    badge.open_panel()
    badge.press("If the seller asks you for something")
    assert "Do not confirm." in badge.section(ABOUT)
    badge.fake_click(ASKED)
    badge.press(ASKED)
    eventually(page, badge.panel_text, lambda seen: "Noted." in seen, "the note")
    with Database(companion.data_dir / DATABASE_NAME) as database, database.read() as session:
        [ticked] = ticks_of(session, {STORE})[STORE]
    assert ticked.kind == "confirm_early"
    close_tab(page)
    again, badge = extension.open(addresses.detail_url(ORDER))
    badge.answers("yes")
    told = eventually(
        again, lambda: badge.section(ABOUT), lambda seen: "You ticked it." in seen, "the note"
    )
    assert told.index(ASKED) < told.index("your own notes")
    badge.press("If the seller asks you for something")
    # Just after a sign of life it is not missed for a while, and the panel stays.
    badge.settles()
    extension.shows_life(again, companion)
    companion.stop()
    badge.press(ASKED)
    eventually(again, badge.panel_text, lambda seen: "Not noted:" in seen, "why it is not kept")


def test_a_shell_is_named_as_such(extension: LoadedExtension, companion: CompanionProcess) -> None:
    was_read(
        companion,
        source=ProfileSource.PRODUCT,
        rate="100",
        rating_count=10,
        supplier_store_id=SUPPLIER,
        is_pooled=True,
    )
    _, text = told(extension, companion)
    assert "A store that pools listings" in text
    assert "Its figures are not those of the store that sends the goods." in text
    assert "100% positive" not in text
