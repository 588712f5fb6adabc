"""WebDriver BiDi over its socket, as far as the tests need it (https://w3c.github.io/webdriver-bidi)."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from concurrent.futures import Future
from types import TracebackType
from typing import Any, Self

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

PATIENCE_SECONDS = 30

Result = dict[str, Any]


class BidiError(Exception):
    """A command was refused; the text is the browser's."""


class Bidi:
    """One session. Events are handed to `heard` as they come, in a thread of their own."""

    def __init__(self, address: str, heard: Callable[[str, Result], None]) -> None:
        self._address = address
        self._heard = heard
        self._waiting: dict[int, Future[Result]] = {}
        self._lock = threading.Lock()
        self._sent = 0

    def __enter__(self) -> Self:
        self._connecting = connect(self._address, max_size=None)
        self._socket: ClientConnection = self._connecting.__enter__()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.call("session.new", capabilities={})
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._connecting.__exit__(kind, error, trace)
        self._reader.join(PATIENCE_SECONDS)

    def call(self, method: str, **parameters: Any) -> Result:
        """One command, once it is done."""
        return self.send(method, **parameters).result(PATIENCE_SECONDS)

    def send(self, method: str, **parameters: Any) -> Future[Result]:
        """One command whose end nobody waits for here."""
        future: Future[Result] = Future()
        with self._lock:
            self._sent += 1
            number = self._sent
            self._waiting[number] = future
        self._socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        return future

    def _read(self) -> None:
        try:
            for text in self._socket:
                message = json.loads(text)
                if message["type"] == "event":
                    self._heard(message["method"], message["params"])
                    continue
                with self._lock:
                    future = self._waiting.pop(message["id"])
                if message["type"] == "success":
                    future.set_result(message["result"])
                else:
                    future.set_exception(BidiError(f"{message['error']}: {message['message']}"))
        except ConnectionClosed:
            return
