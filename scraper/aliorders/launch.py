"""How a browser of ours is started: which one, with what profile, and how far it may reach."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from aliorders import lock

LOOPBACK = "127.0.0.1"

_QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-quic",
    "--disable-shared-workers",  # their requests are shown to nobody
    "--disable-sync",
    "--metrics-recording-only",
    "--no-default-browser-check",
    "--no-first-run",
)
"""The browser itself contacts nobody, and a page nothing but through itself."""

_UNDECORATED = ("--blink-settings=imagesEnabled=false",)
"""A walk refuses pictures anyway; one that is not even asked for costs nothing."""

_NOBODY_ELSE = (
    f"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE {LOOPBACK}",
    "--no-proxy-server",
)
"""Second lock of a replay: a redirect or a socket is never offered to a route handler."""


@dataclass(frozen=True)
class Launch:
    """Which browser to open, and how.

    `executable` comes from `aliorders.chromium`; `profile` is a folder of our own, made 0700, or
    None for one that is thrown away; `extension` is the folder of an unpacked extension to load.
    `walking` refuses everything but plain reads, and what only decorates a page; `loopback_only`
    puts all other machines out of reach.
    """

    executable: Path
    profile: Path | None = None
    headless: bool = True
    extension: Path | None = None
    size: tuple[int, int] = (1280, 900)
    walking: bool = False
    loopback_only: bool = False


def arguments(launch: Launch, locked: Path, *, loopback_only: bool) -> list[str]:
    """The browser's command line switches; `locked` is the folder of the write lock's extension."""
    switches = [*_QUIET]
    if launch.walking:
        switches += _UNDECORATED
    if loopback_only:
        switches += _NOBODY_ELSE
    loaded = ",".join(str(folder) for folder in (launch.extension, locked) if folder is not None)
    return [*switches, f"--disable-extensions-except={loaded}", f"--load-extension={loaded}"]


def write_lock(folder: Path, *, walking: bool) -> Path:
    """Write the write lock's extension (`aliorders.lock`) into a new folder in `folder`."""
    made = folder / "lock"
    made.mkdir()
    for name, text in lock.files(walking=walking).items():
        (made / name).write_text(text, encoding="utf-8")
    return made
