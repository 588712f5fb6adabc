"""Ways in: from a terminal, and from the extension."""

from __future__ import annotations

import json
import stat
import webbrowser
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cancelwindow.cli import application
from cancelwindow.commands.dashboard import LINK_PAGE
from companion_app import CompanionApp
from companion_process import CompanionProcess
from dashboard_visitor import Visitor
from wire import over_socket


def run(*arguments: str) -> str:
    result = CliRunner().invoke(application(), ["dashboard", *arguments])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_the_terminal_opens_a_running_companion(companion: CompanionProcess) -> None:
    folder = str(companion.data_dir)
    data = json.loads(run("--json", "--port", str(companion.port), "--data-dir", folder))
    assert data["url"] == f"{companion.url}/dashboard/open#{data['code']}"
    app = CompanionApp(companion.data_dir, port=companion.port)
    visitor = Visitor(app, signed_in=False)
    answer = over_socket(companion.port, visitor.request("/dashboard/open", {"code": data["code"]}))
    assert answer.status == 303
    visitor.token = answer.headers["set-cookie"].partition("=")[2].partition(";")[0]
    page = over_socket(companion.port, visitor.request("/dashboard/"))
    app.close()
    assert page.status == 200
    assert "<h1>Overview</h1>" in page.text
    companion.stop()
    assert data["code"] not in companion.log
    assert visitor.token not in companion.log


def test_the_link_is_on_no_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", lambda url: bool(opened.append(url)))
    told = run("--data-dir", str(tmp_path / "data"))
    link = told.splitlines()[0].removeprefix("Dashboard: ")
    page = tmp_path / "data" / LINK_PAGE
    assert opened == [page.as_uri()]
    assert f'content="0; url={link}"' in page.read_text(encoding="utf-8")
    assert stat.S_IMODE(page.stat().st_mode) == 0o600
    assert "No browser could be started" in told


def test_no_browser_is_started_where_none_is_wanted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webbrowser, "open", lambda _: pytest.fail("a browser was started"))
    told = run("--no-browser", "--data-dir", str(tmp_path / "data"))
    assert "http://127.0.0.1:17863/dashboard/open#" in told
    assert not (tmp_path / "data" / LINK_PAGE).exists()


def test_a_paired_client_gets_a_link(companion_app: CompanionApp) -> None:
    client = companion_app.pair()
    answer = companion_app.post("/v1/dashboard-link", {}, token=client.token)
    assert answer.status == 200
    sent, _, code = answer.data["url"].partition("#")
    assert sent == f"http://127.0.0.1:{companion_app.config.port}/dashboard/open"
    door = Visitor(companion_app, signed_in=False)
    assert companion_app.send(door.request("/dashboard/open", {"code": code})).status == 303


@pytest.mark.parametrize("message", [{"port": 1}, [], None])
def test_a_link_is_asked_for_without_anything_else(
    companion_app: CompanionApp, message: object
) -> None:
    client = companion_app.pair()
    answer = companion_app.post("/v1/dashboard-link", message, token=client.token)
    assert answer.code == "malformed"


def test_a_link_is_for_paired_clients_alone(companion_app: CompanionApp) -> None:
    assert companion_app.post("/v1/dashboard-link", {}).code == "not_paired"
    assert companion_app.get("/v1/dashboard-link").code == "method_not_allowed"
