"""What the extension may do: no markup from text, no remote code, one way out, few permissions."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
EXTENSION = ROOT / "extension"
CLIENT = EXTENSION / "companion" / "client.js"
SCRIPTS = sorted(EXTENSION.rglob("*.js"))
PAGES = sorted(EXTENSION.rglob("*.html"))
MANIFEST = json.loads((EXTENSION / "manifest.json").read_text(encoding="utf-8"))

TAP = EXTENSION / "content" / "tap.js"
PRESS = EXTENSION / "content" / "press.js"
SHOP_PAGES = [
    f"https://*.aliexpress.{site}/{path}/*"
    for path in ("p/order", "p/tracking", "store", "item")
    for site in ("com", "us")
]
COMPANION = "http://127.0.0.1/*"
PAIRING_PAGE = "http://127.0.0.1/dashboard/clients/pairing"
"""Whatever its port; any program of this computer can show it, so it may only offer a code."""

STRING_OR_COMMENT = re.compile(
    r"""("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)|//[^\n]*|/\*.*?\*/""", re.DOTALL
)
MARKUP_FROM_TEXT = re.compile(
    r"\.(?:innerHTML|outerHTML)\s*(?:=(?!=)|\+=)|\binsertAdjacentHTML\b|\bdocument\s*\.\s*write(?:ln)?\b"
    r"|\bsetHTMLUnsafe\b|\bcreateContextualFragment\b|\bDOMParser\b|\bsrcdoc\b"
)
CODE_FROM_TEXT = re.compile(
    r"\beval\s*\(|\bnew\s+Function\b|\bFunction\s*\(|\bset(?:Timeout|Interval)\s*\(\s*[\"'`]"
    r"|\bexecuteScript\b|\bimportScripts\b|\bcreateElement\s*\(\s*[\"'`]script"
)
REMOTE_MODULE = re.compile(r"\b(?:from|import)\s*\(?\s*[\"'`](?:[a-z]+:)?//")
WAY_OUT = re.compile(
    r"\bfetch\s*\(|\bXMLHttpRequest\b|\bWebSocket\b|\bWebTransport\b|\bsendBeacon\b|\bEventSource\b"
    r"|\bRTCPeerConnection\b|\bconnectNative\b|\bsendNativeMessage\b"
)
REMOTE_PART = re.compile(r"""(?:src|href|action)\s*=\s*["']?(?:[a-z]+:)?//""", re.IGNORECASE)
INLINE_PART = re.compile(r"<script(?![^>]*\bsrc=)|\son[a-z]+\s*=|javascript:", re.IGNORECASE)
SITE_CLICK = re.compile(r"\.(?:click|submit|requestSubmit|dispatchEvent)\s*\(")
TEMPLATE_KEY = re.compile(r"`([a-z]+_(?:\$\{[^}]*\}[a-z_]*)+)`")


def code(source: str) -> str:
    """`source` without its comments; strings stay."""
    return STRING_OR_COMMENT.sub(lambda match: match[1] or " ", source)


def label(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def used_keys(scripts: list[str], pages: list[str], manifest: str) -> tuple[set[str], set[str]]:
    """Locale keys named in full, and patterns of those put together at run time."""
    named = set(re.findall(r"__MSG_(\w+)__", manifest))
    patterns: set[str] = set()
    for page in pages:
        named.update(re.findall(r"data-i18n(?:-[a-z]+)?=\"(\w+)\"", page))
    for script in scripts:
        bare = code(script)
        named.update(re.findall(r"\bgetMessage\(\s*[\"'](\w+)[\"']", bare))
        patterns.update(
            re.sub(r"\\\$\\\{.*?\\\}", r"\\w+", re.escape(key))
            for key in TEMPLATE_KEY.findall(bare)
        )
    return named, patterns


def literals(scripts: list[str]) -> set[str]:
    """Every quoted word of the scripts: a key may be chosen from a table."""
    return {word for script in scripts for word in re.findall(r"[\"'](\w+)[\"']", code(script))}


@pytest.mark.parametrize(
    ("pattern", "source"),
    [
        (MARKUP_FROM_TEXT, "panel.innerHTML = text"),
        (MARKUP_FROM_TEXT, "panel.outerHTML += text"),
        (MARKUP_FROM_TEXT, "panel.insertAdjacentHTML('beforeend', text)"),
        (MARKUP_FROM_TEXT, "document.write(text)"),
        (CODE_FROM_TEXT, "eval(text)"),
        (CODE_FROM_TEXT, "new Function('return 1')"),
        (CODE_FROM_TEXT, "setTimeout('go()', 1)"),
        (CODE_FROM_TEXT, "document.createElement('script')"),
        (REMOTE_MODULE, "import x from 'https://example.com/x.js'"),
        (REMOTE_MODULE, "await import('//example.com/x.js')"),
        (WAY_OUT, "fetch(url)"),
        (WAY_OUT, "new XMLHttpRequest()"),
        (WAY_OUT, "new WebSocket(url)"),
        (WAY_OUT, "navigator.sendBeacon(url)"),
        (SITE_CLICK, "cancelButton.click()"),
    ],
)
def test_what_is_forbidden_is_seen(pattern: re.Pattern[str], source: str) -> None:
    assert pattern.search(code(source))


@pytest.mark.parametrize(
    ("pattern", "source"),
    [
        (MARKUP_FROM_TEXT, "const html = document.documentElement.outerHTML;"),
        (MARKUP_FROM_TEXT, "if (a.outerHTML === b) {}"),
        (MARKUP_FROM_TEXT, "// never innerHTML = text"),
        (CODE_FROM_TEXT, "setTimeout(() => go(), 1)"),
        (REMOTE_MODULE, 'import { a } from "./companion/client.js"'),
        (WAY_OUT, "/* only client.js calls fetch() */ send(message)"),
        (WAY_OUT, "prefetch(url)"),
        (SITE_CLICK, "button.addEventListener('click', go)"),
    ],
)
def test_what_is_allowed_is_left_alone(pattern: re.Pattern[str], source: str) -> None:
    assert not pattern.search(code(source))


@pytest.mark.parametrize(
    ("pattern", "page"),
    [
        (REMOTE_PART, '<link href="https://example.com/a.css">'),
        (REMOTE_PART, "<script src=//example.com/a.js></script>"),
        (INLINE_PART, "<script>go()</script>"),
        (INLINE_PART, '<button onclick="go()">'),
    ],
)
def test_a_remote_or_inline_part_of_a_page_is_seen(pattern: re.Pattern[str], page: str) -> None:
    assert pattern.search(page)
    assert not pattern.search('<script type="module" src="options.js"></script>')


@pytest.mark.parametrize("path", SCRIPTS, ids=label)
def test_text_never_becomes_markup_or_code(path: Path) -> None:
    bare = code(path.read_text(encoding="utf-8"))
    for pattern in (MARKUP_FROM_TEXT, CODE_FROM_TEXT, REMOTE_MODULE):
        assert pattern.search(bare) is None


@pytest.mark.parametrize("path", [path for path in SCRIPTS if path != TAP], ids=label)
def test_one_file_talks_to_the_companion(path: Path) -> None:
    assert bool(WAY_OUT.search(code(path.read_text(encoding="utf-8")))) == (path == CLIENT)


def test_what_listens_to_the_pages_calls_makes_none() -> None:
    bare = code(TAP.read_text(encoding="utf-8"))
    # It names the one way that it wraps, and lends each call of the page to the original.
    assert set(WAY_OUT.findall(bare)) == {"XMLHttpRequest"}
    assert re.search(r"\bnew\s+XMLHttpRequest|\.send\s*\(|\bfetch\s*\(", bare) is None
    assert "chrome" not in bare
    assert "webext" not in bare


def test_one_script_runs_among_the_pages_own_and_only_on_pages_of_the_shop() -> None:
    among = [one for one in MANIFEST["content_scripts"] if one.get("world") == "MAIN"]
    assert [one["js"] for one in among] == [["content/tap.js"]]
    assert among[0]["run_at"] == "document_start"


def test_the_one_file_uses_fetch_only() -> None:
    found = set(WAY_OUT.findall(code(CLIENT.read_text(encoding="utf-8"))))
    assert {name.rstrip("( ") for name in found} == {"fetch"}


@pytest.mark.parametrize("path", [path for path in SCRIPTS if path != PRESS], ids=label)
def test_nothing_is_ever_clicked_or_submitted(path: Path) -> None:
    assert SITE_CLICK.search(code(path.read_text(encoding="utf-8"))) is None


def test_one_control_of_the_site_is_pressed_and_it_is_looked_at_first() -> None:
    bare = code(PRESS.read_text(encoding="utf-8"))
    assert SITE_CLICK.findall(bare) == [".click("]
    # What it may be is tried out in tests/browser/test_history_walk.py.
    assert re.search(
        r"const more = buttonsOf\(selector\)\.find\(isMore\);\s*more\?\.click\(\)", bare
    )


@pytest.mark.parametrize("path", PAGES, ids=label)
def test_pages_hold_nothing_remote_and_nothing_inline(path: Path) -> None:
    page = path.read_text(encoding="utf-8")
    assert INLINE_PART.search(page) is None
    assert re.findall(r"<(?:script|link|img|iframe)[^>]*" + REMOTE_PART.pattern, page) == []


def test_the_permissions_are_the_declared_ones() -> None:
    assert MANIFEST["manifest_version"] == 3
    assert MANIFEST["permissions"] == ["storage", "alarms", "notifications"]
    assert MANIFEST["host_permissions"] == [*SHOP_PAGES, COMPANION]
    assert not {"optional_permissions", "optional_host_permissions"} & MANIFEST.keys()
    *of_the_shop, of_the_companion = MANIFEST["content_scripts"]
    assert all(script["matches"] == SHOP_PAGES for script in of_the_shop)
    assert of_the_companion["matches"] == [PAIRING_PAGE]
    assert of_the_companion["js"][-1] == "content/offer.js"
    assert not {"web_accessible_resources", "externally_connectable"} & MANIFEST.keys()


def test_the_extension_pages_run_only_what_ships_and_reach_only_the_companion() -> None:
    text = MANIFEST["content_security_policy"]["extension_pages"]
    policy = dict(rule.strip().split(" ", 1) for rule in text.split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert policy["connect-src"] == "'self' http://127.0.0.1:*"
    assert "upgrade-insecure-requests" not in text


def test_the_button_opens_our_popup_and_does_nothing_else() -> None:
    assert MANIFEST["action"].keys() == {"default_popup", "default_title", "default_icon"}
    assert MANIFEST["action"]["default_popup"] == "popup/popup.html"


def test_firefox_is_told_that_nothing_is_collected() -> None:
    gecko = MANIFEST["browser_specific_settings"]["gecko"]
    assert gecko["data_collection_permissions"] == {"required": ["none"]}


def test_the_manifest_names_only_files_that_ship() -> None:
    named = [
        MANIFEST["background"]["service_worker"],
        *MANIFEST["background"]["scripts"],
        MANIFEST["options_ui"]["page"],
        MANIFEST["action"]["default_popup"],
        *MANIFEST["action"]["default_icon"].values(),
        *MANIFEST["icons"].values(),
        *(
            name
            for script in MANIFEST["content_scripts"]
            for name in (*script["js"], *script.get("css", ()))
        ),
    ]
    assert [name for name in named if not (EXTENSION / name).is_file()] == []


def test_keys_are_found_in_every_form() -> None:
    named, patterns = used_keys(
        ['getMessage("state"); say(`state_${name}_text`); // getMessage("old")'],
        ['<h1 data-i18n="title"></h1><input data-i18n-placeholder="hint">'],
        '{"name": "__MSG_name__"}',
    )
    assert named == {"state", "title", "hint", "name"}
    assert [bool(re.fullmatch(pattern, "state_offline_text")) for pattern in patterns] == [True]


LOCALES = sorted(path.name for path in (EXTENSION / "_locales").iterdir())


@pytest.mark.parametrize("locale", LOCALES)
def test_the_words_used_are_the_words_defined(locale: str) -> None:
    scripts = [path.read_text(encoding="utf-8") for path in SCRIPTS]
    named, patterns = used_keys(
        scripts,
        [path.read_text(encoding="utf-8") for path in PAGES],
        (EXTENSION / "manifest.json").read_text(encoding="utf-8"),
    )
    path = EXTENSION / "_locales" / locale / "messages.json"
    defined = set(json.loads(path.read_text(encoding="utf-8")))
    # The browser says in the default language what another one lacks.
    assert named - defined == set() or locale != MANIFEST["default_locale"]
    reachable = named | literals(scripts)
    assert {
        key
        for key in defined - reachable
        if not any(re.fullmatch(pattern, key) for pattern in patterns)
    } == set()


def test_the_default_language_has_words() -> None:
    assert MANIFEST["default_locale"] in LOCALES
