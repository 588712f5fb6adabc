"""`cancelwindow login`, `sync` and `logout`, as a person runs them, on a served replay."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cancelwindow.cli import application
from cancelwindow.replay.faults import Fault, Trouble
from cancelwindow.replay.live import LiveSite
from cancelwindow.replay.served import ServedSite
from history.shop import live

ORDERS = 12


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def served() -> Iterator[list[ServedSite]]:
    """Sites that a test serves."""
    sites: list[ServedSite] = []
    yield sites
    for site in sites:
        site.__exit__()


def serve(served: list[ServedSite], site: LiveSite) -> str:
    served.append(ServedSite(site.answer))
    return served[-1].__enter__().url


@dataclass(frozen=True)
class Ran:
    """What a command ended with, and what it said."""

    exit_code: int
    stdout: str
    stderr: str

    @property
    def output(self) -> str:
        """Both, for a failed test."""
        return self.stdout + self.stderr


def run(folder: Path, command: str, *arguments: str) -> Ran:
    """Run a command in a process of its own: the browser of another test may be driven from this
    one, and two cannot be."""
    ended = subprocess.run(
        [sys.executable, "-m", "cancelwindow.cli", command, *arguments, "--data-dir", str(folder)],
        env={**os.environ, "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    return Ran(ended.returncode, ended.stdout, ended.stderr)


def refused(folder: Path, command: str, *arguments: str) -> Result:
    """Run a command here, which must end before it opens a browser."""
    asked = [command, *arguments, "--data-dir", str(folder)]
    return CliRunner().invoke(application([command]), asked, env={"COLUMNS": "200"})


def test_a_person_signs_in_walks_and_signs_out(folder: Path, served: list[ServedSite]) -> None:
    site = live(ORDERS, needs_sign_in=True)
    url = serve(served, site)
    # The person needs a moment for the form.
    signing_in = threading.Timer(1.0, lambda: setattr(site, "person_is_here", True))
    signing_in.start()
    result = run(folder, "login", "mine", "--replay", url)
    signing_in.join()
    assert result.exit_code == 0, result.output
    assert f"shows {10} orders" in result.stdout
    profile = folder / "profiles" / "mine"
    assert stat.S_IMODE(profile.stat().st_mode) == 0o700

    planned = run(folder, "sync", "mine", "--dry-run", "--json")
    assert json.loads(planned.stdout)["whole_list"] is True
    asked = len(site.asked)

    result = run(folder, "sync", "mine", "--replay", url, "--json", "--keep-copies", "3")
    assert result.exit_code == 0, result.output
    report = json.loads(result.stdout)
    assert report["complete"] is True
    assert report["orders"] == report["details"] == ORDERS
    assert site.count("write").total() == 0
    assert len(site.asked) > asked

    again = run(folder, "sync", "mine", "--replay", url)
    assert again.exit_code == 0
    assert "0 new" in again.stdout
    assert "Complete" in again.stdout

    reparsed = run(folder, "sync", "mine", "--reparse")
    assert reparsed.exit_code == 0
    assert "0 differently" in reparsed.stdout

    assert run(folder, "logout", "mine").exit_code == 0
    assert not profile.exists()
    refused = run(folder, "sync", "mine")
    assert refused.exit_code == 2
    assert "cancelwindow login mine" in refused.stderr


def test_without_a_sign_in_nothing_is_left_behind(folder: Path, served: list[ServedSite]) -> None:
    url = serve(served, live(ORDERS, needs_sign_in=True))
    result = run(folder, "login", "mine", "--minutes", "0.03", "--replay", url)
    assert result.exit_code == 1
    assert "Not signed in" in result.stderr
    assert not (folder / "profiles" / "mine").exists()
    assert run(folder, "sync", "mine").exit_code == 2


def test_a_check_stops_the_walk_with_advice_until_somebody_solved_it(
    folder: Path, served: list[ServedSite]
) -> None:
    site = live(ORDERS, Fault(Trouble.CHALLENGE, page=2))
    url = serve(served, site)
    stopped = run(folder, "sync", "--replay", url)
    assert stopped.exit_code == 5
    assert "a check for robots" in stopped.stdout
    assert "cancelwindow login" in stopped.stdout
    asked = len(site.asked)
    resting = run(folder, "sync", "--replay", url)
    assert resting.exit_code == 5
    assert "No other walk until" in resting.stderr
    assert len(site.asked) == asked
    site.help()
    assert run(folder, "login", "--replay", url).exit_code == 0
    assert run(folder, "sync", "--replay", url, "--quiet").stdout == ""


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["nobody"], 2, "cancelwindow login nobody"),
        (["../x"], 2, "no name for an account"),
        (["--since", "yesterday"], 2, "is no day"),
        (["--full", "--only-open"], 2, "do not go together"),
        (["--replay", "https://www.aliexpress.com"], 2, "is not http://127.0.0.1:PORT"),
        (["--attach", "http://192.0.2.1:9222"], 7, "not an address of this machine"),
        (["--attach", "http://127.0.0.1:1"], 7, "no browser answers"),
    ],
)
def test_what_cannot_be_done_is_said(
    folder: Path, arguments: list[str], code: int, said: str
) -> None:
    result = refused(folder, "sync", *arguments)
    assert result.exit_code == code
    assert said in " ".join(result.stderr.replace("│", " ").split())


def test_logging_out_twice_is_told(folder: Path) -> None:
    assert refused(folder, "logout").exit_code == 2
