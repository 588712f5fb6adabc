"""Every page over the sample account: whole, linked, safe to show, with what the store holds."""

from __future__ import annotations

from collections import Counter

import pytest
from bs4 import BeautifulSoup

from aliorders.merge import combine
from cancelwindow.assessment import history_for, stored_readings
from cancelwindow.dashboard.reader import Reader
from cancelwindow.policy.buyer import Buyer
from cancelwindow.policy.engine import assess
from cancelwindow.policy.loader import load_policy
from cancelwindow.policy.verdict import Answer, Verdict
from cancelwindow.store import queries
from cancelwindow.store.standing import MoneyState
from companion_app import CompanionApp
from dashboard_visitor import Visitor
from sample_orders import ACCOUNT

ORDERS = [order.order_id for order in ACCOUNT.orders]
PAGES = [
    "/dashboard/",
    "/dashboard/orders",
    "/dashboard/sellers",
    f"/dashboard/sellers/{ACCOUNT.stores['lamps'].store_id}",
    "/dashboard/spending",
    "/dashboard/clients",
    "/dashboard/clients/pairing",
    "/dashboard/settings",
    "/dashboard/privacy",
    "/dashboard/open",
    *(f"/dashboard/orders/{order_id}" for order_id in ORDERS),
]


def words(page: BeautifulSoup) -> str:
    """All text of a page, one blank between words."""
    return " ".join(page.get_text(" ").split())


def plain(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_whole(sample: Visitor, path: str) -> None:
    page = sample.get(path)
    [heading] = page.select("h1")
    assert heading.text.strip()
    assert page.html["lang"] == "en"  # type: ignore[index]
    assert page.html["dir"] == "ltr"  # type: ignore[index]
    assert page.title is not None
    assert page.title.text.endswith("· Cancel Window")
    assert len(page.select("main")) == 1
    assert page.select_one("a.skip[href='#main']") is not None
    ids = [element["id"] for element in page.select("[id]")]
    assert len(ids) == len(set(ids))
    for form in page.select("form[method=post]"):
        tokens = form.select("input[name=form_token]")
        assert len(tokens) == (0 if form["action"] == "/dashboard/open" else 1)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_needs_nothing_that_its_policy_forbids(sample: Visitor, path: str) -> None:
    page = sample.get(path)
    assert page.select("[style], style, iframe, object, embed, base") == []
    for script in page.select("script"):
        assert str(script["src"]).startswith("/dashboard/static/")
        assert script.text == ""
    for element in page.find_all(True):
        assert [name for name in element.attrs if name.startswith("on")] == []
    outside = [str(link["href"]) for link in page.select("a[href^=http]")]
    assert all(link.startswith("https://") for link in outside)
    for link in page.select("a[href^=http]"):
        assert "noreferrer" in link["rel"]


def test_every_link_and_every_part_is_there(sample: Visitor) -> None:
    seen: set[str] = set()
    for path in PAGES:
        page = sample.get(path)
        seen |= {str(one["href"]) for one in page.select("a[href^='/'], link[href^='/']")}
        seen |= {str(one["src"]) for one in page.select("[src]")}
    broken = {path for path in seen if sample.app.send(sample.request(path)).status != 200}
    assert broken == set()


def test_reading_pages_changes_nothing(sample: Visitor) -> None:
    def stored() -> object:
        with sample.app.database.read() as session:
            every = queries.orders(session, queries.OrderFilter(), limit=100)
            return every, queries.counts(session)

    before = stored()
    for path in PAGES:
        sample.get(path)
    assert stored() == before


# --- overview ----------------------------------------------------------------------------------


def test_the_overview_counts_what_the_store_holds(sample: Visitor) -> None:
    page = sample.get("/dashboard/")
    with sample.app.database.read() as session:
        counts = queries.counts(session)
        sums = queries.money(session, MoneyState.AT_RISK)
    shown = {str(one["data-tone"]): one.span.text for one in page.select("a.count")}  # type: ignore[union-attr]
    assert shown == {answer.value: str(number) for answer, number in counts.items() if number}
    assert sum(counts.values()) == len(ORDERS)
    reader = Reader(load_policy().catalogue("en"), sample.app.now)
    tile = page.select("section[aria-labelledby=money] .tile")[0]
    assert [one.text for one in tile.select("bdi")] == [
        reader.money(one.total_minor, one.currency) for one in sums if one.currency
    ]
    assert len({one.currency for one in sums}) > 2, "amounts of several currencies stand apart"


def test_the_overview_says_what_to_act_on(sample: Visitor) -> None:
    page = sample.get("/dashboard/")
    listed = {str(one["data-tone"]) for one in page.select(".act li")}
    assert {Answer.YES, Answer.ASK_SELLER, Answer.PENDING} <= listed
    first = page.select_one(".act a")
    assert first is not None
    assert sample.app.send(sample.request(str(first["href"]))).status == 200


def test_an_empty_overview_says_how_to_begin(visitor: Visitor) -> None:
    page = visitor.get("/dashboard/")
    assert "No order has been seen yet" in words(page)
    assert page.select_one("main a[href='/dashboard/clients/pairing']") is not None
    for path in ("orders", "sellers", "spending", "privacy"):
        visitor.get(f"/dashboard/{path}")


# --- one order ---------------------------------------------------------------------------------


def verdict_of(app: CompanionApp, order_id: str) -> Verdict:
    with app.database.read() as session:
        stored = stored_readings(session, order_id)
        [evidence] = [
            one
            for one in combine([(each.reading, each.captured_at) for each in stored])
            if one.order.order_id == order_id
        ]
        history = history_for(session, [evidence])
    return assess(
        evidence, load_policy(), app.now, "en", Buyer(country=app.config.country), history=history
    )


@pytest.mark.parametrize("order_id", ORDERS)
def test_an_order_shows_all_of_its_verdict(sample: Visitor, order_id: str) -> None:
    page = sample.get(f"/dashboard/orders/{order_id}")
    verdict = verdict_of(sample.app, order_id)
    text = words(page)
    said = [
        verdict.label,
        verdict.headline,
        *(one.text for one in verdict.reasons),
        *(one.text for one in verdict.next_steps),
        *(f"{one.title}" for one in verdict.deadlines),
        *(one.text for one in verdict.deadlines),
        *(note for one in verdict.deadlines for note in one.notes),
        *(one.text for one in verdict.warnings),
        *(one.text for one in verdict.conflicts),
        *(one.text for one in verdict.rights),
        *verdict.not_seen,
    ]
    if verdict.refund is not None:
        said += [verdict.refund.text, verdict.refund.when]
    for one in (verdict.message, *verdict.other_messages):
        said += [version.text for version in one.versions] if one else []
    assert [sentence for sentence in said if plain(sentence) not in text] == []
    links = {str(link["href"]) for link in page.select("main a[href^=http]")}
    assert {step.url for step in verdict.next_steps if step.url} <= links


def test_the_grade_of_a_source_stands_in_the_open(sample: Visitor) -> None:
    page = sample.get(f"/dashboard/orders/{ORDERS[3]}")
    summaries = page.select("details.sources > summary")
    assert summaries
    for summary in summaries:
        assert summary.select("[data-grade]")
    [reason] = verdict_of(sample.app, ORDERS[3]).reasons[:1]
    first = page.select_one("section[aria-labelledby=reasons] li .sources")
    assert first is not None
    shown = {str(one["data-grade"]) for one in first.select("summary [data-grade]")}
    assert shown == {one.grade.value for one in reason.citations}
    for citation in reason.citations:
        assert plain(citation.title) in words(first)  # type: ignore[arg-type]


def test_the_timeline_tells_what_changed_and_what_saw_it(sample: Visitor) -> None:
    tracked = next(order for order in ACCOUNT.orders if order.parcels)
    page = sample.get(f"/dashboard/orders/{tracked.order_id}")
    looks = [words(one) for one in page.select(".timeline > li")]  # type: ignore[arg-type]
    assert len(looks) == 2
    assert sum("Tracking page, Sample browser" in look for look in looks) == 1
    assert sum("Order page, Sample browser" in look for look in looks) == 1
    assert any("Status:" in look for look in looks)
    assert len(page.select(".parcel")) == len(tracked.parcels)


def test_an_order_never_seen_is_not_found(sample: Visitor) -> None:
    for order_id in ("8300000000009999", "x", "..", "' OR 1=1"):
        page = sample.get(f"/dashboard/orders/{order_id}", expect=404)
        assert page.select_one("h1") is not None
    assert "has not seen this order" in words(sample.get("/dashboard/orders/8300000000009999", 404))


# --- sellers and figures -----------------------------------------------------------------------


def test_sellers_have_their_sums_by_currency(sample: Visitor) -> None:
    page = sample.get("/dashboard/sellers")
    names = [one.text for one in page.select("tbody th a bdi")]
    with sample.app.database.read() as session:
        every = queries.orders(session, queries.OrderFilter(), limit=100).orders
    assert set(names) == {one.store_name for one in every if one.store_id}
    tools = next(row for row in page.select("tbody tr") if "Tools" in row.text)
    mine = [one for one in every if one.store_name == "Example Tools Store"]
    assert len(tools.select("td bdi")) == len({one.currency for one in mine if one.currency})


def test_every_chart_has_its_table(sample: Visitor) -> None:
    page = sample.get("/dashboard/spending")
    figures = page.select("figure")
    assert len(figures) > 4
    for figure in figures:
        [picture], [table] = figure.select("svg"), figure.select("table")
        title = figure.h2.text  # type: ignore[union-attr]
        assert picture["role"] == "img"
        assert title in str(picture["aria-label"])
        shown = {cell.text.strip() for cell in table.select("td")}
        tips = [one.text.rpartition(": ")[2] for one in picture.select("title")]
        assert tips
        for tip in tips:
            assert tip in shown or tip.split()[0] in shown


def test_no_chart_adds_up_currencies(sample: Visitor) -> None:
    page = sample.get("/dashboard/spending")
    with sample.app.database.read() as session:
        every = queries.orders(session, queries.OrderFilter(), limit=100).orders
    reader = Reader(load_policy().catalogue("en"), sample.app.now)
    currencies = {one.currency for one in every if one.currency}
    assert len(currencies) > 2
    for currency in currencies:
        sums: Counter[str] = Counter()
        for one in every:
            if one.currency == currency and one.store_id:
                sums[one.store_id] += one.total_minor or 0
        table = page.select_one(f"figure[aria-labelledby='sellers-{currency}'] table")
        assert table is not None
        shown = [cell.text for cell in table.select("tbody tr td:last-child")]
        assert shown == [reader.money(total, currency) for _, total in sums.most_common()]
