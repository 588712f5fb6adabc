"""The tracking page: where the parcel is, and what that means for calling it back."""

from __future__ import annotations

from browser.loaded_extension import LoadedExtension
from browser.shown_badge import eventually
from cancelwindow.replay import addresses
from companion_process import CompanionProcess

ANNOUNCED = "8300000000000018"
SCANNED = "8300000000000019"


def test_a_label_without_a_scan_can_still_be_called_back(
    extension: LoadedExtension, shared_companion: CompanionProcess
) -> None:
    extension.pair(shared_companion)
    page, badge = extension.open(addresses.tracking_url(ANNOUNCED))
    shown = eventually(page, badge.shown_text, lambda text: "label only" in text, "the parcel")
    assert "no carrier has scanned this parcel" in shown
    badge.open_panel()
    parcels = badge.section("Parcels")
    assert "LP00900000000018" in parcels
    assert "the seller may still be able to hold it back" in parcels
    assert any("grade" in source for source in badge.sources_in("Parcels"))


def test_a_scanned_parcel_can_not(
    extension: LoadedExtension, shared_companion: CompanionProcess
) -> None:
    extension.pair(shared_companion)
    page, badge = extension.open(addresses.tracking_url(SCANNED))
    badge.answers("no")
    shown = eventually(page, badge.shown_text, lambda text: "Parcel 1" in text, "the parcel")
    assert "A carrier has it: it can no longer be cancelled." in shown
    assert "label only" not in shown


def test_what_the_order_page_said_before_counts_with_the_tracking(
    extension: LoadedExtension, companion: CompanionProcess
) -> None:
    extension.pair(companion)
    page, badge = extension.open(addresses.tracking_url(ANNOUNCED))
    badge.answers("unknown")
    _, order_badge = extension.open(addresses.detail_url(ANNOUNCED))
    order_badge.answers("recall")
    page.reload(wait_until="commit")
    badge.answers("recall")
    badge.open_panel()
    based_on = badge.section("Pages this rests on")
    assert "tracking page" in based_on
    assert "order page" in based_on


def test_the_parcel_of_the_tracking_page_counts_on_the_order_page(
    extension: LoadedExtension, companion: CompanionProcess
) -> None:
    extension.pair(companion)
    page, badge = extension.open(addresses.tracking_url(ANNOUNCED))
    eventually(page, badge.shown_text, lambda text: "label only" in text, "the parcel")
    page.goto(addresses.detail_url(ANNOUNCED), wait_until="commit")
    badge.answers("recall")
    badge.open_panel()
    assert "label only" in badge.section("Parcels")
