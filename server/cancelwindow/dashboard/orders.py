"""The list of orders: searched, filtered, sorted, and a page at a time."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

from flask import Blueprint, Response, request, url_for

from cancelwindow.dashboard.pages import Pages
from cancelwindow.dashboard.refusals import PageRefusedError
from cancelwindow.exports.formats import MEDIA_TYPES, Export, ExportFormat
from cancelwindow.policy.verdict import Answer
from cancelwindow.store import accounts, queries
from cancelwindow.store.queries import OrderFilter, OrderList
from cancelwindow.store.standing import MoneyState, OrderSort, RefundProgress

PER_PAGE = 25

LONGEST_SEARCH = 100

AT_ONCE = 64 * 1024
"""Bytes of a file that are handed on at once."""


class Sorting(NamedTuple):
    """A way to sort, as the list offers it."""

    by: OrderSort
    descending: bool


SORTINGS = {
    "newest": Sorting(OrderSort.ORDERED, True),
    "oldest": Sorting(OrderSort.ORDERED, False),
    "deadline": Sorting(OrderSort.DEADLINE, False),
    "act_by": Sorting(OrderSort.ACT_BY, False),
    "dearest": Sorting(OrderSort.TOTAL, True),
    "cheapest": Sorting(OrderSort.TOTAL, False),
    "seller": Sorting(OrderSort.STORE, False),
    "seen": Sorting(OrderSort.SEEN, True),
}

STATES: dict[str, dict[str, Any]] = {
    "open": {"is_open": True},
    "closed": {"is_open": False},
    "at_risk": {"money": (MoneyState.AT_RISK,)},
    "coming_back": {"money": (MoneyState.COMING_BACK,)},
    "late": {"refunds": (RefundProgress.LATE,)},
    "undated": {"refunds": (RefundProgress.UNDATED,)},
}
"""What `state` in the address asks for."""


@dataclass(frozen=True)
class Wanted:
    """What the address of a list asks for; a value that means nothing asks for nothing."""

    search: str
    answer: str
    state: str
    store: str
    account: str
    sort: str
    page: int

    @classmethod
    def of_address(cls) -> Wanted:
        """What the address of this request asks for."""
        given = request.args
        answer, state, sort = (given.get(name, "") for name in ("answer", "state", "sort"))
        page = given.get("page", "")
        return cls(
            search=given.get("q", "").strip()[:LONGEST_SEARCH],
            answer=answer if answer in set(Answer) else "",
            state=state if state in STATES else "",
            store=given.get("store", ""),
            account=given.get("account", ""),
            sort=sort if sort in SORTINGS else "newest",
            page=max(1, int(page)) if page.isascii() and page.isdigit() and len(page) < 7 else 1,
        )

    def filter(self) -> OrderFilter:
        """The question to the store."""
        return OrderFilter(
            search=self.search,
            answers=(Answer(self.answer),) if self.answer else (),
            store_id=self.store or None,
            account_id=self.account or None,
            **STATES.get(self.state, {}),
        )

    @property
    def is_plain(self) -> bool:
        """Whether every order is wanted."""
        return not (self.search or self.answer or self.state or self.store or self.account)

    def address(self, page: int) -> str:
        """The address of another page of the same list."""
        return url_for(
            "dashboard.orders",
            **self._filters(),
            sort=None if self.sort == "newest" else self.sort,
            page=None if page == 1 else page,
        )

    def download(self, form: ExportFormat) -> str:
        """The address of a file of all orders of this list."""
        return url_for("dashboard.export", form=form.value, **self._filters())

    def _filters(self) -> dict[str, Any]:
        return {
            "q": self.search or None,
            "answer": self.answer or None,
            "state": self.state or None,
            "store": self.store or None,
            "account": self.account or None,
        }


def add(routes: Blueprint, pages: Pages) -> None:
    """Add the routes."""

    @routes.get("/orders", provide_automatic_options=False)
    def orders() -> Response:
        wanted = Wanted.of_address()
        pages.now_judged()
        sorting = SORTINGS[wanted.sort]
        with pages.database.read() as session:
            found = queries.orders(
                session,
                wanted.filter(),
                sort=sorting.by,
                descending=sorting.descending,
                limit=PER_PAGE,
                offset=(wanted.page - 1) * PER_PAGE,
            )
            choices = accounts.choices(session)
        return pages.page(
            "orders.html",
            section="orders",
            wanted=wanted,
            found=found,
            first=(wanted.page - 1) * PER_PAGE + 1,
            previous=wanted.address(wanted.page - 1) if wanted.page > 1 else "",
            next=wanted.address(wanted.page + 1) if _goes_on(found, wanted) else "",
            answers=tuple(Answer),
            states=tuple(STATES),
            sortings=tuple(SORTINGS),
            accounts=choices,
            forms=tuple(ExportFormat),
        )

    @routes.get("/orders/export/<form>", provide_automatic_options=False)
    def export(form: str) -> Response:
        if form not in set(ExportFormat):
            raise PageRefusedError(404, "not_found")
        wanted = Export(Wanted.of_address().filter(), ExportFormat(form), pages.now_judged())
        file = io.BytesIO()
        with pages.database.read() as session:
            wanted.write(session, file)
        file.seek(0)
        response = Response(
            # In parts: a whole one of some megabytes would go through a temporary file.
            iter(partial(file.read, AT_ONCE), b""),
            mimetype=MEDIA_TYPES[wanted.form],
        )
        response.headers.set("Content-Disposition", "attachment", filename=wanted.file_name)
        return response


def _goes_on(found: OrderList, wanted: Wanted) -> bool:
    seen = wanted.page * PER_PAGE
    return len(found.orders) == PER_PAGE and (not found.is_exact or found.total > seen)
