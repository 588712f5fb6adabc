"""The demo as a newcomer runs it, and what it says when a part is not there."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

import cancelwindow
from aliorders import chromium
from aliorders.browser import Refusal, RefusalKind
from cancelwindow.cli import application
from cancelwindow.policy.verdict import Answer
from cancelwindow.replay.badge import Badge
from cancelwindow.replay.checkout import NoCheckoutError, find_checkout
from cancelwindow.replay.companion import CompanionError, run_companion
from cancelwindow.replay.demonstration import DASHBOARD_PAGES, PICTURED, Shown, complaints
from replay.sample import ACCOUNT

PNG = b"\x89PNG\r\n"


def run_demo(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cancelwindow.cli", "demo", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )


def test_the_demo_answers_every_order_and_pictures_every_answer(tmp_path: Path) -> None:
    result = run_demo("--json", "--no-stay", "--output", str(tmp_path / "pictures"))
    assert result.returncode == 0, result.stderr
    data = json.loads(result.stdout)
    answers = {order["order_id"]: order["answer"] for order in data["orders"]}
    assert answers == {order.order_id: order.shows for order in ACCOUNT.orders}
    assert all(order["first_step"] for order in data["orders"])
    assert all(order["labels_while_arriving"][-1] == order["label"] for order in data["orders"])
    for answer in Answer:
        for part in ("page", "badge"):
            picture = tmp_path / "pictures" / f"{answer}-{part}.png"
            assert picture.read_bytes().startswith(PNG)
    for page in DASHBOARD_PAGES:
        picture = tmp_path / "pictures" / f"dashboard-{page}.png"
        assert picture.read_bytes().startswith(PNG)
    assert data["dashboard"] == f"{data['companion']}/dashboard/"
    assert ACCOUNT.address.name not in result.stdout + result.stderr


# --- what is missing -------------------------------------------------------------------------


def test_a_checkout_is_found_above_the_package(tmp_path: Path) -> None:
    root = tmp_path / "project"
    package = root / "server" / "cancelwindow" / "__init__.py"
    for file in (package, root / "extension" / "manifest.json"):
        file.parent.mkdir(parents=True)
        file.touch()
    with pytest.raises(NoCheckoutError):
        find_checkout(package)
    account = root / "fixtures" / "account" / "account.yaml"
    account.parent.mkdir(parents=True)
    account.touch()
    found = find_checkout(package)
    assert found.root == root
    assert found.account == account


def test_outside_a_checkout_the_demo_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = tmp_path / "site-packages" / "cancelwindow" / "__init__.py"
    monkeypatch.setattr(cancelwindow, "__file__", str(installed))
    result = CliRunner().invoke(application(), ["demo", "--output", str(tmp_path / "out")])
    assert result.exit_code == 2
    assert "Clone the project and run `make run` there" in result.stderr
    assert not (tmp_path / "out").exists()


def test_without_a_browser_the_demo_says_how_to_get_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(chromium.OVERRIDE, str(tmp_path / "no-browser"))
    result = CliRunner().invoke(application(), ["demo", "--output", str(tmp_path / "out")])
    assert result.exit_code == 2
    assert chromium.OVERRIDE in result.stderr


def test_a_taken_port_is_told_in_the_companions_own_words(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with (
            pytest.raises(CompanionError, match=str(port)),
            run_companion(tmp_path / "companion", port),
        ):
            raise AssertionError("a companion started on a taken port")


# --- what went wrong -------------------------------------------------------------------------


def shown(answer: Answer | str, problem: str | None = None) -> Shown:
    badge = Badge(str(answer), "Label", "Headline", "Step", "", 1)
    return Shown(ACCOUNT.orders[0], badge=badge, problem=problem, pictures=[Path("x.png")])


def session(*refusals: Refusal) -> SimpleNamespace:
    return SimpleNamespace(refusals=list(refusals))


def test_nothing_to_complain_about() -> None:
    outside = Refusal(RefusalKind.OUTSIDE, "GET", "elsewhere.example")
    assert complaints([shown(answer) for answer in PICTURED], session(outside)) == []


def test_an_order_without_an_answer_is_named() -> None:
    everything = [shown(answer) for answer in PICTURED]
    (complaint,) = complaints([*everything, shown("problem", "there was no badge")], session())
    assert complaint == f"Order {ACCOUNT.orders[0].order_id}: there was no badge"


def test_orders_with_the_same_trouble_are_told_together() -> None:
    (complaint,) = complaints([shown("problem", "no companion")] * 2, session())
    number = ACCOUNT.orders[0].order_id
    assert complaint == f"Orders {number}, {number}: no companion"


def test_an_answer_that_was_never_given_is_named() -> None:
    some = [shown(answer) for answer in PICTURED if answer is not Answer.RECALL]
    assert complaints(some, session()) == ["No order was answered recall."]


def test_an_attempted_write_is_named() -> None:
    write = Refusal(RefusalKind.WRITE, "POST", "acs.aliexpress.com/write")
    (complaint,) = complaints([shown(answer) for answer in PICTURED], session(write))
    assert "acs.aliexpress.com/write" in complaint
