"""Item numbers: the global one, and the regional one of aliexpress.us.

The American site shows its own number for the same product: the global one plus 2**51
(3256809840464144 = 1005010026778896 + 2251799813685248; order-pages.md 1.5). No global number
seen reaches 2**51, so the number itself tells which of the two it is, on any host and in data that
names no host.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from aliorders.models import Missing, not_found

REGIONAL_OFFSET = 2**51


class ItemNumbers(NamedTuple):
    """A product's global number, and the regional one where that is what stood there."""

    item_id: str | Missing
    regional: str | Missing


@lru_cache(maxsize=1024)
def item_numbers(number: str | Missing) -> ItemNumbers:
    """Both numbers of a product from the one on the page or in the data."""
    no_regional = not_found("the page gave no regional number")
    if isinstance(number, Missing):
        return ItemNumbers(number, no_regional)
    if number.isascii() and number.isdigit() and int(number) >= REGIONAL_OFFSET:
        return ItemNumbers(str(int(number) - REGIONAL_OFFSET), number)
    return ItemNumbers(number, no_regional)
