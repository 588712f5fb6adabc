"""Walks in a tab of the person's own browser, as the companion leads them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from aliorders.models import Snapshot
from aliorders.order_pages import Loaded
from cancelwindow.app import tab_walks_of
from cancelwindow.history.steps import Timing
from cancelwindow.policy.loader import load_politeness
from cancelwindow.policy.politeness import manners
from cancelwindow.replay import addresses
from cancelwindow.replay.faults import Fault, Trouble
from cancelwindow.replay.generated import UNDER_WAY, generated_account
from cancelwindow.replay.live import LiveSite
from cancelwindow.replay.site import Session
from cancelwindow.store import walks
from cancelwindow.store.tables import DEFAULT_ACCOUNT
from companion_app import CompanionApp
from history.account_walks import numbers, ones
from history.direct import DirectPages
from history.shop import ACCOUNT, LANGUAGES, live

ORDERS = 12
"""Two pages of the list; all of these orders are under way."""

LISTING = 2 * 2
"""Pages until two passes through the list agree."""

SOME_ENDED = UNDER_WAY + 3

MANNERS = manners(load_politeness())


@dataclass
class Tab:
    """Plays the extension: opens what the companion asks for, and shows it."""

    app: CompanionApp
    pages: DirectPages
    token: str = ""
    step: int = 0
    asks: list[dict[str, Any]] = field(default_factory=list)
    """Every page that was asked for."""
    answers: list[dict[str, Any]] = field(default_factory=list)
    """What the page that is shown was drawn from."""

    def walk(self, **request: object) -> dict[str, Any]:
        """Ask what to open."""
        reply = self.app.post("/v1/walk", request, token=self.token)
        assert reply.status == 200, reply.data
        if reply.data["ask"] is not None and reply.data["step"] != self.step:
            self.asks.append(reply.data["ask"])
        self.step = reply.data["step"]
        return dict(reply.data)

    def begin(self) -> dict[str, Any]:
        return self.walk(action="begin")

    def go_on(self, **rest: object) -> dict[str, Any]:
        return self.walk(action="go_on", step=self.step, **rest)

    def show(self, ask: dict[str, Any]) -> int:
        """Open a page and let it be assessed; the status of that."""
        order_id = (ask["url"] or "").rpartition("=")[2]
        loaded = {
            "list": lambda: self.pages.open_list("all"),
            "more": self.pages.show_more,
            "order": lambda: self.pages.open_order(order_id, lambda _: True),
            "tracking": lambda: self.pages.open_tracking(order_id),
        }[ask["page"]]()
        # A list that grows keeps the answers that it was drawn from.
        self.load(loaded, *(self.answers if ask["page"] == "more" else ()))
        return self.assess(ask["url"] or f"{addresses.WWW}{addresses.LIST_PATH}", walking=True)

    def load(self, loaded: Loaded, *kept: dict[str, Any]) -> None:
        """Show what was loaded, after what is kept."""
        assert isinstance(loaded, Snapshot), loaded
        self.answers = [*kept, *(one.model_dump(mode="json") for one in loaded.responses)]

    def assess(self, url: str, *, walking: bool, age_ms: int = 20_000) -> int:
        snapshot = {
            "url": url,
            "html": "",
            "responses": self.answers,
            "captured_at": self.app.now.isoformat(),
            "age_ms": age_ms,
            "quiet_ms": age_ms,
        }
        message = {"snapshot": snapshot, "walking": walking}
        return self.app.post("/v1/assess", message, token=self.token).status

    def run(self, pages: int | None = None) -> dict[str, Any]:
        """Walk to the end, or for so many pages."""
        reply = self.begin()
        while reply["ask"] is not None and (pages is None or pages > 0):
            pages = None if pages is None else pages - 1
            self.app.pass_time(timedelta(milliseconds=reply["ask"]["wait_ms"]))
            self.show(reply["ask"])
            reply = self.go_on()
        return reply

    def opened(self, page: str) -> Counter[str]:
        """Orders whose page of this kind was asked for."""
        return Counter(one["url"].rpartition("=")[2] for one in self.asks if one["page"] == page)


Opens = Callable[..., Tab]


@pytest.fixture
def tab(tmp_path: Path) -> Iterator[Opens]:
    apps: list[CompanionApp] = []

    def opens(site: LiveSite | None = None) -> Tab:
        """A newly started companion on the same store, and a tab on a site."""
        app = CompanionApp(tmp_path / "companion")
        apps.append(app)

        def seconds() -> float:
            return app.now.timestamp()

        timing = Timing(lambda: app.now, seconds=seconds, chance=lambda low, _high: low)
        tab_walks_of(app.app).timing = timing
        return Tab(app, DirectPages(site or live(ORDERS), lambda: app.now), app.pair().token)

    yield opens
    for app in apps:
        app.close()


def test_a_walk_reads_the_list_until_it_agrees_and_every_order_once(tab: Opens) -> None:
    own = tab()
    end = own.run()
    assert end["complete"]
    assert (end["listed"], end["left"], end["stopped"]) == (ORDERS, None, None)
    assert [ask["page"] for ask in own.asks[:LISTING]] == ["list", "more"] * 2
    assert own.opened("order") == ones(numbers(ORDERS))
    assert not own.opened("tracking") - ones(numbers(ORDERS))


def test_ended_orders_are_opened_once_and_never_again(tab: Opens) -> None:
    own = tab(live(SOME_ENDED))
    own.run()
    assert own.opened("order") == ones(numbers(SOME_ENDED))
    own.asks.clear()
    own.app.pass_time(MANNERS.fresh.open_orders)
    assert own.run()["complete"]
    assert own.opened("order").keys() == numbers(UNDER_WAY)


def test_nothing_new_is_one_page(tab: Opens) -> None:
    own = tab()
    own.run()
    own.asks.clear()
    assert own.run()["complete"]
    assert [ask["page"] for ask in own.asks] == ["list"]


def test_a_new_order_is_met_and_opened(tab: Opens) -> None:
    own = tab()
    own.run()
    account = own.pages.live.site.account
    newest = generated_account(ACCOUNT, LANGUAGES["en"], 1, first=-1).orders[0]
    grown = account.model_copy(update={"orders": (newest, *account.orders)})
    own.pages.live.site = replace(own.pages.live.site, account=grown)
    own.asks.clear()
    own.run()
    assert own.opened("order") == ones({newest.order_id})


def test_pages_come_at_the_pace_of_the_policy_and_are_counted(tab: Opens) -> None:
    own = tab()
    own.run(3)
    first, *others = own.asks
    assert first["wait_ms"] == 0
    assert {ask["wait_ms"] for ask in others} == {round(MANNERS.pause[0] * 1000)}
    with own.app.database.read() as session:
        assert walks.loads_on(session, DEFAULT_ACCOUNT, own.app.now.date()) == len(own.asks)


def test_no_more_pages_than_a_day_may_have(tab: Opens) -> None:
    own = tab()
    tab_walks_of(own.app.app).manners = replace(MANNERS, loads_a_day=3)
    end = own.run()
    assert end["stopped"] == {"why": "daily_limit", "until": None}
    assert len(own.asks) == 3
    assert own.begin()["stopped"]["why"] == "daily_limit"
    own.app.pass_time(timedelta(days=1))
    assert own.begin()["ask"] is not None


def test_a_companion_that_is_started_anew_takes_it_up_where_it_stood(tab: Opens) -> None:
    before = tab()
    before.run(LISTING + 5)
    own = tab()
    assert own.go_on()["ask"]["page"] in {"order", "tracking"}
    assert own.run()["complete"]
    assert not {"list", "more"} & {ask["page"] for ask in own.asks}
    assert len(before.opened("order") & own.opened("order")) <= 1


def test_a_page_that_the_person_opened_is_not_opened_again(tab: Opens) -> None:
    own = tab()
    own.run(LISTING)
    seen = min(numbers(ORDERS))
    own.load(own.pages.open_order(seen, lambda _: True))
    assert own.assess(addresses.detail_url(seen), walking=False) == 200
    own.asks.clear()
    own.run()
    assert seen not in own.opened("order")


@pytest.mark.parametrize(
    ("trouble", "why", "kind"),
    [
        (Trouble.EXPIRY, "login", "login"),
        (Trouble.CHALLENGE, "challenge", "challenge"),
        (Trouble.RATE_LIMIT, "rate_limited", "rate_limited"),
    ],
)
def test_where_the_site_says_stop_it_stops_and_rests(
    tab: Opens, trouble: Trouble, why: str, kind: str
) -> None:
    order = max(numbers(ORDERS))
    own = tab(live(ORDERS, Fault(trouble, order_id=order)))
    end = own.run()
    rest = MANNERS.cooldowns[next(one for one in MANNERS.cooldowns if one.value == kind)]
    assert end["ask"] is None
    assert end["stopped"]["why"] == why
    assert end["stopped"]["until"] == (own.app.now + rest).isoformat().replace("+00:00", "Z")
    assert own.begin()["stopped"] == end["stopped"]
    own.app.pass_time(rest)
    own.pages.live.help()
    assert own.run()["complete"]


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("", "login"),
        ("https://login.aliexpress.com/", "login"),
        ("https://www.aliexpress.com/_____tmd_____/punish?x=1", "challenge"),
    ],
)
def test_a_page_that_leads_elsewhere_ends_the_walk(tab: Opens, url: str, why: str) -> None:
    own = tab()
    own.begin()
    assert own.go_on(trouble="elsewhere", url=url)["stopped"]["why"] == why


@pytest.mark.parametrize("session", [Session.EXPIRED, Session.CHALLENGED])
def test_a_page_that_comes_again_ends_the_rest_but_not_one_that_was_open_before(
    tab: Opens, session: Session
) -> None:
    own = tab()
    own.run(1)
    site = own.pages.live.site
    own.pages.live.site = replace(site, session=session)
    assert own.run()["stopped"] is not None
    own.pages.live.help(site)
    own.load(own.pages.open_list("all"))
    own.app.pass_time(timedelta(minutes=1))
    listed = f"{addresses.WWW}{addresses.LIST_PATH}"
    assert own.assess(listed, walking=False, age_ms=120_000) == 200
    assert own.begin()["stopped"] is not None
    assert own.assess(listed, walking=False, age_ms=30_000) == 200
    assert own.begin()["ask"] is not None


def test_too_many_calls_are_not_ended_by_a_page(tab: Opens) -> None:
    own = tab()
    own.pages.live.site = replace(own.pages.live.site, session=Session.LIMITED)
    assert own.run()["stopped"]["why"] == "rate_limited"
    own.pages.live.help()
    own.app.pass_time(timedelta(minutes=1))
    own.load(own.pages.open_list("all"))
    own.assess(f"{addresses.WWW}{addresses.LIST_PATH}", walking=False, age_ms=1_000)
    assert own.begin()["stopped"]["why"] == "rate_limited"


def test_a_page_that_does_not_come_is_tried_again_and_then_passed_over(tab: Opens) -> None:
    own = tab()
    reply = own.run(LISTING)
    silent = reply["ask"]["url"]
    waits = []
    while reply["ask"]["url"] == silent:
        reply = own.go_on(trouble="silence")
        waits.append(reply["ask"]["wait_ms"])
    assert len(waits) == MANNERS.tries
    assert waits[1] > waits[0] > round(MANNERS.pause[0] * 1000)
    assert waits[-1] == round(MANNERS.pause[0] * 1000)
    assert reply["ask"] is not None


def test_pages_that_do_not_come_one_after_the_other_end_it(tab: Opens) -> None:
    own = tab()
    reply = own.run(LISTING)
    while reply["ask"] is not None:
        reply = own.go_on(trouble="silence")
    assert reply["stopped"]["why"] == "unreachable"


def test_an_older_step_or_a_page_that_is_not_enough_changes_nothing(tab: Opens) -> None:
    own = tab()
    first = own.begin()
    assert own.go_on()["step"] == first["step"]
    own.show(first["ask"])
    second = own.go_on()
    assert second["step"] > first["step"]
    assert own.walk(action="go_on", step=first["step"])["step"] == second["step"]
    # More of the list was asked for, and it still shows what it showed.
    own.assess(f"{addresses.WWW}{addresses.LIST_PATH}", walking=True)
    assert own.go_on()["step"] == second["step"]


def test_without_the_pages_data_a_missing_button_is_the_end_of_the_list(tab: Opens) -> None:
    own = tab()
    own.run(1)
    assert own.asks[-1]["press"] is not None
    reply = own.go_on(trouble="no_button")
    assert reply["ask"]["page"] == "list"


def test_counts_tell_what_is_read_and_left(tab: Opens) -> None:
    own = tab()
    assert own.begin()["left"] is None
    reply = own.run(LISTING)
    assert (reply["opened"], reply["left"], reply["seconds_left"]) == (0, ORDERS, None)
    own.show(reply["ask"])
    own.app.pass_time(timedelta(seconds=3))
    while (reply := own.go_on())["opened"] < 2:
        own.app.pass_time(timedelta(milliseconds=reply["ask"]["wait_ms"]))
        own.show(reply["ask"])
    assert reply["left"] == ORDERS - 2
    assert reply["seconds_left"] > 0
