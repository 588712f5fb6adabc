"""Finding and installing a browser, with stand-in programs on a PATH of their own."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from typer import Typer
from typer.testing import CliRunner

from aliorders import chromium
from aliorders.chromium import BrowserMissingError, Machine
from cancelwindow.commands.browser import browser

CHROMIUM = 'echo "Chromium 156.0.1.2"'
BRANDED = 'echo "Google Chrome 156.0.1.2"'
TESTING = 'echo "Google Chrome for Testing 156.0.1.2"'
BROKEN = 'echo "error while loading shared libraries: libnss3.so" >&2; exit 127'


def program(path: Path, script: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


class Bench:
    """A machine whose PATH holds only stand-ins."""

    def __init__(self, folder: Path) -> None:
        self.bin = folder / "bin"
        self.home = folder / "home"
        self.bin.mkdir()
        self.home.mkdir()
        self.log = folder / "calls"

    def add(self, name: str, script: str) -> Path:
        return program(self.bin / name, script)

    def download(self, build: int, script: str = TESTING) -> Path:
        folder = self.home / ".cache" / "ms-playwright" / f"chromium-{build}" / "chrome-linux64"
        return program(folder / "chrome", script)

    def python(self, script: str) -> Path:
        return program(self.home / "python", f'echo "$@" >> {self.log}\n{script}')

    def apt(self, script: str) -> Path:
        return self.add("apt-get", f'echo "$@" >> {self.log}\n{script}')

    def calls(self) -> list[str]:
        return self.log.read_text().splitlines() if self.log.exists() else []

    def machine(self, *, is_root: bool = False, is_debian: bool = False, **environ: str) -> Machine:
        return Machine(
            environ={"PATH": str(self.bin), **environ},
            home=self.home,
            is_root=is_root,
            is_debian=is_debian,
            python=str(self.home / "python"),
        )


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    monkeypatch.setattr(chromium.sys, "platform", "linux")
    return Bench(tmp_path)


@pytest.mark.parametrize(
    "name", ["chromium", "chromium-browser", "google-chrome-for-testing", "chrome-for-testing"]
)
def test_finds_an_installed_chromium(bench: Bench, name: str) -> None:
    path = bench.add(name, CHROMIUM)
    assert chromium.find(need_extension=True, machine=bench.machine()) == path


def test_own_download_comes_first_and_the_newest_build_of_it(bench: Bench) -> None:
    bench.add("chromium", CHROMIUM)
    bench.download(998)
    newest = bench.download(1002)
    assert chromium.find(need_extension=True, machine=bench.machine()) == newest


def test_download_folder_can_be_named(bench: Bench, tmp_path: Path) -> None:
    elsewhere = program(tmp_path / "shared" / "chromium-7" / "chrome-linux" / "chrome", TESTING)
    machine = bench.machine(PLAYWRIGHT_BROWSERS_PATH=str(tmp_path / "shared"))
    assert chromium.find(machine=machine) == elsewhere


def test_a_browser_that_does_not_start_is_passed_over(bench: Bench) -> None:
    bench.download(998, BROKEN)
    working = bench.add("chromium", CHROMIUM)
    assert chromium.find(machine=bench.machine()) == working


def test_branded_chrome_serves_only_without_the_extension(bench: Bench) -> None:
    path = bench.add("google-chrome", BRANDED)
    assert chromium.find(machine=bench.machine()) == path
    with pytest.raises(BrowserMissingError, match=r"no longer loads an unpacked extension"):
        chromium.find(need_extension=True, machine=bench.machine())


def test_nothing_found_names_the_three_ways(bench: Bench) -> None:
    with pytest.raises(BrowserMissingError) as caught:
        chromium.find(machine=bench.machine())
    for way in ("playwright install", "apt-get install chromium", chromium.OVERRIDE):
        assert way in str(caught.value)


def test_override_wins(bench: Bench, tmp_path: Path) -> None:
    bench.add("chromium", CHROMIUM)
    own = program(tmp_path / "my browser", CHROMIUM)
    assert chromium.find(machine=bench.machine(CANCELWINDOW_BROWSER=str(own))) == own


@pytest.mark.parametrize(
    ("script", "message"),
    [
        (None, "not a browser that starts"),
        (BROKEN, "not a browser that starts"),
        (BRANDED, "no longer loads an unpacked extension"),
    ],
    ids=["absent", "broken", "branded"],
)
def test_an_override_that_does_not_do_is_an_error_and_not_replaced(
    bench: Bench, tmp_path: Path, script: str | None, message: str
) -> None:
    bench.add("chromium", CHROMIUM)
    bench.python("exit 0")
    own = tmp_path / "mine"
    if script is not None:
        program(own, script)
    machine = bench.machine(CANCELWINDOW_BROWSER=str(own))
    with pytest.raises(BrowserMissingError, match=message):
        chromium.ensure(machine=machine)
    assert bench.calls() == []


def test_nothing_is_installed_where_a_browser_is(bench: Bench) -> None:
    path = bench.add("chromium", CHROMIUM)
    bench.python("exit 0")
    assert chromium.ensure(machine=bench.machine()) == path
    assert bench.calls() == []


def test_nothing_is_installed_unasked(bench: Bench) -> None:
    bench.python("exit 0")
    with pytest.raises(BrowserMissingError):
        chromium.ensure(install=False, machine=bench.machine(is_root=True, is_debian=True))
    assert bench.calls() == []


def test_playwright_downloads_first(bench: Bench) -> None:
    target = bench.home / ".cache" / "ms-playwright" / "chromium-9" / "chrome-linux64"
    bench.python(
        f"/bin/mkdir -p {target}; printf '#!/bin/sh\\n{TESTING}\\n' > {target}/chrome; "
        f"/bin/chmod +x {target}/chrome"
    )
    said: list[str] = []
    found = chromium.ensure(machine=bench.machine(is_root=True, is_debian=True), say=said.append)
    assert found == target / "chrome"
    assert bench.calls() == ["-m playwright install --no-shell chromium"]
    assert said == ["Download Chromium with Playwright"]


def test_debian_package_is_the_second_way_for_root(bench: Bench) -> None:
    bench.python('echo "Error: getaddrinfo ENOTFOUND" >&2; exit 1')
    target = bench.bin / "chromium"
    bench.apt(f"printf '#!/bin/sh\\n{CHROMIUM}\\n' > {target}; /bin/chmod +x {target}")
    machine = bench.machine(is_root=True, is_debian=True)
    assert chromium.ensure(machine=machine) == target
    assert bench.calls() == [
        "-m playwright install --no-shell chromium",
        "update",
        "install -y --no-install-recommends chromium",
    ]


@pytest.mark.parametrize(
    ("is_root", "is_debian"), [(False, True), (True, False)], ids=["not root", "not Debian"]
)
def test_packages_are_left_alone_otherwise(bench: Bench, is_root: bool, is_debian: bool) -> None:
    bench.python('echo "Error: getaddrinfo ENOTFOUND cdn.example" >&2; exit 1')
    bench.apt("exit 0")
    with pytest.raises(BrowserMissingError, match=r"getaddrinfo ENOTFOUND cdn\.example"):
        chromium.ensure(machine=bench.machine(is_root=is_root, is_debian=is_debian))
    assert bench.calls() == ["-m playwright install --no-shell chromium"]


def test_every_failure_is_told_in_one_line(bench: Bench) -> None:
    bench.python('echo "noise"; echo "Error: no route" >&2; echo "  at line 1" >&2; exit 1')
    bench.apt('[ "$1" = update ] && exit 0; echo "E: Unable to locate package" >&2; exit 100')
    with pytest.raises(BrowserMissingError) as caught:
        chromium.ensure(machine=bench.machine(is_root=True, is_debian=True))
    message = str(caught.value)
    assert "Error: no route." in message
    assert "E: Unable to locate package." in message
    assert "\n" not in message
    assert chromium.WAYS in message


def test_a_download_without_its_libraries_falls_through_to_the_package(bench: Bench) -> None:
    broken = bench.home / ".cache" / "ms-playwright" / "chromium-9" / "chrome-linux64"
    bench.python(
        f"/bin/mkdir -p {broken}; printf '#!/bin/sh\\nexit 127\\n' > {broken}/chrome; "
        f"/bin/chmod +x {broken}/chrome"
    )
    bench.apt("exit 100")
    with pytest.raises(BrowserMissingError, match="does not start"):
        chromium.ensure(machine=bench.machine(is_root=True, is_debian=True))
    assert bench.calls()[1:] == ["update"]


def test_an_installer_that_hangs_is_given_up(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chromium, "_DOWNLOAD_SECONDS", 0.2)
    bench.python("exec /bin/sleep 60")
    with pytest.raises(BrowserMissingError, match="gave up after"):
        chromium.ensure(machine=bench.machine())


@pytest.fixture
def command() -> Typer:
    app = Typer()
    app.command()(browser)
    return app


def test_command_prints_the_browser(
    bench: Bench, command: Typer, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = bench.add("chromium", CHROMIUM)
    monkeypatch.setattr(Machine, "this", bench.machine)
    result = CliRunner().invoke(command)
    assert result.exit_code == 0
    assert result.stdout == f"browser: {path} (Chromium 156.0.1.2)\n"


def test_command_without_a_browser_ends_with_two(
    bench: Bench, command: Typer, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.python("exit 1")
    monkeypatch.setattr(Machine, "this", bench.machine)
    result = CliRunner().invoke(command)
    assert result.exit_code == 2
    assert chromium.WAYS in result.stderr
    assert bench.calls() == []
    result = CliRunner().invoke(command, ["--install"])
    assert result.exit_code == 2
    assert bench.calls() == ["-m playwright install --no-shell chromium"]
