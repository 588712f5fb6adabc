"""Where the site's order pages lie (`site_api.toml`)."""

from __future__ import annotations

from collections.abc import Mapping

from aliorders.data import table


def address_of(page: str, origin: str | None = None) -> str:
    """Address of a page that is named in `site_api.toml`; an order's has room for ``{order_id}``.

    Args:
        origin: another address for all of the site, without a slash at the end.
    """
    return on_its_host(table("site_api")["pages"][page], origin)


def on_its_host(path: str, origin: str | None = None) -> str:
    """Address of a path of the site; `origin` as in `address_of`."""
    origins: Mapping[str, str] = table("site_api")["origins"]
    return (origin or origins.get(path, origins["usual"])) + path
