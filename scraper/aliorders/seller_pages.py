"""A store's or a product's page in a browser: open it once, let it arrive, and take it.

Only an address that a person named is opened, without its query, and nothing on it is pressed. A
page that does not come is not tried again.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from aliorders import selectors as css
from aliorders.browser import PlaywrightError, Session, close_tab
from aliorders.models import Snapshot

_FAILED = 400
"""HTTP statuses from here on are errors (RFC 9110, section 15.5)."""


class NotASellerPageError(ValueError):
    """The address is not that of a store or a product. The message says which are."""


class SellerPageError(Exception):
    """The page did not come. The message says why and what to do."""


def page_address(text: str) -> str:
    """The address of a store or a product, without what identifies a visit.

    Raises:
        NotASellerPageError: it is the address of something else.
    """
    try:
        parts = urlsplit(text)
    except ValueError:
        parts = urlsplit("")
    host, path = parts.hostname or "", parts.path
    ours = any(host == site or host.endswith(f".{site}") for site in css.SITES)
    is_page = re.search(css.STORE_ID_IN_URL, path) or re.search(css.ITEM_ID_IN_URL, path)
    if parts.scheme != "https" or not ours or not is_page:
        raise NotASellerPageError(
            "it is not the address of a store or a product: "
            "https://www.aliexpress.com/store/NUMBER or https://www.aliexpress.com/item/NUMBER.html"
        )
    return f"https://{host}{path}"


def look(session: Session, address: str) -> Snapshot:
    """One look at a page of `page_address`.

    Args:
        session: a walking one, so that nothing but plain reads leaves the browser.

    Raises:
        SellerPageError: the connection broke, or the server answered with an error.
    """
    page = session.tab()
    try:
        answer = page.goto(address, wait_until="commit")
        if answer is not None and answer.status >= _FAILED:
            raise SellerPageError(
                f"The site answered with error {answer.status}. Try again later, or save the page "
                "in your browser and name the file."
            )
        return session.snapshot(page)
    except PlaywrightError as error:
        raise SellerPageError(
            "The page did not come. Look whether it opens in your browser; you can also save it "
            "there and name the file."
        ) from error
    finally:
        close_tab(page)
