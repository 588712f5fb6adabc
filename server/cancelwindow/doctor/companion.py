"""The running companion: its lock on the folder, its port, and who answers there."""

from __future__ import annotations

import json
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from cancelwindow import __version__
from cancelwindow.doctor.finding import Finding, failed, ok, warn
from cancelwindow.protocol import PRODUCT, PROTOCOL, PROTOCOL_HEADER
from cancelwindow.store.instance import LOCK_NAME, Instance, TakenError

_HOST = "127.0.0.1"

_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Answer:
    """What a port answered; `version` is None for another program."""

    version: str | None


def holds_folder(data_dir: Path) -> bool:
    """Whether a companion has the folder's lock."""
    if not (data_dir / LOCK_NAME).exists():
        return False
    try:
        Instance(data_dir).close()
    except TakenError:
        return True
    return False


def ask(port: int) -> Answer | None:
    """Who answers on a port of this computer; None where nobody listens."""
    connection = HTTPConnection(_HOST, port, timeout=_SECONDS)
    try:
        connection.request("GET", "/v1/hello", headers={PROTOCOL_HEADER: PROTOCOL})
        reply = connection.getresponse()
        body = reply.read(10_000)
    except ConnectionRefusedError:
        return None
    except (OSError, HTTPException):
        return Answer(None)
    finally:
        connection.close()
    if reply.headers.get(PROTOCOL_HEADER) is None:
        return Answer(None)
    try:
        told = json.loads(body)
        is_ours = told["product"] == PRODUCT
        return Answer(str(told["version"]) if is_ours else None)
    except (ValueError, KeyError, TypeError):
        return Answer(None)


def companion(data_dir: Path, port: int) -> Finding:
    """Whether the companion runs and answers where browsers ask for it."""
    is_held, answer = holds_folder(data_dir), ask(port)
    if answer is None and not is_held:
        return failed(
            "companion",
            f"It does not run: nobody listens on port {port}.",
            "Start it with `cancelwindow serve`, or at each login: cancelwindow service install",
        )
    if answer is None:
        return failed(
            "companion",
            f"It runs, but not on port {port}.",
            "Name its port with --port here and in the extension's options.",
        )
    if answer.version is None:
        return failed(
            "companion",
            f"Another program answers on port {port}.",
            "Stop that program, or choose another port with `cancelwindow serve --port` "
            "and in the extension's options.",
        )
    if not is_held:
        return warn(
            "companion",
            f"The companion on port {port} uses another data folder.",
            "Name its folder with --data-dir.",
        )
    if answer.version != __version__:
        return warn(
            "companion",
            f"Version {answer.version} runs, and version {__version__} is installed.",
            "Stop it and start it again.",
        )
    return ok("companion", f"Version {answer.version} answers on port {port}.")
