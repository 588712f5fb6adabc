"""`cancelwindow serve`: run the companion until it is stopped."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import signal
import sys
from dataclasses import replace
from enum import StrEnum
from typing import Annotated

import typer

from cancelwindow import __version__, logs
from cancelwindow.commands.language import Language, language_of
from cancelwindow.commands.options import (
    EXIT_DATA_FOLDER,
    EXIT_PORT_TAKEN,
    Country,
    DataDir,
    config_for,
    fail,
)
from cancelwindow.config import DataFolderError
from cancelwindow.http_server import CompanionServer, PortTakenError
from cancelwindow.policy.loader import load_policy
from cancelwindow.protocol import DEFAULT_PORT
from cancelwindow.store.database import StoreError
from cancelwindow.store.instance import TakenError

GARBAGE_SEARCHED_FROM = 20_000
"""Objects more than before, from which Python looks for garbage."""


class LogLevel(StrEnum):
    """How much the log tells."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


def serve(
    port: Annotated[
        int, typer.Option(help="Port on 127.0.0.1; 0 takes any free one.", min=0, max=65535)
    ] = DEFAULT_PORT,
    data_dir: DataDir = None,
    language: Language = None,
    country: Country = None,
    log_level: Annotated[LogLevel, typer.Option(help="How much to log.")] = LogLevel.INFO,
) -> None:
    """Run the companion that the browser extension asks. Stop it with Ctrl-C."""
    logs.configure(log_level.value)
    _share_memory()
    config = replace(
        config_for(data_dir),
        port=port,
        log_level=log_level.value,
        language=language_of(language, load_policy()),
        country=country,
    )
    try:
        server = CompanionServer(config)
    except PortTakenError as error:
        raise fail(str(error), EXIT_PORT_TAKEN) from error
    except (DataFolderError, StoreError, TakenError) as error:
        raise fail(str(error), EXIT_DATA_FOLDER) from error
    # A signal may come before the server's own loop is there to take it.
    logs.also_to(server.config.data_dir)
    with server, contextlib.suppress(KeyboardInterrupt):
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        # One line, flushed: whoever started this process waits for it.
        sys.stdout.write(
            f"Cancel Window companion {__version__} on {server.url} "
            f"(data in {server.config.data_dir})\n"
        )
        if sys.stdout.isatty():
            sys.stdout.write("Not paired yet? Run: cancelwindow pair\n")
        sys.stdout.flush()
        # All of it lives as long as the companion: no page shall wait for a search through it, and
        # a page leaves thousands of objects behind.
        gc.freeze()
        gc.set_threshold(GARBAGE_SEARCHED_FROM)
        server.run()


def _share_memory() -> None:
    """Have all threads use one heap, where the C library (glibc) would give each its own: only one
    of them runs at a time, and what one has freed another can use."""
    if sys.platform == "linux":
        # Another C library may not know it.
        with contextlib.suppress(AttributeError):
            ctypes.CDLL(None).mallopt(_ONE_HEAP, 1)


_ONE_HEAP = -8
"""M_ARENA_MAX of malloc.h."""
