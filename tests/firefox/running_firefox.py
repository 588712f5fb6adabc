"""A real Firefox with the extension as it ships, on a replay of the site."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import threading
from contextlib import ExitStack, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from browser.loaded_extension import EXTENSION
from cancelwindow.replay import addresses
from cancelwindow.replay.site import Site
from firefox.bidi import Bidi, BidiError, Result
from firefox.tab import Tab

ID = "cancel-window@cancel-window.invalid"
UUID = "6f1c2f0e-6c1b-4c7e-9d0b-3a1f5d2b7c11"
"""The browser gives every installation an invented origin; the tests have it use this one."""

ORIGIN = f"moz-extension://{UUID}"

OLDEST = 140
"""`strict_min_version` of the manifest."""

_LISTENS = re.compile(r"WebDriver BiDi listening on ws://(?:localhost|127\.0\.0\.1):(\d+)")
_START_SECONDS = 60

_NOBODY_OUTSIDE: dict[str, object] = {
    # Every call but those to this machine goes to a proxy that nobody runs.
    "network.proxy.type": 1,
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": 9,
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": 9,
    "network.proxy.socks": "127.0.0.1",
    "network.proxy.socks_port": 9,
    "network.proxy.no_proxies_on": "127.0.0.1",
    "network.proxy.failover_direct": False,
    "network.dns.disablePrefetch": True,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
}

_QUIET: dict[str, object] = {
    "app.normandy.enabled": False,
    "app.update.enabled": False,
    "browser.aboutwelcome.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "extensions.webextensions.uuids": json.dumps({ID: UUID}),
    # A question of the browser is answered with yes: its own window cannot be pressed from here.
    "extensions.webextOptionalPermissionPrompts": False,
    "intl.accept_languages": "en-US",
    "services.settings.server": "data:,",
    "toolkit.telemetry.enabled": False,
}


class FirefoxMissingError(Exception):
    """There is no Firefox that knows all that the manifest asks for."""


def find() -> str:
    """The installed Firefox.

    Raises:
        FirefoxMissingError: there is none, or it is too old.
    """
    path = shutil.which("firefox") or shutil.which("firefox-esr")
    if path is None:
        raise FirefoxMissingError("no Firefox is installed; run: scripts/firefox.sh")
    words = subprocess.run([path, "--version"], capture_output=True, text=True, check=True).stdout
    version = re.search(r"(\d+)\.", words)
    if version is None or int(version[1]) < OLDEST:
        raise FirefoxMissingError(f"{words.strip()} is too old; {OLDEST} or newer is needed")
    return path


class Firefox:
    """The browser, from its start to its end. `site` may be exchanged at any time."""

    def __init__(self, profile: Path, site: Site) -> None:
        self.profile = profile
        self.site = site
        self.opened: list[str] = []
        """Addresses of the documents that were asked for."""
        self._opened_with = ExitStack()

    def __enter__(self) -> Self:
        self.profile.mkdir(parents=True, exist_ok=True)
        lines = [
            f"user_pref({json.dumps(name)}, {json.dumps(value)});\n"
            for name, value in (_NOBODY_OUTSIDE | _QUIET).items()
        ]
        (self.profile / "user.js").write_text("".join(lines), encoding="utf-8")
        with ExitStack() as stack:
            self._process = self._start()
            stack.callback(self._end)
            self.bidi = stack.enter_context(Bidi(f"{self._address()}/session", self._heard))
            self.bidi.call("session.subscribe", events=["network.beforeRequestSent"])
            self.bidi.call(
                "network.addIntercept",
                phases=["beforeRequestSent"],
                urlPatterns=[
                    {"type": "pattern", "protocol": "https", "hostname": host}
                    for host in sorted(addresses.HOSTS)
                ],
            )
            self.bidi.call(
                "webExtension.install", extensionData={"type": "path", "path": str(EXTENSION)}
            )
            self._opened_with = stack.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._opened_with.close()

    def _start(self) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [
                find(),
                "--headless",
                "--no-remote",
                # Without it, the pages of an extension are closed to whoever drives the browser.
                "--remote-allow-system-access",
                *("--profile", str(self.profile)),
                *("--remote-debugging-port", "0"),
                "about:blank",
            ],
            env=os.environ | {"MOZ_CRASHREPORTER_DISABLE": "1"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )

    def _end(self) -> None:
        with suppress(subprocess.TimeoutExpired):
            self._process.terminate()
            self._process.wait(_START_SECONDS)
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        self._drain.join()

    def _address(self) -> str:
        overdue = threading.Timer(_START_SECONDS, self._process.kill)
        overdue.start()
        stderr = self._process.stderr
        assert stderr is not None
        said = ""
        try:
            for line in stderr:
                said += line
                listens = _LISTENS.search(line)
                if listens:
                    return f"ws://127.0.0.1:{listens[1]}"
        finally:
            overdue.cancel()
            # What it says later has to go somewhere, or it would stand still.
            self._drain = threading.Thread(target=self._drained, daemon=True)
            self._drain.start()
        raise FirefoxMissingError(f"Firefox did not start: {said}")

    def _drained(self) -> None:
        assert self._process.stderr is not None
        with self._process.stderr as lines:
            for _ in lines:
                pass

    # --- the site -------------------------------------------------------------------------------

    def _heard(self, event: str, told: Result) -> None:
        if event != "network.beforeRequestSent" or not told["isBlocked"]:
            return
        request = told["request"]
        if told["navigation"] is not None:
            self.opened.append(request["url"])
        reply = self.site.respond(request["method"], request["url"])
        self.bidi.send(
            "network.provideResponse",
            request=request["request"],
            statusCode=reply.status,
            reasonPhrase="",
            headers=[
                {"name": name, "value": {"type": "string", "value": value}}
                for name, value in reply.headers.items()
            ],
            body={"type": "string", "value": reply.body},
        )

    # --- tabs -----------------------------------------------------------------------------------

    def open(self, url: str, *, until: str = "none") -> Tab:
        """A new tab on an address; `until` is WebDriver's word for how far it is waited for."""
        context = self.bidi.call("browsingContext.create", type="tab")["context"]
        self.bidi.call("browsingContext.navigate", context=context, url=url, wait=until)
        return Tab(self.bidi, context)

    def inside(self) -> Tab:
        """A page of the extension that shows nothing, and may ask the browser what ours may."""
        return self.open(f"{ORIGIN}/manifest.json", until="complete")

    def tabs(self) -> dict[str, Tab]:
        """Open tabs by their addresses."""
        tree = self.bidi.call("browsingContext.getTree", maxDepth=0)["contexts"]
        return {one["url"]: Tab(self.bidi, one["context"]) for one in tree}

    def close_tabs(self) -> None:
        """All but one, which is left empty."""
        first, *others = self.tabs().values()
        self.bidi.call(
            "browsingContext.navigate", context=first.context, url="about:blank", wait="none"
        )
        for tab in others:
            with suppress(BidiError):
                self.bidi.call("browsingContext.close", context=tab.context)

    def remember(self, **settings: object) -> None:
        """Put settings into the extension's storage, as its options page would."""
        page = self.inside()
        page.run("(settings) => browser.storage.local.set(settings)", settings)

    def forget_everything(self) -> None:
        """As it is after installation."""
        page = self.inside()
        page.run("() => browser.storage.local.clear()")
