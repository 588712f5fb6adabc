"""The dashboard in a real browser, from a real companion: eyes, hands, and pages that mean harm."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, BrowserType, Page

from aliorders import chromium
from cancelwindow import preferences
from cancelwindow.config import utc_now
from cancelwindow.dashboard import session
from cancelwindow.preferences import Preferences
from cancelwindow.store.tables import OrderStateRow
from closed_browser import NOBODY_OUTSIDE
from companion_app import CompanionApp
from companion_process import CompanionProcess
from sample_orders import ACCOUNT, see_sample_account

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"

ASKED, SHIPPED, CANCELLED = "8300000000000014", "8300000000000018", "8300000000000023"
PAGES = (
    "",
    "orders",
    "orders?q=nothing+like+it",
    f"orders/{ASKED}",
    f"orders/{SHIPPED}",
    f"orders/{CANCELLED}",
    "sellers",
    f"sellers/{ACCOUNT.stores['lamps'].store_id}",
    "spending",
    "clients",
    "clients/pairing",
    "settings",
    "privacy",
    "open",
    "nowhere",
)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CompanionProcess]:
    """A running companion that has seen the sample account today."""
    folder = tmp_path_factory.mktemp("served") / "companion"
    app = CompanionApp(folder, country="DE")
    app.now = utc_now()
    see_sample_account(app)
    app.close()
    with CompanionProcess(folder) as process:
        yield process


@pytest.fixture(scope="module")
def browser(
    browser_type: BrowserType, browser_type_launch_args: Mapping[str, Any]
) -> Iterator[Browser]:
    """A browser without our extension."""
    options = {**browser_type_launch_args, "executable_path": chromium.find()}
    running = browser_type.launch(**options, args=["--no-sandbox", *NOBODY_OUTSIDE])
    yield running
    running.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A profile that knows nothing yet."""
    opened = browser.new_context(locale="en-US")
    yield opened
    opened.close()


def link(served: CompanionProcess) -> str:
    """A one-time link, as the command prints it."""
    with served.database() as database:
        return session.open_link(database, utc_now()).url(served.port)


def enter(context: BrowserContext, served: CompanionProcess) -> Page:
    page = context.new_page()
    page.goto(link(served))
    page.wait_for_url(f"{served.url}/dashboard/")
    return page


# --- getting in --------------------------------------------------------------------------------


def test_a_link_opens_the_dashboard_once_and_leaves_no_code_behind(
    context: BrowserContext, served: CompanionProcess
) -> None:
    address = link(served)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    page.wait_for_url(f"{served.url}/dashboard/")
    assert page.locator("h1").inner_text() == "Overview"
    code = address.partition("#")[2]
    assert [url for url in asked if code in url.partition("#")[0]] == []
    page.go_back()
    assert code not in page.url
    [cookie] = context.cookies()
    assert cookie["httpOnly"]
    assert (cookie["sameSite"], cookie["path"], cookie["domain"]) == (
        "Strict",
        "/dashboard",
        "127.0.0.1",
    )
    context.clear_cookies()
    page.goto("about:blank")
    page.goto(address)
    page.get_by_role("alert").wait_for()
    assert "used already" in page.get_by_role("alert").inner_text()


def test_everything_is_there_without_javascript(browser: Browser, served: CompanionProcess) -> None:
    context = browser.new_context(java_script_enabled=False, locale="en-US")
    page = context.new_page()
    page.goto(f"{served.url}/dashboard/orders")
    page.get_by_label("One-time code").fill(link(served).partition("#")[2])
    page.get_by_role("button", name="Open", exact=True).click()
    assert page.get_by_role("heading", level=1).inner_text() == "Overview"
    page.get_by_role("link", name="Orders", exact=True).click()
    page.get_by_label("Search").fill("HEADPHONES")
    page.get_by_label("Sorted by").select_option("oldest")
    page.get_by_role("button", name="Show", exact=True).click()
    page.get_by_role("link", name="Over-ear headphones").click()
    assert ASKED in page.url
    for heading in (
        "What to do",
        "Why",
        "Deadlines",
        "Messages to copy",
        "What was seen, and when",
    ):
        assert page.get_by_role("heading", name=heading, exact=True).is_visible()
    page.locator("details.sources summary").first.click()
    assert page.locator("details.sources li").first.is_visible()
    assert page.locator("button[data-copy]").first.is_hidden()
    page.get_by_role("link", name="Spending").click()
    assert page.locator("figure svg").count() > 3
    page.get_by_role("link", name="Browsers").click()
    page.get_by_role("link", name="Pair another browser").click()
    page.get_by_role("button", name="Make a code").click()
    assert page.locator("form[data-cancel-window-pairing]").get_attribute("data-code")
    page.get_by_role("button", name="Close the dashboard").click()
    page.goto(f"{served.url}/dashboard/orders")
    assert page.get_by_label("One-time code").is_visible()
    context.close()


# --- for every eye and hand --------------------------------------------------------------------

VARIANTS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light", "viewport": {"width": 1280, "height": 900}},
    "dark": {"color_scheme": "dark", "viewport": {"width": 1280, "height": 900}},
    "narrow": {"color_scheme": "light", "viewport": {"width": 360, "height": 740}},
    "narrow, from right to left": {
        "color_scheme": "dark",
        "viewport": {"width": 360, "height": 740},
    },
    "high contrast": {
        "forced_colors": "active",
        "reduced_motion": "reduce",
        "viewport": {"width": 1280, "height": 900},
    },
}


def speak(served: CompanionProcess, language: str) -> None:
    """Choose the language of the pages, as the settings do."""
    with served.database() as database, database.write() as writing:
        preferences.write(writing, Preferences(language=language))


@pytest.mark.parametrize("variant", VARIANTS)
def test_axe_finds_nothing(browser: Browser, served: CompanionProcess, variant: str) -> None:
    language = "ar" if "right to left" in variant else "en"
    speak(served, language)
    context = browser.new_context(locale="en-US", **VARIANTS[variant])
    page = enter(context, served)
    assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    found, wide = [], []
    for path in PAGES:
        page.goto(f"{served.url}/dashboard/{path}")
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        page.evaluate(AXE.read_text(encoding="utf-8"))
        result = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        found += [(path, one["id"], one["nodes"][0]["html"][:200]) for one in result["violations"]]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wide.append(path)
    context.close()
    speak(served, "en")
    assert found == []
    assert wide == []
    # The browser itself tells of the page that does not exist.
    assert [one for one in complaints if "404" not in one] == []


def test_the_keyboard_goes_everywhere(context: BrowserContext, served: CompanionProcess) -> None:
    page = enter(context, served)
    page.goto(f"{served.url}/dashboard/orders")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    assert skip.evaluate("one => one === document.activeElement")
    box = skip.bounding_box()
    assert box is not None
    assert box["height"] > 20
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.type("lamp")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=lamp**")
    page.locator("h1").click()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"
    outlines = page.evaluate(
        """() => [...document.querySelectorAll('a, button, input:not([type=hidden]), select')]
            .filter((one) => {
                one.focus({focusVisible: true});
                return getComputedStyle(one).outlineStyle === 'none';
            }).map((one) => one.outerHTML)"""
    )
    assert outlines == []


def test_a_message_is_copied_as_it_stands(
    context: BrowserContext, served: CompanionProcess
) -> None:
    page = enter(context, served)
    page.goto(f"{served.url}/dashboard/orders/{ASKED}")
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=served.url)
    page.get_by_role("button", name="Copy").first.click()
    page.get_by_text("Copied.").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("#message-first-1").inner_text()
    assert ASKED in copied


def test_nothing_moves_for_who_wants_no_motion(browser: Browser, served: CompanionProcess) -> None:
    context = browser.new_context(reduced_motion="reduce")
    page = enter(context, served)
    moving = page.evaluate(
        """() => [...document.querySelectorAll('*')].filter((one) => {
            const style = getComputedStyle(one);
            return style.scrollBehavior === 'smooth' || parseFloat(style.transitionDuration) > 0
                || style.animationName !== 'none';
        }).map((one) => one.tagName)"""
    )
    context.close()
    assert moving == []


# --- pages that mean harm ----------------------------------------------------------------------


@pytest.fixture
def elsewhere(served: CompanionProcess) -> Iterator[str]:
    """A page of another program on this computer, open in the same browser."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            own = served.url
            text = f"""<!doctype html><meta charset="utf-8">
                <a id="page" href="{own}/dashboard/orders">orders</a>
                <a id="door" href="{own}/dashboard/open">door</a>
                <form id="delete" method="post" action="{own}/dashboard/privacy/delete-everything">
                <input name="sure" value="yes"><button>win a prize</button></form>
                <iframe src="{own}/dashboard/"></iframe>"""
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


def orders_stored(served: CompanionProcess) -> int:
    with served.database() as database, database.read() as reading:
        return reading.query(OrderStateRow).count()


def test_another_page_gets_nothing_and_changes_nothing(
    context: BrowserContext, served: CompanionProcess, elsewhere: str
) -> None:
    enter(context, served)
    before = orders_stored(served)
    page = context.new_page()
    page.goto(elsewhere)
    framed = [frame.content() for frame in page.frames[1:]]
    assert framed
    assert all("Overview" not in text for text in framed)
    page.locator("#page").click()
    page.get_by_role("heading", name="Another page tried to open this.").wait_for()
    assert "headphones" not in page.content()
    page.get_by_role("link", name="Go to the overview").click()
    page.get_by_role("heading", name="Overview").wait_for()
    page.goto(elsewhere)
    page.locator("#delete button").click()
    page.get_by_role("heading", name="Another page tried to open this.").wait_for()
    assert orders_stored(served) == before == len(ACCOUNT.orders)
    page.goto(elsewhere)
    page.locator("#door").click()
    assert page.get_by_label("One-time code").is_visible()
