"""A walk on a terminal: what was read, how fast, and how long the rest will take."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, SpinnerColumn, Task, TextColumn
from rich.text import Text

from cancelwindow.history.outcome import Tally, seconds_left

Told = Callable[[Tally], None]


class _Pace(ProgressColumn):
    """Pages a minute so far."""

    def render(self, task: Task) -> Text:
        """The column's text."""
        loads, seconds = task.fields["loads"], task.elapsed or 0.0
        return Text(f"{60 * loads / seconds:.0f} pages/min" if seconds and loads else "")


class _Left(ProgressColumn):
    """How long the rest takes, where its size is known."""

    def render(self, task: Task) -> Text:
        """The column's text."""
        left = seconds_left(task.fields["tally"], task.elapsed or 0.0)
        return Text("" if left is None else f"{timedelta(seconds=round(left))} left")


def line(tally: Tally) -> str:
    """What was read so far, in one line."""
    read = f"{len(tally.orders)} orders in the list, {len(tally.new)} new"
    if tally.changed:
        read += f", {len(tally.changed)} changed"
    if tally.due is None:
        return f"{read} ({tally.list_pages} pages)"
    return f"{read}; {tally.opened} of {tally.due} opened"


@contextmanager
def progress(console: Console, *, shows: bool) -> Iterator[Told]:
    """A line that renews itself on a terminal; nothing elsewhere, or where nothing is wanted."""
    if not (shows and console.is_terminal):
        yield lambda _tally: None
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), _Pace(), _Left())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("Opening the list", total=None, loads=0, tally=Tally())

        def told(tally: Tally) -> None:
            bar.update(
                task,
                description=line(tally),
                total=tally.due,
                completed=tally.opened,
                loads=tally.loads,
                tally=tally,
            )

        yield told
