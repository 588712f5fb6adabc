"""Bringing a store's tables up to date, and telling how old they are.

Alembic is loaded for the first alone, so that a start that finds all as it should be does without.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from sqlalchemy import Engine

_MIGRATIONS = "cancelwindow.store:migrations"


def migrate(engine: Engine) -> None:
    """Apply all migrations in one transaction: two processes starting at once cannot collide."""
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config as AlembicConfig  # noqa: PLC0415

    with engine.begin() as connection:
        config = AlembicConfig()
        config.set_main_option("script_location", _MIGRATIONS)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def newest_revision() -> str:
    """The revision that the migrations lead to."""
    return max(_revisions())


def is_known_revision(revision: str) -> bool:
    """Whether a store of this revision is of this version or an older one."""
    return revision in _revisions()


@cache
def _revisions() -> frozenset[str]:
    """Each migration's file begins with its revision, and they are counted up."""
    package, _, folder = _MIGRATIONS.partition(":")
    every = (files(package) / folder / "versions").iterdir()
    return frozenset(one.name.partition("_")[0] for one in every if one.name[0].isdigit())
