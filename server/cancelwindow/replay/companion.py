"""A companion of the demo's own: a real process, with a data folder that is thrown away."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cancelwindow.config import DATABASE_NAME, utc_now
from cancelwindow.dashboard.gate import ROOT
from cancelwindow.dashboard.session import open_link
from cancelwindow.pairing import open_pairing
from cancelwindow.store.database import Database

_READY = re.compile(r"on http://127\.0\.0\.1:(\d+) ")
_START_SECONDS = 60
_STOP_SECONDS = 10


class CompanionError(RuntimeError):
    """The companion did not start."""


@dataclass(frozen=True)
class Companion:
    """A running companion."""

    port: int
    data_dir: Path
    log_file: Path

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def dashboard(self) -> str:
        """Address of its pages."""
        return f"{self.url}{ROOT}/"

    def last_words(self, lines: int = 12) -> list[str]:
        """The end of its log, which holds warnings and faults only."""
        return self.log_file.read_text(encoding="utf-8").splitlines()[-lines:]

    def open_pairing(self) -> str:
        """A one-time code, as `cancelwindow pair` makes one."""
        with self.database() as database:
            return open_pairing(database, utc_now()).code

    def dashboard_link(self) -> str:
        """A one-time link, as `cancelwindow dashboard` makes one."""
        with self.database() as database:
            return open_link(database, utc_now()).url(self.port)

    def database(self) -> Database:
        """A second view of its store; a context manager."""
        return Database(self.data_dir / DATABASE_NAME)


@contextmanager
def run_companion(data_dir: Path, port: int) -> Iterator[Companion]:
    """Start `cancelwindow serve` and stop it afterwards; port 0 takes any free one.

    Raises:
        CompanionError: it ended, or said nothing in time; with its own words.
    """
    command = [sys.executable, "-m", "cancelwindow.cli", "serve"]
    command += ["--port", str(port), "--data-dir", str(data_dir), "--log-level", "warning"]
    log = data_dir.with_name(f"{data_dir.name}.log")
    with log.open("w+", encoding="utf-8") as errors:
        process = subprocess.Popen(  # noqa: S603 - this interpreter, fixed arguments, no shell
            command, stdout=subprocess.PIPE, stderr=errors, text=True, encoding="utf-8"
        )
        try:
            ready = _READY.search(_first_line(process))
            if ready is None:
                errors.seek(0)
                raise CompanionError(f"The companion did not start: {errors.read().strip()}")
            yield Companion(int(ready[1]), data_dir, log)
        finally:
            _stop(process)


def _first_line(process: subprocess.Popen[str]) -> str:
    """The line it prints when it listens; empty if it ends, or is not ready in time."""
    assert process.stdout is not None  # noqa: S101 - opened with a pipe
    overdue = threading.Timer(_START_SECONDS, process.kill)
    overdue.start()
    try:
        return process.stdout.readline()
    finally:
        overdue.cancel()


def _stop(process: subprocess.Popen[str]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    try:
        process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout is not None:
        process.stdout.close()
