"""The companion on a real port: waitress, listening on 127.0.0.1 and nowhere else."""

from __future__ import annotations

import errno
import io
import socket
import sys
from contextlib import ExitStack, closing
from dataclasses import replace
from types import TracebackType
from typing import Self

from waitress.channel import HTTPChannel  # type: ignore[import-untyped]
from waitress.parser import HTTPRequestParser  # type: ignore[import-untyped]
from waitress.server import TcpWSGIServer, create_server  # type: ignore[import-untyped]
from waitress.task import ErrorTask, Task, WSGITask  # type: ignore[import-untyped]
from waitress.utilities import RequestEntityTooLarge  # type: ignore[import-untyped]

from cancelwindow.app import create_app, database_of, desk_of, rejudge_of
from cancelwindow.background import Background
from cancelwindow.config import Config, prepare_data_dir
from cancelwindow.dashboard.gate import TOO_LARGE_FLAG
from cancelwindow.errors import ERRORS, RefusedError
from cancelwindow.guard import REPLY_HEADERS
from cancelwindow.protocol import MAX_BODY_BYTES, ErrorCode
from cancelwindow.reminders.delivery import Delivery
from cancelwindow.store.instance import Instance

LOOPBACK = "127.0.0.1"

THREADS = 2
"""One person's browser. Pages are answered one after another, each in a fraction of a second: one
thread more, and they take Python from each other."""

IDLE_SECONDS = 30
"""A connection that says nothing for so long is closed."""

READ_BYTES = 2 * MAX_BODY_BYTES
"""Up to here a body is read to its end, so that the sender gets to see the guard's refusal; more
is refused at the header, or where a chunked body passes the mark."""

RECEIVED_AT_ONCE = 256 * 1024

WAITRESS = {
    "threads": THREADS,
    # No banner.
    "ident": None,
    "channel_timeout": IDLE_SECONDS,
    "max_request_body_size": READ_BYTES,
    # Above this a body would go to a temporary file, and a page must not touch the disk.
    "inbuf_overflow": READ_BYTES + 1,
    "outbuf_overflow": READ_BYTES + 1,
    # A page comes in few pieces: while another is being answered, each piece waits its turn.
    "recv_bytes": RECEIVED_AT_ONCE,
    "expose_tracebacks": False,
}
"""How waitress is run."""


class PortTakenError(Exception):
    """Something else listens on the port; the text names the ways out."""


class _UnreadableTask(ErrorTask):  # type: ignore[misc]
    """A request that is no HTTP: refused in our words and with our headers."""

    def execute(self) -> None:
        """Answer a request that cannot reach the application."""
        error = self.request.error
        failed = error.code == ERRORS[ErrorCode.INTERNAL].status
        refused = RefusedError(ErrorCode.INTERNAL if failed else ErrorCode.MALFORMED)
        body = refused.reply.model_dump_json().encode()
        self.status = f"{error.code} {error.reason}"
        self.response_headers.extend(REPLY_HEADERS.items())
        self.response_headers.append(("Content-Type", "application/json"))
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


class _OversizedTask(WSGITask):  # type: ignore[misc]
    """A request whose body was given up: the guard still answers it, by its own order of rules.

    Otherwise a forged Host would learn more from a large request than from a small one.
    """

    def execute(self) -> None:
        """Hand the headers to the application, with an empty body and the mark of the guard."""
        environ = self.get_environment()
        environ[TOO_LARGE_FLAG] = True
        environ["wsgi.input"] = io.BytesIO()
        self.set_close_on_finish()
        super().execute()


def _refusal(channel: HTTPChannel, request: HTTPRequestParser) -> Task:
    if isinstance(request.error, RequestEntityTooLarge):
        return _OversizedTask(channel, request)
    return _UnreadableTask(channel, request)


class _Channel(HTTPChannel):  # type: ignore[misc]
    error_task_class = staticmethod(_refusal)


class CompanionServer:
    """A companion that listens; `run` answers until a signal or an interrupt ends it."""

    def __init__(self, config: Config) -> None:
        """Take the port (0: any free one) and open the store.

        Raises:
            PortTakenError: another program has the port, or this user may not take it.
            DataFolderError: the data folder cannot be used safely.
            TakenError: another companion uses the data folder.
            StoreError: the database in it cannot be used.
        """
        with ExitStack() as opened:
            listener = opened.enter_context(closing(_listen(config.port)))
            self.config = replace(config, port=listener.getsockname()[1])
            self._instance = opened.enter_context(Instance(prepare_data_dir(config.data_dir)))
            app = create_app(self.config)
            opened.pop_all()
        self._database = database_of(app)
        rejudge, clock = rejudge_of(app), self.config.clock
        delivery = Delivery(self._database, desk_of(app), clock)
        self._background = (
            Background("rejudging", lambda: rejudge.work(clock())),
            Background("reminders", delivery.once),
        )
        self._server: TcpWSGIServer = create_server(app, sockets=[listener], **WAITRESS)
        self._server.channel_class = _Channel

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://{LOOPBACK}:{self.config.port}"

    def run(self) -> None:
        """Answer requests; returns after Ctrl-C or SIGTERM, when running requests are done."""
        for work in self._background:
            work.start()
        self._server.run()

    def close(self) -> None:
        """Give the port back and close the store."""
        self._server.close()
        for work in self._background:
            work.stop()
        self._database.close()
        self._instance.close()

    def __enter__(self) -> Self:
        """The server itself, closed at the end of the block."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Give the port back and close the store."""
        self.close()


def _listen(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if sys.platform == "win32":
            # There, SO_REUSEADDR would let another program take the port from us.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            # A restart must not wait for the last connections of the run before.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((LOOPBACK, port))
        listener.listen()
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise PortTakenError(
                f"Port {port} on {LOOPBACK} is taken, perhaps by a companion that already runs. "
                "Stop that program, or choose another port with --port and enter the same one "
                "in the extension's options."
            ) from error
        raise PortTakenError(
            f"Port {port} on {LOOPBACK} cannot be used ({error.strerror}). "
            "Choose another port with --port and enter the same one in the extension's options."
        ) from error
    return listener
