"""What stands on an order page's own markup and nothing of the reader claimed.

The address block, the site's frame, recommendations and hidden parts are left out; a text that
looks like a contact or a token is withheld.
"""

from __future__ import annotations

from collections.abc import Iterator

from bs4 import Tag
from bs4.element import NavigableString

from aliorders import selectors as css
from aliorders.candidates import candidates
from aliorders.data import table
from aliorders.models import Action, ActionKind, Blocked, Missing, PageReading
from aliorders.models.values import Model
from aliorders.redaction.phrases import known_phrases
from aliorders.redaction.survivors import looks_personal
from aliorders.soup import SoupNode
from aliorders.text.fold import fold, tidy
from aliorders.watching import Watch

_LONGEST = 120
_WITHHELD = "(withheld: looks personal)"


class Unused(Model):
    """Visible text of the order page's own markup that no candidate used."""

    place: str
    text: str
    times: int = 1


def unknown_buttons(watch: Watch, result: PageReading | Blocked) -> Iterator[str]:
    """Labels of the order's buttons that no table knows, on the page and in the data."""
    if isinstance(result, PageReading):
        for order in result.orders:
            yield from (_unclaimed(a.label) for a in _actions(order.actions) if _is_unknown(a))
    if watch.page is not None:
        structure = table("redaction/allowed")["page"]["structure"]
        for tag in watch.page.soup.select(css.BUTTONS):
            node = SoupNode(tag)
            if node.inside(structure) and not node.hidden and not _is_left_out(tag):
                label = node.text
                if label and fold(label) not in known_phrases():
                    yield _unclaimed(label)


def _actions(actions: tuple[Action, ...] | Missing) -> tuple[Action, ...]:
    return () if isinstance(actions, Missing) else actions


def _is_unknown(action: Action) -> bool:
    return action.kind is ActionKind.OTHER and fold(action.label) not in known_phrases()


def unknown_labels(watch: Watch) -> Iterator[str]:
    """Labels of information rows that no table knows: the reader sees the row and cannot use it."""
    if watch.page is None:
        return
    for tag in watch.page.soup.select(css.INFO_ROW):
        label = SoupNode(tag).first(css.INFO_ROW_LABEL)
        if label is None or not label.text or _is_left_out(tag):
            continue
        if fold(label.text) not in known_phrases():
            yield _unclaimed(label.text)


def unused(watch: Watch) -> Iterator[Unused]:
    """Visible text that no candidate found and the reader did not read."""
    if watch.page is None:
        return
    used = set(watch.texts)
    for _, candidate in candidates():
        used.update(id(tag) for tag in watch.page.soup.select(candidate.css))
    structure = table("redaction/allowed")["page"]["structure"]
    counts: dict[tuple[str, str], int] = {}
    seen: set[int] = set()
    for tag in watch.page.soup.select(structure):
        for holder in _holders(tag):
            if id(holder) not in seen and not _is_used(holder, used):
                words = SoupNode(holder).text if _is_split(holder) else _own_text(holder)
                if words and fold(words) not in known_phrases():
                    key = (_place(holder), _unclaimed(words))
                    counts[key] = counts.get(key, 0) + 1
            seen.add(id(holder))
    for (place, text), times in counts.items():
        yield Unused(place=place, text=text, times=times)


def _holders(tag: Tag) -> Iterator[Tag]:
    """The elements in `tag` that hold text of their own; an amount's pieces count as one."""
    split = table("redaction/allowed")["page"]["split"]
    for inner in (tag, *tag.find_all(True)):
        whole = inner.css.closest(split)
        yield inner if whole is None else whole


def _is_split(tag: Tag) -> bool:
    return SoupNode(tag).matches(table("redaction/allowed")["page"]["split"])


def _own_text(tag: Tag) -> str:
    texts = tag.find_all(string=True, recursive=False)
    return tidy(" ".join(text for text in texts if type(text) is NavigableString))


def _is_used(tag: Tag, used: set[int]) -> bool:
    """Whether its text was used, or cannot be of use: personal, of no order, hidden."""
    if any(id(outer) in used for outer in (tag, *tag.parents)):
        return True
    return SoupNode(tag).hidden or _is_left_out(tag)


def _is_left_out(tag: Tag) -> bool:
    page = table("redaction/allowed")["page"]
    return SoupNode(tag).inside(", ".join([*page["personal"], *page["foreign"]]))


def _place(tag: Tag) -> str:
    """The nearest element with a name of its own."""
    for outer in (tag, *tag.parents):
        if outer.get("data-pl"):
            return f'data-pl="{outer["data-pl"]}"'
        classes = outer.get("class")
        if classes:
            return f".{classes[0]}"
    return f"<{tag.name}>"


def _unclaimed(text: str) -> str:
    """A text nobody knows the meaning of: it is shown only if it cannot be a contact or a token."""
    return _WITHHELD if looks_personal(tidy(text)) else shortened(text)


def shortened(text: str) -> str:
    """A text on one line, cut off where it is long."""
    clean = tidy(text)
    return clean if len(clean) <= _LONGEST else f"{clean[:_LONGEST]}…"
