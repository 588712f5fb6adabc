"""Alembic's entry point. The companion hands over its own connection and transaction."""

from __future__ import annotations

from alembic import context

import cancelwindow.store.notice_tables
import cancelwindow.store.seller_tables
import cancelwindow.store.walk_tables  # noqa: F401 - the same
from cancelwindow.store.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
context.run_migrations()
