"""What pages say of stores, and in which states orders were seen."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from cancelwindow.store.append_only import keep_append_only

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

INSTANT = sa.String(32)


def upgrade() -> None:
    """Create the tables. `store.stays.fill` fills its own from the observations there are."""
    op.create_table(
        "store_profiles",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reading_id", sa.Integer(), nullable=False),
        sa.Column("captured_at", INSTANT, nullable=False),
        sa.Column("captured_day", sa.String(), nullable=False),
        sa.Column("store_id", sa.String(), nullable=True),
        sa.Column("seller_id", sa.String(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("positive_rate", sa.Double(), nullable=True),
        sa.Column("ratings", sa.Integer(), nullable=True),
        sa.Column("period_months", sa.Integer(), nullable=True),
        sa.Column("is_pooled", sa.Boolean(), nullable=True),
        sa.Column("supplier_store_id", sa.String(), nullable=True),
        sa.Column("profile_json", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["reading_id"], ["readings.id"], name=op.f("fk_store_profiles_reading_id_readings")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_store_profiles")),
        sqlite_autoincrement=True,
    )
    for name, columns in (
        ("store_id", ["store_id", "captured_at"]),
        ("seller_id", ["seller_id"]),
        ("supplier_store_id", ["supplier_store_id"]),
    ):
        op.create_index(f"ix_store_profiles_{name}", "store_profiles", columns)
    keep_append_only("store_profiles")
    op.create_table(
        "order_stays",
        sa.Column("order_id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("end_reason", sa.String(), nullable=False),
        sa.Column("end_cause", sa.String(), nullable=False),
        sa.Column("first_at", INSTANT, nullable=False),
        sa.Column("last_at", INSTANT, nullable=False),
        sa.Column("is_overdue", sa.Boolean(), nullable=False),
        sa.Column("has_refund", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint(
            "order_id", "state", "end_reason", "end_cause", name=op.f("pk_order_stays")
        ),
    )
    op.create_index("ix_waits_store_id", "waits", ["store_id"])


def downgrade() -> None:
    """Refuse: going back would drop what pages said of stores, which is never removed."""
    raise NotImplementedError("observations are append-only; restore a copy of the file instead")
