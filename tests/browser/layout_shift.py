"""What moved of a page between two frames, by the browser's own measure."""

from __future__ import annotations

from playwright.sync_api import Page

_COUNT = """() => {
  window.shifts = [];
  new PerformanceObserver((list) => {
    window.shifts.push(...list.getEntries().map(({ value }) => value));
  }).observe({ type: "layout-shift" });
}"""


def count_shifts(page: Page) -> None:
    """Count from here on."""
    page.evaluate(_COUNT)


def shifts(page: Page) -> list[float]:
    """How much moved, each time that something did."""
    found: list[float] = page.evaluate("window.shifts")
    return found
