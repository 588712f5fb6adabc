"""Asking about pages: what is answered, what is remembered, and what a failure leaves behind."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from aliorders.models import Order, Parcel, ParseReport, Settled
from cancelwindow import assessment
from cancelwindow.policy.verdict import Answer as Answered
from cancelwindow.protocol import AssessReply
from cancelwindow.store.clients import LAST_USED_STEP, list_clients
from cancelwindow.store.observations import latest_parcels, latest_verdicts
from cancelwindow.store.tables import ObservationRow, OrderStateRow, ReadingRow
from companion_app import NOON, CompanionApp
from page_fixtures import CASES, meta, question
from wire import Answer

REQUESTED = "order_detail/cancellation_requested"
WITH_CANCEL = "order_detail/processing_with_cancel"
DETAIL = "order_detail/awaiting_delivery"
TRACKED = "8240000000000107"


class Asker:
    """A paired client."""

    def __init__(self, app: CompanionApp) -> None:
        self.app = app
        self.client = app.pair()

    def ask(self, message: dict[str, Any]) -> Answer:
        return self.app.post("/v1/assess", message, token=self.client.token)

    def verdicts(self, message: dict[str, Any]) -> AssessReply:
        answer = self.ask(message)
        assert answer.status == 200, answer.body
        return AssessReply.model_validate_json(answer.body)


@pytest.fixture
def asker(companion_app: CompanionApp) -> Asker:
    return Asker(companion_app)


def count(app: CompanionApp, table: type) -> int:
    with app.database.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


@pytest.mark.parametrize("case", CASES)
def test_every_saved_page_is_answered(asker: Asker, case: str) -> None:
    answer = asker.ask(question(case))
    kind = case.partition("/")[0]
    if kind == "blocked":
        assert (answer.status, answer.code) == (422, "blocked_page")
        assert answer.data["blocked"]["message"]
        assert count(asker.app, ReadingRow) == 0
    else:
        reply = AssessReply.model_validate_json(answer.body)
        assert reply.page.value == kind
        # A page of a shop or of returns is read and remembered, but answers for no order.
        assert bool(reply.verdicts) is (kind in {"order_detail", "order_list", "tracking"})
        assert count(asker.app, ReadingRow) == 1
        assert count(asker.app, ObservationRow) == len(reply.verdicts)


def test_a_verdict_names_the_observation_it_rests_on_and_its_age(asker: Asker) -> None:
    captured = datetime(2026, 11, 20, 11, 58, 30, tzinfo=UTC)
    [verdict] = asker.verdicts(
        question(WITH_CANCEL, captured_at="2026-11-20T12:58:30+01:00")
    ).verdicts
    [basis] = verdict.based_on
    assert basis.captured_at == captured
    assert basis.age_seconds == 90
    assert verdict.evaluated_at == NOON
    with asker.app.database.read() as session:
        assert basis.observation is not None
        row = session.get_one(ObservationRow, basis.observation)
        assert row.order_id == verdict.order_id
        assert row.parcels_json is None
        assert Order.model_validate_json(row.order_json or "").order_id == verdict.order_id
        assert row.reading.captured_at == captured
        assert row.reading.received_at == NOON
        assert row.reading.source == "extension"
        assert row.reading.client_id == asker.client.client_id
        assert row.reading.page_kind == "order_detail"
        assert row.reading.settled == Settled.YES
        assert ParseReport.model_validate_json(row.reading.report_json).fields


def test_a_list_gives_one_observation_and_one_verdict_per_order(asker: Asker) -> None:
    reply = asker.verdicts(question("order_list/ten_cards"))
    assert count(asker.app, ReadingRow) == 1
    assert count(asker.app, ObservationRow) == len(reply.verdicts) == 10
    numbers = [basis.observation for verdict in reply.verdicts for basis in verdict.based_on]
    assert len(set(numbers)) == 10
    with asker.app.database.read() as session:
        states = {state.order_id: state for state in latest_verdicts(session)}
        assert {order_id: state.answer for order_id, state in states.items()} == {
            verdict.order_id: verdict.answer.value for verdict in reply.verdicts
        }
        assert all(state.observation.order_id == state.order_id for state in states.values())


def test_the_same_page_twice_is_two_observations_and_one_state(asker: Asker) -> None:
    first, second = (asker.verdicts(question(WITH_CANCEL)) for _ in range(2))
    assert first.verdicts[0].answer is second.verdicts[0].answer
    assert count(asker.app, ObservationRow) == 2
    with asker.app.database.read() as session:
        [state] = latest_verdicts(session)
    assert state.observation_id == second.verdicts[0].based_on[0].observation


def test_a_request_that_an_earlier_page_showed_is_remembered(asker: Asker) -> None:
    asked = question(REQUESTED, captured_at="2026-11-20T11:00:00Z")
    [pending] = asker.verdicts(asked).verdicts
    assert pending.answer is Answered.PENDING
    refused = as_order(pending.order_id, question(WITH_CANCEL))
    [verdict] = asker.verdicts(refused).verdicts
    assert verdict.order_id == pending.order_id
    assert "remark.request_is_over" in {one.rule for one in verdict.reasons}
    # A page from before the request says nothing of how it ended.
    early = as_order(pending.order_id, question(WITH_CANCEL, captured_at="2026-11-20T10:00:00Z"))
    [before] = asker.verdicts(early).verdicts
    assert "remark.request_is_over" not in {one.rule for one in before.reasons}


def as_order(order_id: str, message: dict[str, Any]) -> dict[str, Any]:
    """The same page of another order."""
    own = meta(WITH_CANCEL)["url"].partition("orderId=")[2].partition("&")[0]
    return json.loads(json.dumps(message).replace(own, order_id))  # type: ignore[no-any-return]


def test_a_page_that_arrives_late_does_not_undo_a_newer_answer(asker: Asker) -> None:
    new = asker.verdicts(question(WITH_CANCEL, captured_at="2026-11-20T11:59:00Z"))
    asker.verdicts(question(WITH_CANCEL, captured_at="2026-11-20T11:00:00Z"))
    assert count(asker.app, ObservationRow) == 2
    with asker.app.database.read() as session:
        [state] = latest_verdicts(session)
    assert state.observation_id == new.verdicts[0].based_on[0].observation


def test_a_clock_that_runs_ahead_does_not_make_a_page_newer_than_all_others(asker: Asker) -> None:
    [verdict] = asker.verdicts(question(WITH_CANCEL, captured_at="2031-01-01T00:00:00Z")).verdicts
    assert [(one.captured_at, one.age_seconds) for one in verdict.based_on] == [(NOON, 0)]
    asker.app.pass_time(timedelta(minutes=1))
    later = asker.verdicts(question(WITH_CANCEL, captured_at="2026-11-20T12:01:00Z"))
    with asker.app.database.read() as session:
        [state] = latest_verdicts(session)
    assert state.observation_id == later.verdicts[0].based_on[0].observation


def tracking_of(order_id: str, case: str, **changes: Any) -> dict[str, Any]:
    """A saved tracking page, told of another order."""
    known = str(meta(case)["url"]).partition("tradeOrderId=")[2].partition("&")[0]
    message = question(case, **changes)
    snapshot = message["snapshot"]
    snapshot["url"] = snapshot["url"].replace(known, order_id)
    snapshot["html"] = snapshot["html"].replace(known, order_id)
    return message


def order_id_of(case: str) -> str:
    return str(meta(case)["url"]).partition("orderId=")[2].partition("&")[0]


def test_tracking_seen_earlier_counts_for_the_order_page(asker: Asker) -> None:
    order_id = order_id_of(DETAIL)
    seen = asker.verdicts(
        tracking_of(order_id, "tracking/picked_up", captured_at="2026-11-20T10:00:00Z")
    )
    assert [verdict.order_id for verdict in seen.verdicts] == [order_id]
    [verdict] = asker.verdicts(question(DETAIL, captured_at="2026-11-20T11:59:00Z")).verdicts
    basis = {one.kind: one for one in verdict.based_on}
    assert set(basis) == {"order_detail", "tracking"}
    assert basis["tracking"].age_seconds == 2 * 60 * 60
    assert basis["tracking"].observation == seen.verdicts[0].based_on[0].observation
    assert basis["order_detail"].observation != basis["tracking"].observation


def test_tracking_of_another_order_does_not(asker: Asker) -> None:
    asker.verdicts(tracking_of("8240000000000999", "tracking/picked_up"))
    [verdict] = asker.verdicts(question(DETAIL)).verdicts
    assert [one.kind for one in verdict.based_on] == ["order_detail"]


def test_tracking_alone_does_not_overwrite_what_the_order_page_said(asker: Asker) -> None:
    [verdict] = asker.verdicts(question(DETAIL)).verdicts
    asker.verdicts(tracking_of(verdict.order_id, "tracking/picked_up"))
    with asker.app.database.read() as session:
        [state] = latest_verdicts(session)
    assert state.answer == verdict.answer.value
    assert state.status == "WAIT_BUYER_ACCEPT_GOODS"


def test_the_newest_word_on_a_parcel_counts(asker: Asker) -> None:
    case = "tracking/announced_only"
    for captured_at in ("2026-11-20T10:00:00Z", "2026-11-20T11:00:00Z", "2026-11-20T09:00:00Z"):
        asker.verdicts(tracking_of(TRACKED, case, captured_at=captured_at))
    with asker.app.database.read() as session:
        [stored] = latest_parcels(session, [TRACKED])
        assert latest_parcels(session, ["8240000000000999"]) == ()
    assert stored.captured_at == datetime(2026, 11, 20, 11, tzinfo=UTC)
    [parcel] = stored.parcels
    assert isinstance(parcel, Parcel)
    assert parcel.order_id == TRACKED


def test_each_parcel_of_an_order_is_remembered(asker: Asker) -> None:
    for case in ("tracking/announced_only", "tracking/picked_up"):
        asker.verdicts(tracking_of(TRACKED, case))
    with asker.app.database.read() as session:
        stored = latest_parcels(session, [TRACKED])
    numbers = [parcel.tracking_number for one in stored for parcel in one.parcels]
    assert len(numbers) == len(set(map(str, numbers))) == 2


def test_parcels_of_another_version_count_as_unseen(asker: Asker) -> None:
    order_id = order_id_of(DETAIL)
    with asker.app.database.write() as session:
        reading = ReadingRow(
            page_kind="tracking",
            captured_at=NOON,
            received_at=NOON,
            source="extension",
            settled="yes",
            report_json="{}",
        )
        session.add(
            ObservationRow(reading=reading, order_id=order_id, parcels_json='[{"older": "shape"}]')
        )
    [verdict] = asker.verdicts(question(DETAIL)).verdicts
    assert [one.kind for one in verdict.based_on] == ["order_detail"]


def test_a_page_that_is_still_arriving_says_so(asker: Asker) -> None:
    case = "order_detail/processing_before_cancel"
    assert asker.verdicts(question(case, age_ms=1_000, quiet_ms=100)).settled is False
    assert asker.verdicts(question(case, age_ms=60_000, quiet_ms=20_000)).settled is True


def test_a_fault_of_a_rule_leaves_nothing_behind(
    asker: Asker, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = 0
    real = assessment.assess

    def third_order_fails(*args: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == 3:
            raise RuntimeError("a rule met what it did not expect")
        return real(*args)

    monkeypatch.setattr(assessment, "assess", third_order_fails)
    answer = asker.ask(question("order_list/ten_cards"))
    assert (answer.status, answer.code) == (500, "internal")
    assert b"expect" not in answer.body
    for table in (ReadingRow, ObservationRow, OrderStateRow):
        assert count(asker.app, table) == 0


def test_a_fault_of_the_store_leaves_nothing_half_written(
    asker: Asker, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = assessment.record_verdicts

    def third_order_fails(session: Any, answers: Any) -> None:
        real(session, answers[:2])
        raise OSError("disk full")

    monkeypatch.setattr(assessment, "record_verdicts", third_order_fails)
    answer = asker.ask(question("order_list/ten_cards"))
    assert (answer.status, answer.code) == (500, "internal")
    for table in (ReadingRow, ObservationRow, OrderStateRow):
        assert count(asker.app, table) == 0
    monkeypatch.setattr(assessment, "record_verdicts", real)
    assert len(asker.verdicts(question("order_list/ten_cards")).verdicts) == 10


def test_last_use_is_noted_once_a_minute(asker: Asker) -> None:
    def last_used() -> datetime | None:
        with asker.app.database.read() as session:
            [client] = list_clients(session)
            return client.last_used_at

    asker.ask(question(WITH_CANCEL))
    assert last_used() == NOON
    asker.app.pass_time(LAST_USED_STEP - timedelta(seconds=1))
    asker.ask(question(WITH_CANCEL))
    assert last_used() == NOON
    asker.app.pass_time(timedelta(seconds=1))
    asker.ask(question(WITH_CANCEL))
    assert last_used() == NOON + LAST_USED_STEP


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("snapshot",), None),
        (("snapshot", "html"), None),
        (("snapshot", "html"), "x" * (6 * 1024 * 1024 + 1)),
        (("snapshot", "url"), "https://x/" + "y" * 2048),
        (("snapshot", "captured_at"), "yesterday"),
        (("snapshot", "captured_at"), "2026-11-20T12:00:00"),
        (("snapshot", "age_ms"), -1),
        (("snapshot", "source"), "playwright"),
        (("snapshot", "responses"), [{"body": "{}"}] * 21),
        (("language",), "klingon"),
        (("extra",), 1),
    ],
    ids=lambda value: str(value)[:30],
)
def test_another_shape_is_refused_without_repeating_it(
    asker: Asker, path: tuple[str, ...], value: Any
) -> None:
    message = question(WITH_CANCEL)
    inner = message
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    answer = asker.ask(message)
    assert (answer.status, answer.code) == (400, "malformed")
    assert path[-1] in answer.data["error"]["message"]
    assert len(answer.body) < 1_000
    assert count(asker.app, ReadingRow) == 0


@pytest.mark.parametrize(("country", "named"), [(None, None), ("IE", "IE")])
def test_the_country_of_the_settings_is_the_buyer_s(
    tmp_path: Path, country: str | None, named: str | None
) -> None:
    app = CompanionApp(tmp_path / "companion", country=country)
    [verdict] = Asker(app).verdicts(question(DETAIL)).verdicts
    app.close()
    assert {right.country for right in verdict.rights} == {named}
