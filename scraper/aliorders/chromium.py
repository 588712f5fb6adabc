"""Find a Chromium on this machine, or install one. Nothing here imports Playwright.

Branded Google Chrome no longer loads an unpacked extension from the command line (since version
137), so it serves to open pages only, and not where our extension is needed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

OVERRIDE = "CANCELWINDOW_BROWSER"
"""Environment variable with the path of the browser to use."""

_UNBRANDED = ("chromium", "chromium-browser", "google-chrome-for-testing", "chrome-for-testing")
_BRANDED = ("google-chrome", "google-chrome-stable")
_MAC_APPLICATIONS = ("/Applications/Chromium.app/Contents/MacOS/Chromium",)
_DOWNLOADS = (
    "chromium-*/chrome-linux*/chrome",
    "chromium-*/chrome-mac*/*.app/Contents/MacOS/*",
    "chromium-*/chrome-win*/chrome.exe",
)
_BRAND = "Google Chrome"
_TESTING_BRAND = "Google Chrome for Testing"

_VERSION_SECONDS = 30
_DOWNLOAD_SECONDS = 240
_INDEX_SECONDS = 90
_PACKAGE_SECONDS = 240
_CONNECTION_MS = "10000"

WAYS = (
    "Install one in any of three ways: `python -m playwright install --with-deps chromium`; "
    "your system's package (Debian: `apt-get install chromium`); or set "
    f"{OVERRIDE} to the path of a Chromium you have."
)


class BrowserMissingError(RuntimeError):
    """No usable browser; the message says what was tried and names the three ways to get one."""


@dataclass(frozen=True)
class Machine:
    """What finding and installing depends on, apart from the files themselves."""

    environ: Mapping[str, str]
    home: Path
    is_root: bool
    is_debian: bool
    python: str = sys.executable

    @classmethod
    def this(cls) -> Machine:
        """The machine and the user this program runs as."""
        return cls(
            environ=os.environ,
            home=Path.home(),
            is_root=hasattr(os, "geteuid") and os.geteuid() == 0,
            is_debian=Path("/etc/debian_version").exists(),
        )

    def which(self, name: str) -> Path | None:
        """A program on this machine's PATH."""
        found = shutil.which(name, path=self.environ.get("PATH", ""))
        return Path(found) if found else None


def find(*, need_extension: bool = False, machine: Machine | None = None) -> Path:
    """The browser to use: the one named by the environment, Playwright's own download, the
    system's.

    Args:
        need_extension: leave out browsers that do not load an unpacked extension.

    Raises:
        BrowserMissingError: there is none, or the one named by the environment cannot be used.
    """
    machine = machine or Machine.this()
    named = machine.environ.get(OVERRIDE)
    if named:
        return _named(Path(named).expanduser(), need_extension=need_extension)
    passed_over: list[str] = []
    for path in _candidates(machine):
        version = version_of(path)
        if version is None:
            passed_over.append(f"{path} does not start (system libraries may be missing)")
        elif need_extension and _is_branded(version):
            passed_over.append(_branded_note(path, version))
        else:
            return path
    notes = f" Passed over: {'; '.join(passed_over)}." if passed_over else ""
    raise BrowserMissingError(f"No usable Chromium was found.{notes} {WAYS}")


def ensure(
    *,
    install: bool = True,
    need_extension: bool = True,
    say: Callable[[str], None] = lambda _line: None,
    machine: Machine | None = None,
) -> Path:
    """A browser, installed first where there is none.

    Args:
        install: whether anything may be installed.
        say: told what is being done, one line at a time.

    Raises:
        BrowserMissingError: there is none, and it could not be installed.
    """
    machine = machine or Machine.this()
    try:
        return find(need_extension=need_extension, machine=machine)
    except BrowserMissingError:
        if not install or machine.environ.get(OVERRIDE):
            raise
    failures: list[str] = []
    for step in _steps(machine):
        say(step.title)
        failure = _run(step, machine)
        if failure is not None:
            failures.append(failure)
            continue
        try:
            return find(need_extension=need_extension, machine=machine)
        except BrowserMissingError as error:
            failures.append(f"{step.title}: done, but {error.args[0].removesuffix(WAYS).strip()}")
    raise BrowserMissingError(f"No Chromium could be installed. {' '.join(failures)} {WAYS}")


def version_of(path: Path) -> str | None:
    """What the browser calls itself, such as ``Chromium 142.0``; None if it does not start."""
    if os.name == "nt":  # chrome.exe --version opens a window there instead of answering
        return path.stem
    try:
        done = subprocess.run(  # noqa: S603 - a browser from our own candidates, no shell
            [path, "--version"],
            capture_output=True,
            text=True,
            timeout=_VERSION_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 and done.stdout.strip() else None


# --- candidates ------------------------------------------------------------------------------


def _named(path: Path, *, need_extension: bool) -> Path:
    version = version_of(path) if path.is_file() else None
    if version is None:
        raise BrowserMissingError(f"{OVERRIDE} names {path}, which is not a browser that starts.")
    if need_extension and _is_branded(version):
        raise BrowserMissingError(
            f"{OVERRIDE} names a browser that does not do: {_branded_note(path, version)}."
        )
    return path


def _is_branded(version: str) -> bool:
    return version.startswith(_BRAND) and not version.startswith(_TESTING_BRAND)


def _branded_note(path: Path, version: str) -> str:
    return (
        f"{path} is {version}, and Google Chrome no longer loads an unpacked extension from the "
        "command line (since 137)"
    )


def _candidates(machine: Machine) -> Iterator[Path]:
    yield from _downloads(machine)
    for name in (*_UNBRANDED, *_BRANDED):
        found = machine.which(name)
        if found is not None:
            yield found
    for application in _MAC_APPLICATIONS:
        if Path(application).is_file():
            yield Path(application)


def _downloads(machine: Machine) -> list[Path]:
    """Playwright's own Chromium, newest build first."""
    found = [path for pattern in _DOWNLOADS for path in _download_folder(machine).glob(pattern)]
    return sorted(found, key=_build_of, reverse=True)


def _build_of(path: Path) -> int:
    folder = next(part for part in path.parts if part.startswith("chromium-"))
    build = folder.removeprefix("chromium-")
    return int(build) if build.isdigit() else 0


def _download_folder(machine: Machine) -> Path:
    named = machine.environ.get("PLAYWRIGHT_BROWSERS_PATH")
    if named and named != "0":
        return Path(named)
    if sys.platform == "darwin":
        return machine.home / "Library" / "Caches" / "ms-playwright"
    if os.name == "nt":
        local = machine.environ.get("LOCALAPPDATA")
        return (Path(local) if local else machine.home / "AppData" / "Local") / "ms-playwright"
    cache = machine.environ.get("XDG_CACHE_HOME")
    return (Path(cache) if cache else machine.home / ".cache") / "ms-playwright"


# --- installing ------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Step:
    title: str
    commands: tuple[tuple[Sequence[str], int], ...]
    """Each with its longest time in seconds."""


def _steps(machine: Machine) -> Iterator[_Step]:
    download = (machine.python, "-m", "playwright", "install", "--no-shell", "chromium")
    yield _Step("Download Chromium with Playwright", ((download, _DOWNLOAD_SECONDS),))
    apt = machine.which("apt-get")
    if machine.is_root and machine.is_debian and apt is not None:
        package = (str(apt), "install", "-y", "--no-install-recommends", "chromium")
        yield _Step(
            "Install the distribution's chromium package",
            (((str(apt), "update"), _INDEX_SECONDS), (package, _PACKAGE_SECONDS)),
        )


def _run(step: _Step, machine: Machine) -> str | None:
    """None when all went well, else one sentence on what did not."""
    environ = {
        **machine.environ,
        "DEBIAN_FRONTEND": "noninteractive",
        "PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT": _CONNECTION_MS,
    }
    for command, seconds in step.commands:
        try:
            done = subprocess.run(  # noqa: S603 - fixed arguments, no shell
                command,
                capture_output=True,
                text=True,
                errors="replace",
                timeout=seconds,
                check=False,
                env=environ,
            )
        except subprocess.TimeoutExpired:
            return f"{step.title}: gave up after {seconds} seconds."
        except OSError as error:
            return f"{step.title}: {error.strerror}."
        if done.returncode != 0:
            return f"{step.title}: {_summary(done.stderr or done.stdout)}"
    return None


def _summary(output: str) -> str:
    """The first line that names an error, for a message of one sentence."""
    lines = [line.strip() for line in output.splitlines() if line.strip(" \t-^~|║╔╗╚╝═")]
    errors = [line for line in lines if "error" in line.lower() or line.startswith("E:")]
    told = errors[0] if errors else (lines or ["it ended with an error and no message"])[-1]
    return f"{told[:200].rstrip('.')}."
