"""The real extension in a real Chromium, on order pages that a replay of the site answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

import pytest
from playwright.sync_api import BrowserContext, BrowserType, Page

from aliorders import chromium
from aliorders.browser import close_tab
from browser.loaded_extension import QUICK, LoadedExtension, Shop, launch, origin_in
from browser.shown_badge import ShownBadge, eventually
from browser.stand_in import StandIn
from cancelwindow.replay.account import load_account
from cancelwindow.replay.generated import generated_account
from cancelwindow.replay.language import load_languages
from cancelwindow.replay.site import Site
from companion_process import CompanionProcess

ROOT = Path(__file__).resolve().parents[2]
ACCOUNT = ROOT / "fixtures" / "account" / "account.yaml"
LANGUAGES = load_languages((ACCOUNT.parent / "languages.yaml").read_text(encoding="utf-8"))

LONG = 200
"""Orders whose list has so many pages that a walk stays on it."""

FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Let fixtures know that their test failed."""
    report = yield
    if report.failed:
        item.stash[FAILED] = True
    return report


@pytest.fixture(scope="session")
def chromium_path() -> Path:
    """A Chromium that loads extensions; without one these tests fail."""
    return chromium.find(need_extension=True)


class LaunchBrowser(Protocol):
    """Opens a browser with the extension in it."""

    def __call__(self, profile: Path) -> BrowserContext: ...


@pytest.fixture(scope="session")
def launch_browser(
    browser_type: BrowserType, browser_type_launch_args: Mapping[str, Any], chromium_path: Path
) -> LaunchBrowser:
    """Opens a browser with the unpacked extension, as it ships; whoever calls it closes it."""

    def with_extension(profile: Path) -> BrowserContext:
        return launch(browser_type, chromium_path, profile, **browser_type_launch_args)

    return with_extension


@pytest.fixture(scope="session")
def extension_context(
    launch_browser: LaunchBrowser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[BrowserContext]:
    """The browser that all tests share, one after the other."""
    context = launch_browser(tmp_path_factory.mktemp("profile"))
    yield context
    context.close()


@pytest.fixture(scope="session")
def extension_origin(extension_context: BrowserContext) -> str:
    """The extension's own origin in the shared browser."""
    return origin_in(extension_context)


@pytest.fixture
def extension(
    extension_context: BrowserContext,
    extension_origin: str,
    request: pytest.FixtureRequest,
    output_path: str,
) -> Iterator[LoadedExtension]:
    """The extension as newly installed, and the replay of the site around it, drawn quickly.

    After a failed test, each tab's picture and DOM are left in pytest-playwright's output folder.
    """
    loaded = LoadedExtension(extension_context, extension_origin, Shop(sample_site()))
    extension_context.route("**/*", loaded.shop.answer)
    loaded.forget_everything()
    yield loaded
    if request.node.stash.get(FAILED, False):
        folder = Path(output_path)
        folder.mkdir(parents=True, exist_ok=True)
        for number, page in enumerate(extension_context.pages):
            page.screenshot(path=folder / f"tab-{number}.png")
            (folder / f"tab-{number}.html").write_text(page.content(), encoding="utf-8")
    # A walk that goes on moves its tab, and Playwright may wait for ever for the end of such a tab.
    loaded.forget_everything()
    for page in extension_context.pages:
        if page != loaded.home:
            close_tab(page)
    extension_context.unroute_all(behavior="ignoreErrors")


@pytest.fixture
def walk_bar(extension: LoadedExtension, companion: CompanionProcess) -> tuple[Page, ShownBadge]:
    """A walk that goes through a list for as long as a test takes, and its bar."""
    extension.pair(companion)
    extension.shop.site = generated_site(LONG)
    page, badge = extension.begin_walk()
    # It has opened the list by itself, and goes through it by its button from here on.
    eventually(page, badge.bar, lambda seen: "in your list: 20." in seen, "its second page")
    return page, badge


@pytest.fixture
def disposable_extension(
    launch_browser: LaunchBrowser, tmp_path: Path
) -> Iterator[LoadedExtension]:
    """The extension in a browser of its own, for a test that leaves it unusable."""
    context = launch_browser(tmp_path / "profile")
    loaded = LoadedExtension(context, origin_in(context), Shop(sample_site()))
    context.route("**/*", loaded.shop.answer)
    yield loaded
    context.unroute_all(behavior="ignoreErrors")
    context.close()


def sample_site() -> Site:
    """The replay of the site with the sample account, now."""
    return Site(load_account(ACCOUNT.read_text(encoding="utf-8")), datetime.now(UTC), QUICK)


def generated_site(orders: int) -> Site:
    """The replay of the site with so many generated orders, now."""
    site = sample_site()
    return replace(site, account=generated_account(site.account, LANGUAGES["en"], orders))


@pytest.fixture(scope="session")
def shared_companion(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CompanionProcess]:
    """A running companion for tests that leave it running; each pairs as a client of its own."""
    with CompanionProcess(tmp_path_factory.mktemp("companion")) as process:
        yield process


@pytest.fixture
def stand_in() -> Iterator[StandIn]:
    """A program that is not, or not quite, the companion."""
    with StandIn() as program:
        yield program
