"""How gently the site is asked: the figures, and what follows from them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from aliorders.models import BlockedKind
from cancelwindow.policy.loader import PolicyError, load_politeness, read_politeness
from cancelwindow.policy.politeness import Manners, manners, retry_after_seconds

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
SHIPPED = Path(__file__).parents[2] / "server" / "cancelwindow" / "policy" / "politeness.yaml"


@pytest.fixture
def usual() -> Manners:
    return manners(load_politeness())


def low(first: float, _last: float) -> float:
    return first


def high(_first: float, last: float) -> float:
    return last


def test_pages_are_at_least_a_second_and_a_half_apart(usual: Manners) -> None:
    assert usual.pause_seconds(low) == 1.5
    assert usual.pause_seconds(high) == 3


def test_after_the_site_said_stop_there_is_half_an_hour_of_rest(usual: Manners) -> None:
    assert set(usual.cooldowns) == {
        BlockedKind.LOGIN, BlockedKind.CHALLENGE, BlockedKind.RATE_LIMITED
    }  # fmt: skip
    assert min(*usual.cooldowns.values(), usual.cooldown_unreachable) >= timedelta(minutes=30)


def test_each_failure_doubles_the_wait_up_to_a_limit(usual: Manners) -> None:
    own = replace(usual, back_off=(10.0, 50.0))
    assert [own.back_off_seconds(n, high) for n in (1, 2, 3, 4)] == [10, 20, 40, 50]
    assert own.back_off_seconds(2, low) == 10


def test_only_pauses_are_left_out_for_a_replay(usual: Manners) -> None:
    replay = usual.without_pauses()
    assert replay.pause_seconds(high) == replay.back_off_seconds(3, high) == 0
    assert replace(replay, pause=usual.pause, back_off=usual.back_off) == usual


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        ("Fri, 20 Nov 2026 12:01:30 GMT", 90),
        ("Fri, 20 Nov 2026 11:00:00 GMT", 0),
        ("soon", None),
        ("-5", None),
        ("", None),
        ("٣", None),
        (None, None),
    ],
)
def test_retry_after_is_seconds_or_a_date(text: str | None, seconds: float | None) -> None:
    assert retry_after_seconds(text, NOW) == seconds


def drop(name: str) -> Callable[[dict[str, Any]], None]:
    return lambda data: data.pop(name)


def put(name: str, **fields: Any) -> Callable[[dict[str, Any]], None]:
    return lambda data: data[name].update(fields)


@pytest.mark.parametrize(
    ("change", "names"),
    [
        (drop("pause"), "pause"),
        (put("pause", low=5), "pause"),
        (put("tries", high=0), "tries"),
        (put("tries", guessed=True), "tries"),
        (put("cooldown_login", high=29), "cooldown_login"),
        (put("cooldown_challenge", unit="seconds"), "cooldown_challenge"),
        (put("loads_a_day", note=""), "loads_a_day"),
    ],
)
def test_a_wrong_file_is_refused_by_name(
    tmp_path: Path, change: Callable[[dict[str, Any]], None], names: str
) -> None:
    data = yaml.load(SHIPPED.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    for entry in data.values():
        for end in {"low", "high"} & entry.keys():
            entry[end] = float(entry[end])
    change(data)
    (tmp_path / "politeness.yaml").write_text(yaml.safe_dump(data), encoding="utf-8")
    with pytest.raises(PolicyError, match=names):
        read_politeness(tmp_path)
