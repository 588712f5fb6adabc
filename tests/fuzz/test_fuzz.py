"""A short fuzz run in the suite; `make fuzz N=100000` is the long one."""

from __future__ import annotations

import pytest
from tests.fuzz.run import problems, sample

SAMPLES = 300
PARITY_EVERY = 5


@pytest.mark.parametrize("number", range(SAMPLES))
def test_a_damaged_page_claims_nothing_beyond_its_text(number: int) -> None:
    found = problems(sample(number), parity=number % PARITY_EVERY == 0)
    assert [problem for problem in found if not problem.startswith("took ")] == []
