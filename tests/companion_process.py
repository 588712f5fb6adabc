"""A real companion in a process of its own, as `cancelwindow serve` starts it.

Tests that need one ask for the `companion` fixture of `tests/conftest.py`, or for a
`CompanionProcess` of their own.
"""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any, ClassVar, Self

from cancelwindow.config import DATABASE_NAME, prepare_data_dir, utc_now
from cancelwindow.pairing import open_pairing
from cancelwindow.protocol import PROTOCOL, PROTOCOL_HEADER, PairReply
from cancelwindow.store import clients
from cancelwindow.store.database import Database
from wire import Answer, Request, over_socket

EXTENSION_ORIGIN = "chrome-extension://" + "abcdefghijklmnop" * 2
"""Origin of an invented extension."""

READY = re.compile(
    r"Cancel Window companion (?P<version>\S+) on http://127\.0\.0\.1:(?P<port>\d+) \(data in .+\)"
)

PATIENCE_SECONDS = 60
"""Nothing waits this long unless it hangs."""


def command_line(*arguments: str) -> list[str]:
    """The installed `cancelwindow` command of this environment, with arguments."""
    return [str(Path(sys.executable).with_name("cancelwindow")), *arguments]


class CompanionProcess:
    """`cancelwindow serve` on a free port, which it keeps over restarts."""

    command: ClassVar[tuple[str, ...]] = tuple(command_line())

    def __init__(self, data_dir: Path, *, port: int = 0) -> None:
        self.data_dir = data_dir
        self.port = port
        self.ready_line = ""
        self._process: subprocess.Popen[str] | None = None
        self._log: list[str] = []

    @property
    def url(self) -> str:
        """Its address, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        """Number of the running process."""
        if self._process is None:
            raise RuntimeError("the companion does not run")
        return self._process.pid

    @property
    def log(self) -> str:
        """Everything it has written to standard error; complete once it is stopped."""
        return "".join(self._log)

    @property
    def running(self) -> bool:
        """Whether the process is alive."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> Self:
        """Start it and wait for its ready line."""
        if self.running:
            raise RuntimeError("the companion already runs")
        options = ("serve", "--port", str(self.port), "--data-dir", str(self.data_dir))
        self._process = subprocess.Popen(
            [*self.command, *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        self._reader = threading.Thread(target=self._read_log, args=(self._process,), daemon=True)
        self._reader.start()
        # A process that never gets ready is ended, and the pipe with it: readline cannot hang.
        overdue = threading.Timer(PATIENCE_SECONDS, self._process.kill)
        overdue.start()
        try:
            self.ready_line = self._stdout().readline().rstrip("\n")
        finally:
            overdue.cancel()
            overdue.join()
        ready = READY.fullmatch(self.ready_line)
        if ready is None:
            code = self.stop()
            raise RuntimeError(
                f"no ready line but {self.ready_line!r}; exit code {code}:\n{self.log}"
            )
        self.port = int(ready["port"])
        return self

    def stop(self, with_signal: signal.Signals = signal.SIGTERM) -> int:
        """Stop it as the person would, and give its exit code."""
        process = self._process
        if process is None:
            raise RuntimeError("the companion was never started")
        if process.poll() is None:
            process.send_signal(with_signal)
        try:
            code = process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise
        finally:
            self._reader.join()
            self._stdout().close()
            self._process = None
        return code

    def restart(self) -> Self:
        """Stop it and start it again on the same port and data folder."""
        self.stop()
        return self.start()

    def open_pairing(self) -> str:
        """A fresh pairing code, XXXX-XXXX, as `cancelwindow pair` makes one."""
        with self.database() as database:
            return open_pairing(database, utc_now()).code

    def pair(self, origin: str = EXTENSION_ORIGIN, name: str = "Test browser") -> PairReply:
        """Pair a client the way an extension does it."""
        answer = self.post("/v1/pair", {"code": self.open_pairing(), "name": name}, origin=origin)
        if answer.status != 200:
            raise RuntimeError(f"pairing failed: {answer.status} {answer.body!r}")
        return PairReply.model_validate_json(answer.body)

    def revoke(self, client_id: str) -> None:
        """Revoke a client, as `cancelwindow clients --revoke` does."""
        with self.database() as database, database.write() as session:
            assert clients.revoke(session, client_id, utc_now()) is not None

    def database(self) -> Database:
        """A second view of its store; close it after use."""
        prepare_data_dir(self.data_dir)
        return Database(self.data_dir / DATABASE_NAME)

    def get(self, path: str) -> Answer:
        """One GET."""
        return over_socket(self.port, Request("GET", path, {"Host": f"127.0.0.1:{self.port}"}))

    def post(
        self,
        path: str,
        message: object,
        *,
        token: str | None = None,
        origin: str | None = EXTENSION_ORIGIN,
    ) -> Answer:
        """One POST of JSON as the extension sends it."""
        request = Request(
            "POST",
            path,
            {
                "Host": f"127.0.0.1:{self.port}",
                "Content-Type": "application/json",
                PROTOCOL_HEADER: PROTOCOL,
            },
            json.dumps(message).encode(),
        ).with_headers(Origin=origin, Authorization=token and f"Bearer {token}")
        return over_socket(self.port, request)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            self.stop()

    def _stdout(self) -> Any:
        assert self._process is not None
        return self._process.stdout

    def _read_log(self, process: subprocess.Popen[str]) -> None:
        assert process.stderr is not None
        with process.stderr as lines:
            for line in lines:
                self._log.append(line)
