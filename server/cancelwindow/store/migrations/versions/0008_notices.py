"""Reminders: what became worth telling, and who was told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

INSTANT = sa.String(32)


def upgrade() -> None:
    """Create the tables, and note of each browser when it asked."""
    op.create_table(
        "notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("order_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("alarm", sa.String(), nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("deadline_at", INSTANT, nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_notices_account_id_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint(
            "account_id", "order_id", "kind", "name", "alarm", name=op.f("uq_notices_key")
        ),
        sqlite_autoincrement=True,
    )
    for column in ("order_id", "due_at"):
        op.create_index(op.f(f"ix_notices_{column}"), "notices", [column])
    op.create_table(
        "notice_deliveries",
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("order_id", sa.String(), nullable=False),
        sa.Column("claim_id", sa.String(), nullable=False),
        sa.Column("claimed_by", sa.String(), nullable=False),
        sa.Column("lease_until", INSTANT, nullable=False),
        sa.Column("done_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notices.id"], name=op.f("fk_notice_deliveries_notice_id_notices")
        ),
        sa.PrimaryKeyConstraint("notice_id", "audience", name=op.f("pk_notice_deliveries")),
    )
    for column in ("order_id", "claim_id"):
        op.create_index(op.f(f"ix_notice_deliveries_{column}"), "notice_deliveries", [column])
    op.add_column("clients", sa.Column("notices_asked_at", INSTANT, nullable=True))


def downgrade() -> None:
    """Drop them: deadlines and observations stand elsewhere."""
    op.drop_column("clients", "notices_asked_at")
    op.drop_table("notice_deliveries")
    op.drop_table("notices")
