"""Putting the service in and out, by the tool that each operating system has for it."""

from __future__ import annotations

import os
import subprocess
import sys
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cancelwindow.service.definition import (
    LABEL,
    NAME,
    launchd_plist,
    systemd_unit,
    task_xml,
)

_SECONDS = 60
"""No tool takes so long."""

_RUNNING = "267009"
"""Last result of a task that runs (SCHED_S_TASK_RUNNING), in every language of Windows."""


class ServiceError(Exception):
    """The service could not be put in or out; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Status:
    """What is known of the service."""

    file: Path
    is_installed: bool
    is_running: bool


class Manager(ABC):
    """One operating system's services of one user."""

    tool: str

    @property
    @abstractmethod
    def file(self) -> Path:
        """Where the definition lies."""

    @abstractmethod
    def text(self, words: Sequence[str]) -> str:
        """The definition for a command line."""

    @abstractmethod
    def install(self, words: Sequence[str]) -> None:
        """Write the definition, and start the service now and at each login."""

    @abstractmethod
    def remove(self) -> bool:
        """Stop the service and remove it; whether it was there."""

    @abstractmethod
    def is_running(self) -> bool:
        """Whether it runs."""

    def status(self) -> Status:
        """What is known of it."""
        there = self.file.exists()
        return Status(self.file, there, there and self.is_running())

    @contextmanager
    def _written(self, words: Sequence[str]) -> Iterator[None]:
        """With the definition in its place; a new one goes again where the system refuses it."""
        was_there = self.file.exists()
        self._write(words)
        try:
            yield
        except ServiceError:
            if not was_there:
                self.file.unlink(missing_ok=True)
            raise

    def _write(self, words: Sequence[str], encoding: str = "utf-8") -> None:
        text = self.text(words)
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            part = self.file.with_name(f"{self.file.name}.part")
            part.write_text(text, encoding=encoding)
            part.replace(self.file)
        except OSError as error:
            raise ServiceError(f"{self.file} cannot be written ({error.strerror}).") from error

    def _ask(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run the tool, whatever comes of it. Raises ServiceError where there is none."""
        try:
            return subprocess.run(  # noqa: S603 - words of ours
                [self.tool, *words],
                capture_output=True,
                text=True,
                errors="replace",
                timeout=_SECONDS,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise ServiceError(
                f"`{self.tool}` does not work here ({type(error).__name__}). Let your system start "
                "`cancelwindow serve` at login in its own way; "
                "`cancelwindow service install --print` shows what it should run."
            ) from error

    def _do(self, *words: str) -> None:
        done = self._ask(*words)
        if done.returncode != 0:
            said = (done.stderr or done.stdout).strip().splitlines()
            raise ServiceError(
                f"`{' '.join((self.tool, *words))}` failed: {said[-1] if said else done.returncode}"
            )


class Systemd(Manager):
    """Linux: a unit of the user's own systemd."""

    tool = "systemctl"
    _unit = f"{NAME}.service"

    @property
    def file(self) -> Path:
        """In the folder that systemd reads for this user."""
        folder = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
        return Path(folder) / "systemd" / "user" / self._unit

    def text(self, words: Sequence[str]) -> str:
        """The unit."""
        return systemd_unit(words)

    def install(self, words: Sequence[str]) -> None:
        """Write, enable and start it; nothing is left where systemd refuses."""
        with self._written(words):
            self._do("--user", "daemon-reload")
            self._do("--user", "enable", self._unit)
            self._do("--user", "restart", self._unit)

    def remove(self) -> bool:
        """Stop, disable and delete it."""
        if not self.file.exists():
            return False
        self._ask("--user", "disable", "--now", self._unit)
        self.file.unlink(missing_ok=True)
        self._ask("--user", "daemon-reload")
        return True

    def is_running(self) -> bool:
        """By systemd's own word."""
        return self._ask("--user", "is-active", "--quiet", self._unit).returncode == 0


class Launchd(Manager):
    """MacOS: an agent of the user."""

    tool = "launchctl"

    @property
    def file(self) -> Path:
        """In the folder that launchd reads for this user."""
        return Path.home() / "Library" / "LaunchAgents" / f"{LABEL}.plist"

    def text(self, words: Sequence[str]) -> str:
        """The property list."""
        return launchd_plist(words)

    def install(self, words: Sequence[str]) -> None:
        """Write and load it; one that is loaded already is loaded anew."""
        with self._written(words):
            self._ask("bootout", f"{self._domain}/{LABEL}")
            self._do("bootstrap", self._domain, str(self.file))

    def remove(self) -> bool:
        """Unload and delete it."""
        if not self.file.exists():
            return False
        self._ask("bootout", f"{self._domain}/{LABEL}")
        self.file.unlink(missing_ok=True)
        return True

    def is_running(self) -> bool:
        """Whether launchd names a process of it."""
        said = self._ask("print", f"{self._domain}/{LABEL}")
        return said.returncode == 0 and "state = running" in said.stdout

    @property
    def _domain(self) -> str:
        return f"gui/{os.getuid()}"


class TaskScheduler(Manager):
    """Windows: a task that starts when the user signs in."""

    tool = "schtasks"
    _task = "Cancel Window"

    def __init__(self, folder: Path) -> None:
        """`folder` keeps the definition, so that it can be looked at."""
        self._folder = folder

    @property
    def file(self) -> Path:
        """Beside the companion's data."""
        return self._folder / "service.xml"

    def text(self, words: Sequence[str]) -> str:
        """The task."""
        domain, user = os.environ.get("USERDOMAIN", ""), os.environ.get("USERNAME", "")
        return task_xml(words, f"{domain}\\{user}" if domain else user)

    def install(self, words: Sequence[str]) -> None:
        """Write, register and run it."""
        self._write(words, encoding="utf-16")
        try:
            self._do("/Create", "/TN", self._task, "/XML", str(self.file), "/F")
            self._do("/Run", "/TN", self._task)
        except ServiceError:
            self.file.unlink(missing_ok=True)
            raise

    def remove(self) -> bool:
        """End and delete it."""
        if not self.file.exists():
            return False
        self._ask("/End", "/TN", self._task)
        self._ask("/Delete", "/TN", self._task, "/F")
        self.file.unlink(missing_ok=True)
        return True

    def is_running(self) -> bool:
        """By the number that the scheduler gives, since its words are in the user's language."""
        said = self._ask("/Query", "/TN", self._task, "/FO", "CSV", "/NH", "/V")
        return said.returncode == 0 and _RUNNING in said.stdout


def manager(folder: Path, platform: str = sys.platform) -> Manager:
    """What starts services here. `folder` is the companion's data folder."""
    if platform == "darwin":
        return Launchd()
    return TaskScheduler(folder) if platform == "win32" else Systemd()
