"""The panel: opened, moved out of the way, closed and hidden, and what of that is remembered."""

from __future__ import annotations

from playwright.sync_api import Page

from browser.loaded_extension import LoadedExtension
from browser.shown_badge import CLOSE, ShownBadge, eventually
from cancelwindow.replay import addresses
from companion_process import CompanionProcess

UNPAID = "8300000000000011"
RECALL = "8300000000000018"
MOVE = "Move: drag, or press an arrow key"


def test_an_open_panel_is_open_again_for_its_order_and_no_other(
    extension: LoadedExtension, shared_companion: CompanionProcess
) -> None:
    extension.pair(shared_companion)
    page, badge = extension.open(addresses.detail_url(UNPAID))
    badge.answers("yes")
    badge.open_panel()
    is_kept(extension, page, UNPAID, "isOpen", True)
    page.reload(wait_until="commit")
    eventually(page, badge.panel_text, lambda text: UNPAID in text, "the panel again")
    _, other = extension.open(addresses.detail_url(RECALL))
    other.answers("recall")
    assert other.panel_text() == ""
    badge.press(CLOSE)
    is_kept(extension, page, UNPAID, "isOpen", False)
    page.reload(wait_until="commit")
    badge.answers("yes")
    assert badge.panel_text() == ""


def test_a_badge_that_was_dragged_stands_there_again(
    extension: LoadedExtension, shared_companion: CompanionProcess
) -> None:
    extension.pair(shared_companion)
    page, badge = extension.open(addresses.detail_url(UNPAID))
    badge.answers("yes")
    before = badge.box()
    drag(page, badge, -300, -200)
    moved = badge.box()
    assert (round(moved["x"] - before["x"]), round(moved["y"] - before["y"])) == (-300, -200)
    is_kept(extension, page, UNPAID, "place", {"inline": 300, "block": 200})
    page.reload(wait_until="commit")
    badge.answers("yes")
    eventually(page, badge.box, lambda box: box == moved, "its place again")
    # Out of the way means out of the way: another order's badge comes up there too.
    _, other = extension.open(addresses.detail_url(RECALL))
    other.answers("recall")
    assert round(other.box()["x"]) == round(moved["x"])


def drag(page: Page, badge: ShownBadge, x: int, y: int) -> None:
    """Drag the badge by its handle."""
    start_x, start_y = badge.place_of(MOVE)
    page.mouse.move(start_x, start_y)
    page.mouse.down()
    page.mouse.move(start_x + x / 2, start_y + y / 2)
    page.mouse.move(start_x + x, start_y + y)
    page.mouse.up()


def is_kept(
    extension: LoadedExtension, page: Page, order_id: str, name: str, wanted: object
) -> None:
    """Wait until the extension remembers this of an order."""

    def look() -> object:
        kept = extension.remembered().get(f"badge:{order_id}")
        return kept.get(name) if isinstance(kept, dict) else None

    eventually(page, look, lambda seen: seen == wanted, f"{name} of {order_id}")


def test_the_badge_moves_by_key_and_never_leaves_the_window(
    extension: LoadedExtension, shared_companion: CompanionProcess
) -> None:
    extension.pair(shared_companion)
    page, badge = extension.open(addresses.detail_url(RECALL))
    badge.answers("recall")
    badge.open_panel()
    before = corner(badge)
    badge.press(MOVE)
    for key in ("ArrowUp", "ArrowLeft", "ArrowLeft"):
        page.keyboard.press(key)
    after = corner(badge)
    assert (after[0] - before[0], after[1] - before[1]) == (-64, -32)
    for _ in range(80):
        page.keyboard.press("ArrowUp")
        page.keyboard.press("ArrowLeft")
    far = badge.panel_box()
    assert far["x"] >= 0
    assert far["y"] >= 0
    page.set_viewport_size({"width": 700, "height": 500})
    narrow = badge.panel_box()
    assert narrow["x"] >= 0
    assert narrow["y"] >= 0
    assert narrow["x"] + narrow["width"] <= 700
    page.set_viewport_size({"width": 1280, "height": 900})
    page.keyboard.press("Home")
    eventually(page, lambda: corner(badge), lambda seen: seen == before, "its own corner")


def corner(badge: ShownBadge) -> tuple[int, int]:
    """The panel's lower corner at the end of a line: it grows upwards from there."""
    box = badge.panel_box()
    return round(box["x"] + box["width"]), round(box["y"] + box["height"])


def test_a_script_cannot_move_the_badge(
    extension: LoadedExtension, shared_companion: CompanionProcess
) -> None:
    extension.pair(shared_companion)
    page, badge = extension.open(addresses.detail_url(UNPAID))
    badge.answers("yes")
    before = badge.box()
    x, y = badge.place_of(MOVE)
    page.evaluate(
        """([x, y]) => {
          const host = document.querySelector("[data-cancel-window-badge]");
          const at = (type, dx) => new PointerEvent(type, {
            bubbles: true, composed: true, clientX: x + dx, clientY: y, pointerId: 1,
          });
          const key = { key: "ArrowLeft", bubbles: true, composed: true };
          for (const event of [
            at("pointerdown", 0), at("pointermove", -200), at("pointerup", -200),
            new KeyboardEvent("keydown", key),
          ]) host.dispatchEvent(event);
          host.style.setProperty("--inline", "400px", "important");
          host.style.setProperty("inset", "0 auto auto 0", "important");
        }""",
        [x, y],
    )
    assert badge.box() == before


def test_a_companion_that_stops_takes_the_panel_along_until_it_is_back(
    extension: LoadedExtension, companion: CompanionProcess
) -> None:
    extension.pair(companion)
    page, badge = extension.open(addresses.detail_url(RECALL))
    badge.answers("recall")
    badge.open_panel()
    companion.stop()
    badge.becomes("Companion not running")
    assert badge.panel_text() == ""
    companion.start()
    eventually(page, badge.panel_text, lambda text: RECALL in text, "the panel again")


def test_deadlines_count_down(
    extension: LoadedExtension, shared_companion: CompanionProcess
) -> None:
    extension.pair(shared_companion)
    _, badge = extension.open(addresses.detail_url(RECALL))
    badge.answers("recall")
    badge.open_panel()
    counted = badge.countdowns()
    assert counted
    assert all(" left" in one or " ago" in one or "at the latest" in one for one in counted)
