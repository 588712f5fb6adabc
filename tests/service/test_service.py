"""`cancelwindow service`, with each system's tool played by one that notes what it is asked."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from cancelwindow.cli import application
from cancelwindow.service import managers
from cancelwindow.service.managers import Manager, ServiceError, manager

PLATFORMS = {"linux": "systemctl", "darwin": "launchctl", "win32": "schtasks"}
WORDS = ("/some where/python", "-P", "-m", "cancelwindow.cli", "serve")


class Tools:
    """A home, and a folder with the tools of all systems."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self.asked_file = folder / "asked"
        self.data = folder / "data"
        self._bin = folder / "bin"
        self._bin.mkdir()
        for name in PLATFORMS.values():
            self.answer(name)
        patch.setenv("PATH", str(self._bin))
        patch.setenv("HOME", str(folder / "home"))
        patch.delenv("XDG_CONFIG_HOME", raising=False)

    def answer(self, name: str, said: str = "", code: int = 0, only: str = "") -> None:
        """Have a tool say this and end so; with `only`, where that is among its words."""
        script = self._bin / name
        script.write_text(
            "#!/bin/sh\n"
            f"echo {name} \"$@\" >> '{self.asked_file}'\n"
            f"case \"$*\" in *{only}*) echo '{said}'; exit {code};; esac\n"
        )
        script.chmod(0o755)

    def remove(self, name: str) -> None:
        """Have no such tool."""
        (self._bin / name).unlink()

    @property
    def asked(self) -> list[str]:
        """What was asked, in order."""
        return self.asked_file.read_text().splitlines() if self.asked_file.exists() else []


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tools:
    return Tools(tmp_path, monkeypatch)


@pytest.fixture(params=PLATFORMS)
def platform(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def by(tools: Tools, platform: str) -> Manager:
    return manager(tools.data, platform)


def test_installing_writes_the_file_and_starts_it(by: Manager, tools: Tools, platform: str) -> None:
    by.install(WORDS)
    assert by.file.exists()
    assert not list(by.file.parent.glob("*.part"))
    text = by.file.read_text("utf-16" if platform == "win32" else "utf-8")
    assert text == by.text(WORDS)
    verbs = {"linux": "restart", "darwin": "bootstrap", "win32": "/Run"}
    assert verbs[platform] in tools.asked[-1]
    assert all(one.startswith(PLATFORMS[platform]) for one in tools.asked)


def test_installing_twice_and_removing_twice_is_harmless(by: Manager) -> None:
    by.install(WORDS)
    by.install(WORDS)
    assert by.remove()
    assert not by.file.exists()
    assert not by.remove()


def test_where_the_tool_refuses_nothing_is_left(by: Manager, tools: Tools, platform: str) -> None:
    tools.answer(PLATFORMS[platform], "no such thing here", 1)
    with pytest.raises(ServiceError, match="no such thing here"):
        by.install(WORDS)
    assert not by.file.exists()


def test_where_there_is_no_tool_the_error_says_what_to_do(
    by: Manager, tools: Tools, platform: str
) -> None:
    tools.remove(PLATFORMS[platform])
    with pytest.raises(ServiceError, match="--print"):
        by.install(WORDS)
    assert not by.file.exists()


def test_a_folder_that_cannot_be_written_is_told(by: Manager) -> None:
    above = by.file.parent
    above.parent.mkdir(parents=True, exist_ok=True)
    above.write_text("no folder")
    with pytest.raises(ServiceError, match="cannot be written"):
        by.install(WORDS)


RUNNING = {"linux": "", "darwin": "\tstate = running", "win32": '"PC","Cancel Window","267009"'}
IDLE = {"linux": "", "darwin": "\tstate = not running", "win32": '"PC","Cancel Window","0"'}


def test_the_status_is_the_tools(by: Manager, tools: Tools, platform: str) -> None:
    assert not by.status().is_installed
    by.install(WORDS)
    tools.answer(PLATFORMS[platform], RUNNING[platform])
    assert (by.status().is_installed, by.status().is_running) == (True, True)
    tools.answer(PLATFORMS[platform], IDLE[platform], 3 if platform == "linux" else 0)
    assert (by.status().is_installed, by.status().is_running) == (True, False)


def run(*words: str) -> Result:
    return CliRunner().invoke(application(["service"]), ["service", *words])


def test_the_command(tools: Tools, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "cancelwindow.commands.service.manager", lambda folder: managers.manager(folder, "linux")
    )
    folder = str(tools.data)
    missing = run("status", "--data-dir", folder)
    assert (missing.exit_code, "service install" in missing.output) == (1, True)
    shown = run("install", "--print", "--data-dir", folder, "--port", "18000", "--country", "ie")
    assert shown.exit_code == 0
    assert f'ExecStart="{sys.executable}" "-P"' in shown.output
    assert '"--port" "18000" "--data-dir"' in shown.output
    assert '"--country" "IE"' in shown.output
    assert tools.asked == []
    done = run("install", "--data-dir", folder)
    assert (done.exit_code, "starts at each login" in done.output) == (0, True)
    assert run("status", "--data-dir", folder).exit_code == 0
    tools.answer("systemctl", "", 3, only="is-active")
    idle = run("status", "--data-dir", folder)
    assert (idle.exit_code, "cancelwindow doctor" in idle.output) == (1, True)
    assert "removed" in run("remove", "--data-dir", folder).output
    assert "no service" in run("remove", "--data-dir", folder).output.lower()
    tools.remove("systemctl")
    refused = run("install", "--data-dir", folder)
    assert (refused.exit_code, "Traceback" in refused.output) == (1, False)
    assert run("status", "--print").exit_code == 2
