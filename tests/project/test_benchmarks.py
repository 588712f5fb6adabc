"""The benchmark runs and compares; what it measures is no test's business."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_benchmark_prints_a_ratio_per_kind_of_page() -> None:
    printed = subprocess.run(
        [sys.executable, str(ROOT / "benchmarks" / "reading.py"), "--rounds", "1"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    rows = [line for line in printed.splitlines() if " kB " in line]
    assert [row.partition("/")[0] for row in rows] == ["order_detail", "order_list", "tracking"]
    for row in rows:
        ratios = [float(ratio) for ratio in re.findall(r"([\d.]+)x", row)]
        assert ratios[0] == 1.0
        assert len(ratios) == 3


def test_ruling_prints_a_distribution_with_and_without_history_and_per_language() -> None:
    printed = subprocess.run(
        [sys.executable, str(ROOT / "benchmarks" / "ruling.py"), "--orders", "100"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    rows = [line for line in printed.splitlines() if " ms" in line]
    assert {"no stored orders", "10000 stored orders", "in en"} <= {
        row[:24].strip() for row in rows
    }
    for row in rows:
        *quantiles, slowest = (float(figure) for figure in re.findall(r"([\d.]+) ms", row))
        assert [*quantiles, slowest] == sorted([*quantiles, slowest])


def test_the_dashboard_prints_a_ratio_per_page() -> None:
    printed = subprocess.run(
        [
            sys.executable, str(ROOT / "benchmarks" / "dashboard.py"),
            "--rounds", "2", "--few", "20", "--many", "200",
        ],
        capture_output=True,
        text=True,
        check=True,
    ).stdout  # fmt: skip
    rows = [line for line in printed.splitlines() if " ms" in line]
    assert {"overview", "orders"} <= {row[:24].strip() for row in rows}
    for row in rows:
        few, slowest_few, many, slowest_many = (
            float(figure) for figure in re.findall(r"([\d.]+) ms", row)
        )
        assert few <= slowest_few
        assert many <= slowest_many
        assert re.search(r"[\d.]+x$", row)


def test_sellers_prints_a_distribution_for_an_order_a_list_and_nobody() -> None:
    printed = subprocess.run(
        [sys.executable, str(ROOT / "benchmarks" / "sellers.py"), "--looks", "10"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    rows = [line for line in printed.splitlines() if " ms" in line]
    assert [row[:24].strip() for row in rows] == [
        "an order page",
        "a list of ten stores",
        "a store never seen",
    ]
