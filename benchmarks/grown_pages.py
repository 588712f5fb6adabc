"""Pages of any size, grown from the fixtures: what the benchmarks read."""

from __future__ import annotations

import re
from pathlib import Path

PAGES = Path(__file__).parents[1] / "fixtures" / "pages"
LIST = PAGES / "order_list" / "ten_cards" / "page.html"
DETAIL = PAGES / "order_detail" / "completed" / "page.html"

_CARD_START = '<div class="order-item">'
_ORDER_ID = re.compile(r"(?<!\d)8\d{15}(?!\d)")
_KILOBYTE = 1024


def list_page(orders: int, *, kilobytes_per_order: float = 6.8) -> str:
    """A list of `orders` cards, each with an id of its own, padded with script to a real weight."""
    html = LIST.read_text(encoding="utf-8")
    first = html.index(_CARD_START)
    last = html.index('<div class="order-more"')
    cards = [_CARD_START + part for part in html[first:last].split(_CARD_START)[1:]]
    grown = [_renumbered(cards[index % len(cards)], index) for index in range(orders)]
    page = html[:first] + "".join(grown) + html[last:]
    return _padded(page, int(orders * kilobytes_per_order * _KILOBYTE))


def detail_page(kilobytes: int) -> str:
    """A detail page that weighs `kilobytes`, most of it script as on the real site."""
    return _padded(DETAIL.read_text(encoding="utf-8"), kilobytes * _KILOBYTE)


def _renumbered(card: str, index: int) -> str:
    ids: dict[str, str] = {}

    def fresh(match: re.Match[str]) -> str:
        return ids.setdefault(match[0], str(8_500_000_000_000_000 + index * 100 + len(ids)))

    return _ORDER_ID.sub(fresh, card)


def _padded(page: str, weight: int) -> str:
    missing = weight - len(page.encode())
    if missing <= 0:
        return page
    line = 'window.runParams.push({"key": "value", "cancel": "Cancel", "n": 1234567890});\n'
    script = "<script>" + line * (missing // len(line)) + "</script>"
    return page.replace("</body>", f"{script}</body>")
