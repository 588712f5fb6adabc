"""A store from its name and link."""

from __future__ import annotations

import re
from functools import lru_cache

from aliorders.models import Missing, Store, not_found
from aliorders.selectors import STORE_ID_IN_URL

SITE = "https://www.aliexpress.com"


def absolute(url: str) -> str:
    """A link of the site as an https address (it writes protocol-relative ones)."""
    if url.startswith("//"):
        return f"https:{url}"
    return f"{SITE}{url}" if url.startswith("/") else url


@lru_cache(maxsize=1024)
def read_store(name: str | Missing, url: str | Missing) -> Store | Missing:
    """The store from its name and link; a Choice order has a name and no link."""
    if isinstance(name, Missing) and isinstance(url, Missing):
        return not_found("neither store name nor store link")
    if isinstance(url, Missing):
        return Store(store_id=not_found("no store link"), name=name, url=url)
    address = absolute(url)
    match = re.search(STORE_ID_IN_URL, address)
    store_id = match[1] if match else not_found("no id in the store link")
    return Store(store_id=store_id, name=name, url=address.partition("?")[0])


def is_pooled(store_id: str | Missing, supplier: str | Missing) -> bool | Missing:
    """Whether a product page names another store than the one that sells."""
    if isinstance(supplier, Missing) or isinstance(store_id, Missing):
        return not_found("nothing to compare the shop card with")
    return supplier != store_id
