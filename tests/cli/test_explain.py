"""`cancelwindow explain`: the chain behind an answer, from files and from the companion's store."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from sqlalchemy import update
from typer.testing import CliRunner

from cancelwindow.cli import application
from cancelwindow.explanation import Explanation
from cancelwindow.policy.engine import PRECEDENCE, rule_name
from cancelwindow.policy.loader import load_policy
from cancelwindow.policy.verdict import Answer
from cancelwindow.store.observations import latest_order
from cancelwindow.store.tables import OrderStateRow
from companion_app import CompanionApp
from page_fixtures import FIXTURES, meta, question

NOW = "2026-11-20T12:00:00Z"
WITH_CANCEL = "order_detail/processing_with_cancel"
SHIPPED = "order_detail/awaiting_delivery"
NEVER_SEEN = "8240000000009999"


def page(case: str) -> Path:
    return FIXTURES / "pages" / case / "page.html"


def order_id_of(case: str) -> str:
    return str(meta(case)["url"]).partition("rderId=")[2].partition("&")[0]


def run(*arguments: str | Path, now: str | None = NOW) -> Result:
    at = ["--now", now] if now else []
    return CliRunner().invoke(application(["explain"]), ["explain", *map(str, arguments), *at])


def explained(*arguments: str | Path) -> list[Explanation]:
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.stderr
    return [Explanation.model_validate(one) for one in json.loads(result.stdout)["orders"]]


def test_every_rule_stands_in_its_order_with_what_came_of_it() -> None:
    [chain] = explained(page(WITH_CANCEL))
    names = [one.rule for one in chain.rules]
    assert names == [*map(rule_name, PRECEDENCE), "status.by_status"]
    [applied] = [index for index, one in enumerate(chain.rules) if one.outcome == "applies"]
    assert chain.rules[applied].rule == "button.seller_decides"
    assert chain.answered_by == chain.verdict.reasons[0].rule == "button.seller_decides"
    assert all(one.outcome == "passed" and one.why for one in chain.rules[:applied])
    assert all(one.outcome == "not_asked" for one in chain.rules[applied + 1 :])
    assert chain.rules[0].why == "no cancellation request is running"


def test_what_was_seen_says_on_which_page_and_by_what() -> None:
    [chain] = explained(page(WITH_CANCEL))
    fields = {one.field: one for one in chain.fields}
    assert fields["status_word"].value == "Processing"
    assert fields["status_word"].page == "order_detail"
    assert fields["status_word"].found_by == ".order-status .order-block-title"
    assert fields["placed"].found_by == "row label"
    assert "Cancel" in (fields["actions"].value or "")
    assert fields["shipped"].value is None
    assert (fields["shipped"].missing, fields["shipped"].page) == ("not_found", None)
    assert not chain.tracking_seen
    assert chain.earlier is None


def test_a_field_of_the_sites_own_data_has_no_selector() -> None:
    (body,) = (FIXTURES / "responses/detail_awaiting_delivery").glob("body.*")
    [chain] = explained(body)
    fields = {one.field: one for one in chain.fields}
    assert fields["status"].value == "WAIT_BUYER_ACCEPT_GOODS"
    assert fields["status"].found_by is None


def test_two_pages_of_one_order_are_told_apart() -> None:
    (body,) = (FIXTURES / "responses/tracking_picked_up").glob("body.*")
    [chain] = explained(page("order_detail/awaiting_delivery_pre_pickup"), body)
    assert [one.kind for one in chain.verdict.based_on] == ["order_detail", "tracking"]
    assert chain.tracking_seen
    assert [one.stage for one in chain.parcels] == ["with_carrier"]
    assert chain.rules[[one.outcome for one in chain.rules].index("applies")].rule == (
        "parcels.scanned"
    )


def test_each_figure_has_every_claim_with_its_source() -> None:
    [chain] = explained(page(WITH_CANCEL))
    figures = {one.parameter: one for one in chain.figures}
    assert {one.parameter for one in chain.verdict.reasons} - {None} <= set(figures)
    silence = figures["seller_answers_request"]
    dated = load_policy().tables.parameters["seller_answers_request"].values[-1]
    assert silence.effective == dated.effective
    assert len(silence.claims) == len(dated.claims)
    assert {one.standing for one in silence.claims} == {"used", "outlier", "listed"}
    two_weeks = [one for one in silence.claims if one.says == "14 days"]
    assert [one.standing for one in two_weeks] == ["listed"]
    assert all(one.citations for one in silence.claims)
    cited = {quoted.source for one in silence.claims for quoted in one.citations}
    assert {"B1", "B2", "S3", "S4"} <= cited


def test_an_old_order_is_explained_by_the_figures_of_its_day(tmp_path: Path) -> None:
    saved = tmp_path / "old.html"
    text = page(WITH_CANCEL).read_text(encoding="utf-8")
    saved.write_text(text.replace("Nov 20, 2026", "May 1, 2021"), encoding="utf-8")
    [chain] = explained(saved)
    silence = {one.parameter: one for one in chain.figures}["seller_answers_request"]
    assert (str(silence.effective), silence.value) == ("2020-03-16", "48 hours")


@pytest.mark.parametrize("case", ["order_list/ten_cards", "tracking/picked_up", SHIPPED])
def test_the_verdict_is_the_one_that_check_gives(case: str) -> None:
    url = str(meta(case)["url"])
    arguments = ["check", str(page(case)), "--url", url, "--now", NOW, "--json"]
    checked = CliRunner().invoke(application(["check"]), arguments)
    orders = [chain.verdict for chain in explained(page(case), "--url", url)]
    told = [one.model_dump(mode="json") for one in orders]
    assert told == json.loads(checked.stdout)["orders"]


def test_a_number_before_the_files_picks_one_order() -> None:
    wanted = explained(page("order_list/ten_cards"))[3].verdict.order_id
    [chain] = explained(wanted, page("order_list/ten_cards"))
    assert chain.verdict.order_id == wanted
    result = run(NEVER_SEEN, page("order_list/ten_cards"))
    assert result.exit_code == 2
    assert f"hold no order {NEVER_SEEN}. They hold: " in result.stderr
    assert wanted in result.stderr


def test_a_person_reads_the_chain() -> None:
    result = run(page(WITH_CANCEL))
    assert result.exit_code == 0
    for part in (
        "ask_seller: Usually yes",
        "Seen of the order",
        "passed: no cancellation request is running",
        "applies: button.seller_decides",
        "not asked: an earlier rule has answered",
        "seller_answers_request: 48 to 72 hours, in force since Jan 1, 2024",
        "outlier: up to 6 days, reported",
        "S4, secretali.com, 2026-06-13, grade D: silent seller",
        "C1: Time for the seller to answer",
    ):
        assert part in result.stdout


def test_the_language_that_was_asked_for_is_used_or_the_nearest() -> None:
    [chain] = explained(page(WITH_CANCEL), "--language", "zz-ZZ")
    assert chain.verdict.language == "en"


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("12345",), 1, "neither a file nor an order number, which has 14 to 19 digits"),
        (("no-such-page.html",), 1, "neither a file nor an order number"),
        ((NEVER_SEEN, "no-such-page.html"), 1, "neither a file nor an order number"),
        ((page("blocked/login"),), 2, "login: "),
        ((page("blocked/login"),), 2, "Save the page of an order"),
    ],
)
def test_what_cannot_be_explained_is_told_with_a_remedy(
    arguments: tuple[str | Path, ...], code: int, told: str
) -> None:
    result = run(*arguments)
    assert result.exit_code == code
    assert told in result.stderr
    assert result.stdout == ""


# --- from the store --------------------------------------------------------------------------


class Stored:
    """A companion that has seen something, and the command on its folder."""

    def __init__(self, app: CompanionApp) -> None:
        self.app = app
        self.token = app.pair().token

    def see(self, case: str, captured_at: str = NOW, **changes: Any) -> None:
        message = question(case, captured_at=captured_at, **changes)
        assert self.app.post("/v1/assess", message, token=self.token).status == 200

    def explained(self, order_id: str, now: str = NOW) -> Explanation:
        folder = str(self.app.config.data_dir)
        result = run(order_id, "--data-dir", folder, "--json", now=now)
        assert result.exit_code == 0, result.stderr
        [chain] = json.loads(result.stdout)["orders"]
        return Explanation.model_validate(chain)


@pytest.fixture
def stored(companion_app: CompanionApp) -> Stored:
    return Stored(companion_app)


def test_an_order_of_the_store_is_explained_with_its_age(stored: Stored) -> None:
    stored.see(WITH_CANCEL, "2026-11-20T09:30:00Z")
    chain = stored.explained(order_id_of(WITH_CANCEL))
    [basis] = chain.verdict.based_on
    assert (basis.kind, basis.age_seconds) == ("order_detail", 9000)
    assert basis.observation is not None
    assert chain.verdict.answer is Answer.ASK_SELLER
    assert chain.earlier is not None
    assert chain.earlier.answer is Answer.ASK_SELLER
    fields = {one.field: one for one in chain.fields}
    assert fields["status"].found_by == ".order-status .order-block-title"


def test_the_newest_page_and_the_newest_tracking_count(stored: Stored) -> None:
    order_id = order_id_of(SHIPPED)
    stored.see(SHIPPED, "2026-11-20T08:00:00Z")
    stored.see(SHIPPED, "2026-11-20T10:00:00Z")
    stored.see(SHIPPED, "2026-11-20T09:00:00Z")
    known = str(meta("tracking/picked_up")["url"]).partition("tradeOrderId=")[2].partition("&")[0]
    tracked = question("tracking/picked_up")["snapshot"]
    stored.see(
        "tracking/picked_up",
        "2026-11-20T11:00:00Z",
        url=tracked["url"].replace(known, order_id),
        html=tracked["html"].replace(known, order_id),
    )
    chain = stored.explained(order_id, now="2026-11-20T12:00:00Z")
    ages = {one.kind: one.age_seconds for one in chain.verdict.based_on}
    assert ages == {"order_detail": 7200, "tracking": 3600}
    assert [one.stage for one in chain.parcels] == ["with_carrier"]
    assert chain.answered_by == "parcel.scanned"


def test_tracking_alone_is_explained_too(stored: Stored) -> None:
    stored.see("tracking/picked_up")
    chain = stored.explained(order_id_of("tracking/picked_up"))
    assert chain.earlier is None
    assert chain.verdict.status == "UNKNOWN"
    assert chain.answered_by == "parcel.scanned"


def test_what_was_answered_then_is_told_beside(stored: Stored) -> None:
    stored.see(WITH_CANCEL)
    with stored.app.database.write() as session:
        session.execute(update(OrderStateRow).values(answer="recall"))
    folder = str(stored.app.config.data_dir)
    result = run(order_id_of(WITH_CANCEL), "--data-dir", folder)
    assert "The page itself was answered with “Shipped on paper only” on " in result.stdout
    assert "keeps less than a page shows" in result.stdout


def test_a_later_now_is_an_older_page(stored: Stored) -> None:
    stored.see(WITH_CANCEL)
    later = stored.app.now + timedelta(days=20)
    chain = stored.explained(order_id_of(WITH_CANCEL), now=later.isoformat())
    assert chain.verdict.based_on[0].age_seconds == 20 * 24 * 3600
    assert chain.answered_by == "button.seller_decides_after_deadline"


def test_an_order_that_was_never_seen_is_refused_with_a_remedy(stored: Stored) -> None:
    result = run(NEVER_SEEN, "--data-dir", str(stored.app.config.data_dir))
    assert result.exit_code == 2
    assert f"has not seen order {NEVER_SEEN}" in result.stderr
    assert "cancelwindow explain FILE" in result.stderr


def test_a_folder_that_cannot_be_used_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    result = run(NEVER_SEEN, "--data-dir", str(file / "inside"))
    assert result.exit_code in {2, 4}
    assert result.stderr


def test_an_order_of_another_version_counts_as_unseen(stored: Stored) -> None:
    stored.see(WITH_CANCEL, "2026-11-20T08:00:00Z")
    order_id = order_id_of(WITH_CANCEL)
    with stored.app.database.read() as session:
        known = latest_order(session, order_id)
    assert known is not None
    with stored.app.database.write() as session:
        session.connection().exec_driver_sql(
            "INSERT INTO observations (reading_id, order_id, order_json)"
            " SELECT reading_id, order_id, '{\"older\": 1}' FROM observations"
        )
    with stored.app.database.read() as session:
        assert latest_order(session, order_id) == known
        assert latest_order(session, NEVER_SEEN) is None
