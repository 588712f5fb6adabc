"""Clients, pairing codes, append-only observations, and the latest answer per order."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from cancelwindow.store.append_only import keep_append_only

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

INSTANT = sa.String(32)


def upgrade() -> None:
    """Create the tables, and the triggers that keep what was seen append-only."""
    op.create_table(
        "clients",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("last_used_at", INSTANT, nullable=True),
        sa.Column("revoked_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clients")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_clients_token_hash")),
    )
    op.create_table(
        "pairing_codes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("tries_left", sa.Integer(), nullable=False),
        sa.Column("redeemed_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pairing_codes")),
    )
    op.create_table(
        "readings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("page_kind", sa.String(), nullable=False),
        sa.Column("captured_at", INSTANT, nullable=False),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=True),
        sa.Column("settled", sa.String(), nullable=False),
        sa.Column("report_json", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["client_id"], ["clients.id"], name=op.f("fk_readings_client_id_clients")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_readings")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "observations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reading_id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.String(), nullable=False),
        sa.Column("order_json", sa.String(), nullable=True),
        sa.Column("parcels_json", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["reading_id"], ["readings.id"], name=op.f("fk_observations_reading_id_readings")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_observations")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_observations_order_id"), "observations", ["order_id"])
    op.create_table(
        "order_states",
        sa.Column("order_id", sa.String(), nullable=False),
        sa.Column("observation_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("confidence", sa.String(), nullable=False),
        sa.Column("policy_date", sa.String(), nullable=False),
        sa.Column("captured_at", INSTANT, nullable=False),
        sa.Column("evaluated_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["observation_id"],
            ["observations.id"],
            name=op.f("fk_order_states_observation_id_observations"),
        ),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_order_states")),
    )
    for table in ("readings", "observations"):
        keep_append_only(table)


def downgrade() -> None:
    """Refuse: going back would drop observations, which are never removed."""
    raise NotImplementedError("observations are append-only; restore a copy of the file instead")
