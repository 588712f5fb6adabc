"""A look at a store's page in a real browser: read once, and the site's data beside it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Playwright

from aliorders.browser import Launch, RefusalKind, Session, open_session
from aliorders.models import PageReading, ProfileSource, found
from aliorders.reading import read
from aliorders.seller_pages import NotASellerPageError, SellerPageError, look, page_address
from cancelwindow.replay.site import Reply
from page_fixtures import FIXTURES
from replay.sample import NOW

STORE = "https://www.aliexpress.com/store/1100000401"
FEEDBACK = FIXTURES / "responses" / "store_seller_page"
WRITE = "https://acs.aliexpress.com/h5/mtop.aliexpress.trade.buyer.order.operation/1.0/"


@pytest.mark.parametrize(
    ("given", "address"),
    [
        (f"{STORE}?spm=a2g0o.detail.1000", STORE),
        (
            "https://ko.aliexpress.com/store/1100000401/",
            "https://ko.aliexpress.com/store/1100000401/",
        ),
        (
            "https://www.aliexpress.us/item/3256809000000401.html?gatewayAdapt=glo2usa",
            "https://www.aliexpress.us/item/3256809000000401.html",
        ),
    ],
)
def test_an_address_loses_what_identifies_the_visit(given: str, address: str) -> None:
    assert page_address(given) == address


@pytest.mark.parametrize(
    "given",
    [
        "http://www.aliexpress.com/store/1100000401",
        "https://www.aliexpress.com/p/order/index.html",
        "https://example.com/store/1100000401",
        "https://aliexpress.com.example.net/store/1100000401",
        "https://notaliexpress.com/store/1100000401",
        "https://[broken/store/1100000401",
        "file:///store/1100000401",
    ],
)
def test_any_other_address_is_refused(given: str) -> None:
    with pytest.raises(NotASellerPageError, match="a store or a product"):
        page_address(given)


@dataclass
class Shop:
    """Serves one page, and the feedback call that its script makes."""

    status: int = 200
    asked: list[str] = field(default_factory=list)

    def serves(self, host: str) -> bool:
        return host.endswith("aliexpress.com")

    def respond(self, method: str, url: str, body: str) -> Reply:
        assert (method, body) == ("GET", "")
        self.asked.append(urlsplit(url).path)
        if urlsplit(url).hostname == "acs.aliexpress.com":
            answer = (FEEDBACK / "body.json").read_text(encoding="utf-8")
            return Reply(200, {"content-type": "application/json"}, answer)
        return Reply(self.status, {"content-type": "text/html; charset=utf-8"}, page())


def page() -> str:
    """The saved store page, with a script that asks as the site's own would, and writes."""
    html = (FIXTURES / "pages" / "store" / "store_page" / "page.html").read_text(encoding="utf-8")
    url = json.loads((FEEDBACK / "meta.json").read_text(encoding="utf-8"))["url"]
    script = (
        f"fetch({json.dumps(url)}, {{mode: 'no-cors'}});"
        f"fetch({json.dumps(WRITE)}, {{mode: 'no-cors', method: 'POST'}}).catch(() => {{}});"
    )
    return html.replace("</body>", f"<script>{script}</script></body>")


@contextmanager
def walking(launch: Launch, driver: Playwright, shop: Shop) -> Iterator[Session]:
    careful = replace(launch, walking=True)
    with open_session(careful, replay=shop, clock=lambda: NOW, driver=driver) as session:
        yield session


def test_one_look_takes_the_page_and_the_sites_own_data(
    launch: Launch, playwright: Playwright
) -> None:
    shop = Shop()
    with walking(launch, playwright, shop) as session:
        result = read(look(session, STORE))
        assert isinstance(result, PageReading)
        by_source = {one.source: one for one in result.stores}
        assert by_source.keys() == {ProfileSource.STORE_PAGE, ProfileSource.SELLER_PAGE}
        assert found(by_source[ProfileSource.STORE_PAGE].store_id) == "1100000401"
        assert found(by_source[ProfileSource.SELLER_PAGE].rating_count) == 1960
        assert shop.asked.count("/store/1100000401") == 1
        assert {one.kind for one in session.refusals} == {RefusalKind.WRITE}
        assert all(tab.url == "about:blank" for tab in session.context.pages)


def test_an_error_of_the_server_is_told_and_not_tried_again(
    launch: Launch, playwright: Playwright
) -> None:
    shop = Shop(status=503)
    broken = pytest.raises(SellerPageError, match="error 503")
    with walking(launch, playwright, shop) as session, broken:
        look(session, STORE)
    assert shop.asked.count("/store/1100000401") == 1


def test_a_page_that_cannot_be_reached_is_told(launch: Launch, playwright: Playwright) -> None:
    unreachable = pytest.raises(SellerPageError, match="did not come")
    with walking(launch, playwright, Shop()) as session, unreachable:
        look(session, "https://www.aliexpress.us/store/1100000401")
