"""The list of orders: searched, filtered, sorted, paged; and hostile words."""

from __future__ import annotations

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from aliorders.models import Money
from cancelwindow.dashboard.orders import PER_PAGE
from companion_app import CompanionApp
from dashboard_visitor import Visitor
from stored_orders import Shelf, order_seen

HOSTILE = "\"><script>alert(1)</script><img src=x onerror=alert(1)>' {{ 7*7 }} \u202e"


def usd(cents: int) -> Money:
    return Money(amount=cents, currency="USD", raw=f"US ${cents / 100:.2f}")


@pytest.fixture
def shelf(companion_app: CompanionApp) -> Shelf:
    return Shelf(companion_app.database)


def listed(page: BeautifulSoup) -> list[str]:
    """The numbers of the orders in a list."""
    return [one.text for one in page.select("tbody th .number bdi")]


def test_a_search_looks_through_accents_and_capitals(
    companion_app: CompanionApp, visitor: Visitor, shelf: Shelf
) -> None:
    lamp = order_seen("8240000000000901", "FINISH", titles=("Lámpara de escritorio",), shop="Zoë")
    mug = order_seen("8240000000000902", "FINISH", titles=("Mug",), shop="Cups", store="1102")
    shelf.see(lamp, mug, at=companion_app.now)
    assert listed(visitor.get("/dashboard/orders?q=LAMPARA")) == ["8240000000000901"]
    assert listed(visitor.get("/dashboard/orders?q=zoe+escri")) == ["8240000000000901"]
    assert listed(visitor.get("/dashboard/orders?q=0902")) == ["8240000000000902"]
    assert listed(visitor.get("/dashboard/orders?store=1102")) == ["8240000000000902"]
    nothing = visitor.get("/dashboard/orders?q=%25")
    assert listed(nothing) == []
    assert "No order matches." in nothing.text
    field = visitor.get("/dashboard/orders?q=zoe").select_one("#q")
    assert field is not None
    assert field["value"] == "zoe"


def test_filters_and_sorting(companion_app: CompanionApp, visitor: Visitor, shelf: Shelf) -> None:
    cheap, dear, open_one = "8240000000000911", "8240000000000912", "8240000000000913"
    shelf.see(
        order_seen(cheap, "FINISH", end="expired", placed="2026-01-02", total=usd(100)),
        order_seen(dear, "FINISH", end="expired", placed="2026-01-01", total=usd(90_000)),
        order_seen(open_one, "PLACE_ORDER_SUCCESS", placed="2026-11-19", total=usd(500)),
        at=companion_app.now,
    )
    every = [open_one, cheap, dear]
    assert listed(visitor.get("/dashboard/orders")) == every
    assert listed(visitor.get("/dashboard/orders?sort=oldest")) == every[::-1]
    assert listed(visitor.get("/dashboard/orders?sort=dearest")) == [dear, open_one, cheap]
    assert listed(visitor.get("/dashboard/orders?sort=cheapest")) == [cheap, open_one, dear]
    assert listed(visitor.get("/dashboard/orders?answer=yes")) == [open_one]
    assert listed(visitor.get("/dashboard/orders?state=closed")) == [cheap, dear]
    assert listed(visitor.get("/dashboard/orders?state=open&answer=closed")) == []
    page = visitor.get("/dashboard/orders?answer=yes&sort=dearest")
    chosen = {str(one.parent["name"]): str(one["value"]) for one in page.select("option[selected]")}  # type: ignore[index]
    assert chosen == {"answer": "yes", "sort": "dearest"}


@pytest.mark.parametrize(
    "query",
    [
        "answer=maybe",
        "state=lost",
        "sort=up",
        "page=-1",
        "page=x",
        "page=99999999999",
        "q=" + "x" * 900,
    ],
)
def test_a_strange_address_is_no_fault(visitor: Visitor, query: str) -> None:
    visitor.get(f"/dashboard/orders?{query}")


def test_a_long_list_has_pages(companion_app: CompanionApp, visitor: Visitor, shelf: Shelf) -> None:
    ids = [f"82400000000{number:05}" for number in range(2 * PER_PAGE + 1)]
    for number, order_id in enumerate(ids):
        at = companion_app.now - timedelta(days=number)
        shelf.see(order_seen(order_id, "PLACE_ORDER_SUCCESS", titles=("Thing",)), at=at)
    seen, path = [], "/dashboard/orders?q=thing"
    while path:
        page = visitor.get(path)
        seen += listed(page)
        link = page.select_one("a[rel=next]")
        path = str(link["href"]) if link else ""
    assert seen == ids
    assert "51 to 51 of 51" in page.text
    assert [str(one["rel"][0]) for one in page.select(".pager a")] == ["prev"]


def test_words_of_a_seller_are_never_markup(
    companion_app: CompanionApp, visitor: Visitor, shelf: Shelf
) -> None:
    order_id = "8240000000000921"
    order = order_seen(
        order_id, "WAIT_SELLER_SEND_GOODS", titles=(HOSTILE,), shop=HOSTILE, store="1109",
        placed="2026-11-19", word=HOSTILE, total=usd(100),
    )  # fmt: skip
    shelf.see(order, at=companion_app.now)
    for path in (
        "/dashboard/", "/dashboard/orders", f"/dashboard/orders/{order_id}", "/dashboard/sellers",
        "/dashboard/sellers/1109", "/dashboard/spending",
    ):  # fmt: skip
        page = visitor.get(path)
        assert HOSTILE[:12] in page.text, path
        assert [str(one["src"]) for one in page.select("script")] == [
            "/dashboard/static/dashboard.js"
        ]
        assert page.select("img[onerror], main script, main img") == []
        assert "49" not in page.text.replace("{{ 7*7 }}", "").split("alert(1)")[-1][:40]


def test_a_search_is_shown_as_text(visitor: Visitor) -> None:
    page = visitor.get('/dashboard/orders?q="><script>alert(1)</script>')
    assert len(page.select("script")) == 1
    assert page.select_one("#q")["value"] == '"><script>alert(1)</script>'  # type: ignore[index]


def test_the_list_is_downloaded_as_it_is_filtered(
    companion_app: CompanionApp, visitor: Visitor, shelf: Shelf
) -> None:
    now = companion_app.now
    wanted, other = "8240000000000931", "8240000000000932"
    shelf.see(order_seen(wanted, "PLACE_ORDER_SUCCESS", titles=("Café table",)), at=now)
    shelf.see(order_seen(other, "PLACE_ORDER_SUCCESS", titles=("Chair",)), at=now)
    page = visitor.get("/dashboard/orders?q=cafe&sort=oldest")
    links = {one.text: str(one["href"]) for one in page.select("a[download]")}
    assert list(links) == [".csv", ".xlsx", ".json", ".journal", ".beancount"]
    for name, link in links.items():
        answer = companion_app.send(visitor.request(link))
        assert answer.status == 200
        disposition = answer.headers["content-disposition"]
        assert disposition == f"attachment; filename=aliexpress-orders-2026-11-20{name}"
        if name != ".xlsx":
            assert other.encode() not in answer.body
        if name in {".csv", ".json"}:
            assert wanted.encode() in answer.body
    visitor.get("/dashboard/orders/export/pdf", expect=404)
    stranger = Visitor(companion_app, signed_in=False)
    assert companion_app.send(stranger.request(links[".csv"])).status == 401
