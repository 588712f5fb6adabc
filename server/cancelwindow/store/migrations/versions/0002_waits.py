"""How long each order waited: a row per order beside its observations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

INSTANTS = (
    "paid_earliest",
    "paid_latest",
    "unshipped_at",
    "shipped_by",
    "shipped_earliest",
    "shipped_latest",
    "unscanned_at",
    "scanned_by",
    "scanned_earliest",
    "scanned_latest",
)
HOURS = ("shipped_low", "shipped_high", "scanned_low", "scanned_high")


def upgrade() -> None:
    """Create the table. `store.waits.fill` fills it from the observations there are."""
    op.create_table(
        "waits",
        sa.Column("order_id", sa.String(), nullable=False),
        sa.Column("store_id", sa.String(), nullable=True),
        sa.Column("is_choice", sa.Boolean(), nullable=True),
        *(sa.Column(name, sa.String(32), nullable=True) for name in INSTANTS),
        *(sa.Column(name, sa.Double(), nullable=True) for name in HOURS),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_waits")),
    )


def downgrade() -> None:
    """Drop the table: the observations still hold all that it was made from."""
    op.drop_table("waits")
