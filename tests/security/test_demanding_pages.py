"""A page made to keep a parser busy is refused before it is parsed."""

from __future__ import annotations

import pytest

from aliorders import markup
from aliorders.markup import MAX_ATTRIBUTES, MAX_NESTING, is_modest
from cancelwindow import assessment
from companion_app import CompanionApp
from page_fixtures import CASES, question


@pytest.mark.parametrize(
    ("html", "depth"),
    [
        ("", 0),
        ("no element", 0),
        ("<p>a</p><p>b</p>", 1),
        ("<div><p>a<br>b<img src=x><input></p></div>", 2),
        ("<svg viewBox='0 0 1 1'><path/></svg>", 2),
        ("</div></div><div>", 1),
        ("<DIV><Div><div>", 3),
        ("<p title='<div><div>' lang=\"<div>\">", 1),
        ("<p title='\"<div>' lang=\"'<div>\">", 1),
        ("a < b <1> <> </ <!-- c --> <!DOCTYPE html>", 0),
        ("<p title='never closed <div><div>", 3),
    ],
)
def test_depth_counts_open_elements(monkeypatch: pytest.MonkeyPatch, html: str, depth: int) -> None:
    monkeypatch.setattr(markup, "MAX_NESTING", depth)
    assert is_modest(html)
    monkeypatch.setattr(markup, "MAX_NESTING", depth - 1)
    assert not is_modest(html) or depth == 0


@pytest.mark.parametrize(
    "write",
    [' a{}="x"', " a{}='x > y'", " a{}=x", " a{}", '\na{} = "b=c d=e"', ' a{}="<br>"'],
)
def test_attributes_are_counted_however_they_are_written(write: str) -> None:
    def element(count: int) -> str:
        return "<p" + "".join(write.format(number) for number in range(count)) + ">"

    assert is_modest(element(MAX_ATTRIBUTES))
    assert not is_modest(element(MAX_ATTRIBUTES + 1))


def test_a_long_value_is_one_attribute() -> None:
    assert is_modest(f"<p style=\"{'x: y; ' * 10_000}\" title='{'a b=c ' * 10_000}'>")


@pytest.mark.parametrize("case", CASES)
def test_real_pages_are_far_from_the_limits(monkeypatch: pytest.MonkeyPatch, case: str) -> None:
    monkeypatch.setattr(markup, "MAX_NESTING", MAX_NESTING // 20)
    monkeypatch.setattr(markup, "MAX_ATTRIBUTES", MAX_ATTRIBUTES // 10)
    assert is_modest(question(case)["snapshot"]["html"])


@pytest.mark.parametrize(
    "filling",
    [
        "<div>" * 1_000_000,
        "".join(f"<p><b id={number}>" for number in range(200_000)),
        "<p " + "".join(f'a{number}="" ' for number in range(300_000)) + ">",
    ],
    ids=["nested", "formatting that is never closed", "attributes"],
)
def test_a_page_that_would_take_hours_is_refused_unread(
    companion_app: CompanionApp, monkeypatch: pytest.MonkeyPatch, filling: str
) -> None:
    token = companion_app.pair().token
    message = question("order_detail/processing_with_cancel")
    message["snapshot"]["html"] += filling
    read: list[object] = []
    monkeypatch.setattr(assessment, "read", read.append)
    answer = companion_app.post("/v1/assess", message, token=token)
    assert (answer.status, answer.code) == (413, "too_large")
    assert "deeper or wider" in answer.data["error"]["message"]
    assert read == []


def test_the_deepest_page_that_is_read_is_read(companion_app: CompanionApp) -> None:
    token = companion_app.pair().token
    message = question("order_detail/processing_with_cancel")
    deep = "<div>" * (MAX_NESTING - 10) + "</div>" * (MAX_NESTING - 10)
    html = message["snapshot"]["html"].replace("</body>", deep + "</body>")
    message["snapshot"]["html"] = html
    assert companion_app.post("/v1/assess", message, token=token).status == 200
