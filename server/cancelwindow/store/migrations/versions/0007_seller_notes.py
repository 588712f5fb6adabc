"""What the buyer ticked of sellers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "seller_notes",
        sa.Column("store_id", sa.String(), nullable=False),
        sa.Column("behaviour", sa.String(), nullable=False),
        sa.Column("noted_at", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("store_id", "behaviour", name=op.f("pk_seller_notes")),
    )


def downgrade() -> None:
    """Refuse: going back would drop what the buyer noted."""
    raise NotImplementedError("notes would be lost; restore a copy of the file instead")
