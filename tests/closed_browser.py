"""What every browser of the tests is started with: it finds nobody but this machine.

pytest-socket holds Python alone.
"""

from __future__ import annotations

NOBODY_OUTSIDE = (
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--no-proxy-server",
    "--disable-background-networking",
    "--disable-component-update",
)
