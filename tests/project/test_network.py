"""The suite reaches this machine only; pytest-socket holds it (addopts in pyproject.toml)."""

from __future__ import annotations

import re
import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserType, Error
from pytest_socket import SocketConnectBlockedError

from aliorders import chromium
from closed_browser import NOBODY_OUTSIDE

THIS = Path(__file__).resolve()

LAUNCHES = re.compile(r"\.launch\(|launch_persistent_context\(|connect_over_cdp\(")


@pytest.mark.filterwarnings("ignore:A test tried to use socket:UserWarning")
def test_another_machine_is_out_of_reach() -> None:
    never_routed = "192.0.2.1"  # RFC 5737, for documentation
    with socket.socket() as outside, pytest.raises(SocketConnectBlockedError):
        outside.connect((never_routed, 443))


def test_this_machine_is_in_reach() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket() as client:
        client.connect(server.getsockname())
        assert client.getpeername() == server.getsockname()


def launching(root: Path) -> list[Path]:
    """Tests that start a browser themselves."""
    return [
        path
        for path in sorted(root.rglob("*.py"))
        if path != THIS and LAUNCHES.search(path.read_text(encoding="utf-8"))
    ]


def test_every_browser_of_the_tests_is_closed_to_the_outside() -> None:
    found = launching(THIS.parents[1])
    assert {path.parent.name for path in found} >= {"browser", "dashboard", "security"}
    assert [
        path.name for path in found if "*NOBODY_OUTSIDE" not in path.read_text(encoding="utf-8")
    ] == []


@pytest.mark.parametrize("target", ["http://192.0.2.1/", "https://www.aliexpress.com/"])
def test_a_closed_browser_finds_nobody_outside(
    browser_type: BrowserType, browser_type_launch_args: Mapping[str, Any], target: str
) -> None:
    options = {**browser_type_launch_args, "executable_path": chromium.find()}
    with (
        browser_type.launch(**options, args=["--no-sandbox", *NOBODY_OUTSIDE]) as browser,
        pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"),
    ):
        browser.new_page().goto(target)
