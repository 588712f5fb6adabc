"""The companion learns a status word from the site's numbers, and reads with it from then on."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cancelwindow.lessons import Lessons
from companion_app import CompanionApp
from page_fixtures import FIXTURES, meta, question

CASE = "order_list/fr"


@pytest.fixture
def companion(tmp_path: Path) -> Iterator[CompanionApp]:
    app = CompanionApp(tmp_path / "data")
    yield app
    app.close()


def with_data() -> dict[str, Any]:
    body = (FIXTURES / "pages" / CASE / "body.json").read_text("utf-8")
    return question(CASE, responses=[{"url": meta(CASE)["url"], "status": 200, "body": body}])


def statuses(companion: CompanionApp, token: str, message: dict[str, Any]) -> list[str]:
    answer = companion.post("/v1/assess", message, token=token)
    assert answer.status == 200, answer.body
    return [verdict["status"] for verdict in json.loads(answer.body)["verdicts"]]


def test_a_word_seen_with_its_number_is_read_without_it_later(companion: CompanionApp) -> None:
    token = companion.pair().token
    assert statuses(companion, token, question(CASE)) == ["UNKNOWN", "UNKNOWN"]
    assert statuses(companion, token, with_data()) == ["WAIT_BUYER_ACCEPT_GOODS", "FINISH"]
    assert statuses(companion, token, question(CASE)) == ["WAIT_BUYER_ACCEPT_GOODS", "FINISH"]


def test_what_was_learned_outlives_the_companion(companion: CompanionApp) -> None:
    statuses(companion, companion.pair().token, with_data())
    path = companion.config.words_path
    assert {lesson.word for lesson in Lessons(path).words().lessons} == {
        "Éxempluron A",
        "Éxempluron I",
    }
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_file_that_is_none_of_ours_stops_no_answer_and_is_kept(companion: CompanionApp) -> None:
    path = companion.config.words_path
    path.write_text("somebody else's", encoding="utf-8")
    token = companion.pair().token
    assert statuses(companion, token, with_data()) == ["WAIT_BUYER_ACCEPT_GOODS", "FINISH"]
    assert path.read_text(encoding="utf-8") == "somebody else's"


def test_nothing_new_writes_nothing(companion: CompanionApp) -> None:
    token = companion.pair().token
    statuses(companion, token, with_data())
    before = companion.config.words_path.stat().st_mtime_ns
    statuses(companion, token, with_data())
    assert companion.config.words_path.stat().st_mtime_ns == before
