"""The replay site on a port of this machine, for browsers in other processes.

All of the site's hosts share one address here: its API lies under ``/h5/``, its sign-in page under
``/p/account/login``, as some of the real hosts have it.
"""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import urlsplit

from aliorders.launch import LOOPBACK
from cancelwindow.replay import addresses
from cancelwindow.replay.site import Reply

LOGIN_PATH = "/p/account/login"

_RESET_ON_CLOSE = struct.pack("ii", 1, 0)
"""SO_LINGER with no time left: closing then resets the connection."""


@dataclass(frozen=True)
class Visit:
    """One request, with the address it would have on the real site."""

    method: str
    url: str
    body: str
    cookies: dict[str, str]


Answering = Callable[[Visit], Reply | None]
"""The site's reply to a visit; None resets the connection."""


class ServedSite:
    """Serves a site on a free port of 127.0.0.1, in threads of its own.

    Args:
        answering: called in several threads at once.
        latency: seconds before each reply.
    """

    def __init__(self, answering: Answering, latency: float = 0.0) -> None:
        self._server = _Server((LOOPBACK, 0), answering, latency)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    @property
    def url(self) -> str:
        """Address of the site, without a slash at the end."""
        return f"http://{LOOPBACK}:{self._server.server_port}"

    def __enter__(self) -> Self:
        """Start to serve."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop, and give the port back."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, address: tuple[str, int], answering: Answering, latency: float) -> None:
        super().__init__(address, _Handler)
        self.answering = answering
        self.latency = latency

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that was killed leaves its connections in the middle of a reply."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        cookies = SimpleCookie(self.headers.get("cookie") or "")
        visit = Visit(
            method=self.command,
            url=_real_address(self.path),
            body=body.decode("utf-8", "replace"),
            cookies={name: morsel.value for name, morsel in cookies.items()},
        )
        if self.server.latency:
            time.sleep(self.server.latency)
        reply = self.server.answering(visit)
        if reply is None:
            self._reset()
        else:
            self._send(reply)

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = do_OPTIONS = _answer  # noqa: N815

    def _send(self, reply: Reply) -> None:
        content = _with_local_addresses(reply.body).encode()
        self.send_response(reply.status)
        for name, text in reply.headers.items():
            self.send_header(name, _with_local_addresses(text))
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _reset(self) -> None:
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
        self.connection.shutdown(socket.SHUT_RD)
        self.connection.close()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        """Say nothing."""


def _real_address(target: str) -> str:
    path = urlsplit(target).path
    if path.startswith("/h5/"):
        return addresses.ACS + target
    if path == LOGIN_PATH:
        return addresses.LOGIN + "/" + target[len(path) :]
    return addresses.WWW + target


def _with_local_addresses(text: str) -> str:
    """The site's own addresses as they are here: of one host, and relative to it."""
    login = text.replace(f"{addresses.LOGIN}/", LOGIN_PATH)
    return login.replace(addresses.ACS, "").replace(addresses.WWW, "")
