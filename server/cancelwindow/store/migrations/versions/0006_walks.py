"""The walk through the history: its checkpoint, the listed orders, returns, and copies of pages."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

INSTANT = sa.String(32)


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "walks",
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("complete_at", INSTANT, nullable=True),
        sa.Column("returns_at", INSTANT, nullable=True),
        sa.Column("stopped_why", sa.String(), nullable=True),
        sa.Column("cooldown_until", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_walks_account_id_accounts")
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_walks")),
    )
    op.create_table(
        "walk_passes",
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("tab", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("orders", sa.Integer(), nullable=False),
        sa.Column("agreed_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_walk_passes_account_id_accounts")
        ),
        sa.PrimaryKeyConstraint("account_id", "tab", name=op.f("pk_walk_passes")),
    )
    op.create_table(
        "listed_orders",
        sa.Column("order_id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("end_reason", sa.String(), nullable=True),
        sa.Column("has_refund_line", sa.Boolean(), nullable=False),
        sa.Column("placed", sa.String(), nullable=True),
        sa.Column("is_news", sa.Boolean(), nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.Column("detail_at", INSTANT, nullable=True),
        sa.Column("tracking_at", INSTANT, nullable=True),
        sa.Column("offers_tracking", sa.Boolean(), nullable=False),
        sa.Column("read_ended", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_listed_orders_account_id_accounts")
        ),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_listed_orders")),
    )
    op.create_index("ix_listed_orders_account_id", "listed_orders", ["account_id", "is_news"])
    op.create_table(
        "page_loads",
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("loads", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_page_loads_account_id_accounts")
        ),
        sa.PrimaryKeyConstraint("account_id", "day", name=op.f("pk_page_loads")),
    )
    op.create_table(
        "returns",
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("order_id", sa.String(), nullable=False),
        sa.Column("entry_json", sa.String(), nullable=False),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_returns_account_id_accounts")
        ),
        sa.PrimaryKeyConstraint("account_id", "key", name=op.f("pk_returns")),
    )
    op.create_index(op.f("ix_returns_order_id"), "returns", ["order_id"])
    op.create_table(
        "page_copies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("reading_id", sa.Integer(), nullable=True),
        sa.Column("taken_at", INSTANT, nullable=False),
        sa.Column("keep_until", INSTANT, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["reading_id"], ["readings.id"], name=op.f("fk_page_copies_reading_id_readings")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_page_copies_account_id_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page_copies")),
    )
    for column in ("keep_until", "reading_id"):
        op.create_index(op.f(f"ix_page_copies_{column}"), "page_copies", [column])


def downgrade() -> None:
    """Drop the tables: what pages said stands in the observations."""
    for table in ("page_copies", "returns", "page_loads", "listed_orders", "walk_passes", "walks"):
        op.drop_table(table)
