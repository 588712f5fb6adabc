"""The companion without the pauses of a walk: on a replay of the site nobody is disturbed.

usage: python quick_companion.py serve ...     (as `cancelwindow serve`)
"""

from __future__ import annotations

import sys
from typing import ClassVar

from companion_process import CompanionProcess


class QuickCompanion(CompanionProcess):
    """Such a companion in a process of its own."""

    command: ClassVar[tuple[str, ...]] = (sys.executable, __file__)


if __name__ == "__main__":
    from cancelwindow import app
    from cancelwindow.cli import main
    from cancelwindow.policy import politeness

    app.manners = lambda figures: politeness.manners(figures).without_pauses()
    main()
