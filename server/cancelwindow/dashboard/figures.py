"""A chart on a page: its words, the chart itself, and the table of the same figures."""

from __future__ import annotations

from dataclasses import dataclass

from cancelwindow.dashboard.charts import Chart


@dataclass(frozen=True)
class Row:
    """A row of the table beside a chart."""

    label: str
    value: str
    more: str = ""


@dataclass(frozen=True)
class Figure:
    """A chart with its words and its table."""

    id: str
    title: str
    help: str
    chart: Chart
    columns: tuple[str, ...]
    """Keys of the table's heads, under ``column``."""
    rows: tuple[Row, ...]
    note: str = ""
