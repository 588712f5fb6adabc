"""A program on a free port of this machine that answers as a test says, and notes what it is asked.

It plays what a real companion cannot: another program, another protocol, a companion that only
listens.
"""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

from aliorders.models import Blocked, BlockedKind
from cancelwindow.protocol import (
    PROTOCOL,
    PROTOCOL_HEADER,
    ErrorBody,
    ErrorCode,
    ErrorReply,
    HelloReply,
)

PATIENCE_SECONDS = 30
"""Nothing is kept waiting longer, so that a failed test ends."""

HELLO = HelloReply(version="0.1.0").model_dump(mode="json")


@dataclass(frozen=True)
class Answer:
    """One reply; `protocol` None leaves our header out."""

    body: object
    status: int = 200
    protocol: str | None = PROTOCOL
    wait: threading.Event | None = None
    """Answered only once this is set."""


NOTHING_TO_READ = Answer(
    ErrorReply(
        error=ErrorBody(code=ErrorCode.BLOCKED_PAGE, message="Nothing to read.", remedy="None."),
        blocked=Blocked(kind=BlockedKind.NOT_AN_ORDER_PAGE, message="Noted.", evidence="a test"),
    ).model_dump(mode="json"),
    422,
)
"""A page was received and that is all: the extension does not ask again until it changes."""


@dataclass(frozen=True)
class Asked:
    """One request as it arrived."""

    method: str
    path: str
    headers: dict[str, str]
    body: str

    @property
    def data(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


@dataclass
class StandIn:
    """The program. `answers` by path; anything else is a 404 without our header."""

    answers: dict[str, Answer] = field(
        default_factory=lambda: {"/v1/hello": Answer(HELLO), "/v1/assess": NOTHING_TO_READ}
    )
    port: int = 0
    asked: list[Asked] = field(default_factory=list)

    def snapshots(self) -> list[dict[str, Any]]:
        """The snapshots it was sent, oldest first."""
        return [one.data["snapshot"] for one in self.asked if one.path == "/v1/assess"]

    def __enter__(self) -> Self:
        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), self._handler())
        self.port = self._server.server_port
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        stand_in = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._answer()

            def do_POST(self) -> None:
                self._answer()

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
                """Nothing: the test says what matters."""

            def _answer(self) -> None:
                length = int(self.headers.get("Content-Length", 0))
                body = self.rfile.read(length).decode()
                stand_in.asked.append(Asked(self.command, self.path, dict(self.headers), body))
                answer = stand_in.answers.get(self.path, Answer({}, 404, None))
                if answer.wait is not None:
                    answer.wait.wait(PATIENCE_SECONDS)
                text = json.dumps(answer.body).encode()
                self.send_response(answer.status)
                if answer.protocol is not None:
                    self.send_header(PROTOCOL_HEADER, answer.protocol)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

        return Handler
