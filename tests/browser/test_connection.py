"""What the badge says when there is no companion to answer, and that no old answer stays."""

from __future__ import annotations

from typing import Any

import pytest

from browser.loaded_extension import SECRET, LoadedExtension
from browser.shown_badge import eventually
from browser.stand_in import HELLO, Answer, StandIn
from cancelwindow.protocol import ErrorBody, ErrorCode, ErrorReply
from cancelwindow.replay import addresses
from companion_process import CompanionProcess

ORDER = "8300000000000011"
URL = addresses.detail_url(ORDER)
REFUSED = ErrorReply(
    error=ErrorBody(code=ErrorCode.MALFORMED, message="Ask later.", remedy="Soon.")
)


def test_a_companion_that_stops_and_starts_again(
    extension: LoadedExtension, companion: CompanionProcess
) -> None:
    extension.pair(companion)
    _, badge = extension.open(URL)
    badge.answers("yes")
    companion.stop()
    badge.becomes("Companion not running")
    shown = badge.text()
    assert f"port {companion.port}" in shown
    assert "as of" not in shown
    assert "Yes" not in shown
    assert "Next step" not in shown
    companion.start()
    badge.answers("yes")


def is_whole(snapshot: dict[str, Any]) -> bool:
    """Whether the page had drawn its last button."""
    return ">Cancel</" in str(snapshot["html"])


def test_trying_again_by_hand(extension: LoadedExtension, stand_in: StandIn) -> None:
    """Of a page that nobody could read, the extension asks again only when it changes."""
    extension.pair_stand_in(stand_in)
    page, badge = extension.open(URL)
    badge.becomes("Page not recognised")
    # A page that was come back to is asked about too: that is over with before the press.
    page.mouse.click(1, 1)
    page.evaluate("dispatchEvent(new Event('focus'))")
    eventually(page, lambda: sum(map(is_whole, stand_in.snapshots())), lambda n: n > 1, "the rest")
    stand_in.answers["/v1/assess"] = Answer(REFUSED.model_dump(mode="json"), 422)
    badge.press("Try again")
    eventually(page, badge.headline, lambda seen: "Ask later. Soon." in seen, "the second answer")


def test_another_program_on_the_port(extension: LoadedExtension, stand_in: StandIn) -> None:
    stand_in.answers = {"/v1/hello": Answer({"hello": "world"}, protocol=None)}
    extension.pair_stand_in(stand_in)
    _, badge = extension.open(URL)
    badge.becomes("Not the companion")
    assert f"port {stand_in.port}" in badge.headline()
    assert {one.path for one in stand_in.asked} == {"/v1/hello"}
    assert not any(SECRET in str(one) for one in stand_in.asked)


@pytest.mark.parametrize(
    ("theirs", "label", "side"),
    [
        ("2.0", "Extension out of date", "update the extension"),
        ("0.9", "Companion out of date", "update the companion"),
    ],
)
def test_another_protocol(
    extension: LoadedExtension, stand_in: StandIn, theirs: str, label: str, side: str
) -> None:
    stand_in.answers = {"/v1/hello": Answer(HELLO, protocol=theirs)}
    extension.pair_stand_in(stand_in)
    _, badge = extension.open(URL)
    badge.becomes(label)
    assert f"protocol {theirs}" in badge.headline()
    assert "extension 1.0" in badge.headline()
    assert side in badge.headline()
    assert stand_in.snapshots() == []


def test_a_revoked_token(extension: LoadedExtension, shared_companion: CompanionProcess) -> None:
    client = extension.pair(shared_companion)
    page, badge = extension.open(URL)
    badge.answers("yes")
    shared_companion.revoke(client)
    page.reload(wait_until="commit")
    badge.becomes("Pairing withdrawn")
    badge.press("Open options")
    extension.tab(f"{extension.origin}/options/options.html")


def test_a_stopped_background_wakes_for_the_next_message(
    extension: LoadedExtension, shared_companion: CompanionProcess
) -> None:
    extension.pair(shared_companion)
    page, badge = extension.open(URL)
    badge.answers("yes")
    extension.stop_background()
    page.reload(wait_until="commit")
    badge.answers("yes")


def test_an_answer_is_asked_for_once_while_nothing_changes(
    extension: LoadedExtension, companion: CompanionProcess
) -> None:
    extension.pair(companion)
    page, badge = extension.open(URL)
    badge.settles()
    asked = companion.log.count("route=/v1/assess")
    # A sign of life later the page has still not been sent again.
    extension.shows_life(page, companion)
    assert companion.log.count("route=/v1/assess") == asked


def test_an_extension_that_is_reloaded_takes_its_old_badge_along(
    disposable_extension: LoadedExtension, shared_companion: CompanionProcess
) -> None:
    disposable_extension.pair(shared_companion)
    _, badge = disposable_extension.open(URL)
    badge.answers("yes")
    disposable_extension.reload()
    badge.goes()
