"""Accounts, settings, and a state of each order that lists and overviews can be made from."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

INSTANT = sa.String(32)
DEFAULT_ACCOUNT = "default"
LONG_AGO = "0001-01-01T00:00:00.000000+00:00"
"""Due for judging since ever: what the new columns hold is not known before."""

OPTIONAL_TEXTS = (
    "end_reason",
    "end_cause",
    "placed_day",
    "paid_day",
    "shipped_day",
    "completed_day",
    "currency",
    "store_id",
    "store_name",
    "title",
    "next_deadline_kind",
    "next_act_kind",
    "refund_state",
)
OPTIONAL_INSTANTS = (
    "placed_at",
    "paid_at",
    "shipped_at",
    "completed_at",
    "next_deadline_at",
    "next_act_at",
    "refund_from",
    "refund_to",
    "cancel_seen_at",
    "refund_seen_at",
    "closed_seen_at",
    "recheck_at",
)
INDEXES = (
    ("ordered_at", ("ordered_at", "order_id")),
    ("answer", ("answer", "ordered_at")),
    ("account_id", ("account_id", "ordered_at")),
    ("store_id", ("store_id", "ordered_at")),
    ("store_name", ("store_name", "ordered_at")),
    ("next_deadline_at", ("next_deadline_at",)),
    ("next_act_at", ("next_act_at",)),
    ("refund_state", ("refund_state", "refund_to")),
    ("recheck_at", ("recheck_at",)),
    ("total", ("currency", "total_minor")),
)
KEPT = (
    "order_id",
    "observation_id",
    "status",
    "answer",
    "confidence",
    "policy_date",
    "captured_at",
    "evaluated_at",
)


def upgrade() -> None:
    """Create what is new, and take the answers over; `recheck_at` has them judged again."""
    accounts = op.create_table(
        "accounts",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("name", name=op.f("uq_accounts_name")),
    )
    now = datetime.now(UTC).isoformat(timespec="microseconds")
    op.bulk_insert(accounts, [{"id": DEFAULT_ACCOUNT, "name": DEFAULT_ACCOUNT, "created_at": now}])
    op.create_table(
        "settings",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value_json", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_settings")),
    )
    for table in ("clients", "pairing_codes", "readings"):
        op.add_column(
            table,
            sa.Column("account_id", sa.String(), nullable=False, server_default=DEFAULT_ACCOUNT),
        )
    op.execute("CREATE TABLE order_states_before AS SELECT * FROM order_states")
    op.drop_table("order_states")
    _create_order_states()
    op.execute(
        f"INSERT INTO order_states ({', '.join(KEPT)}, is_open, money_state, ordered_at, "  # noqa: S608
        "first_seen_at, last_seen_at, search_text, recheck_at) "
        f"SELECT {', '.join(KEPT)}, answer <> 'closed', 'unknown', captured_at, captured_at, "
        f"captured_at, order_id, '{LONG_AGO}' FROM order_states_before"
    )
    op.drop_table("order_states_before")
    for name, columns in INDEXES:
        op.create_index(f"ix_order_states_{name}", "order_states", list(columns))
    op.create_table(
        "order_deadlines",
        sa.Column("order_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("earliest", INSTANT, nullable=True),
        sa.Column("latest", INSTANT, nullable=True),
        sa.Column("act_by", sa.Boolean(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("first_reminder", INSTANT, nullable=True),
        sa.Column("last_reminder", INSTANT, nullable=True),
        sa.Column("reminders_json", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_id"],
            ["order_states.order_id"],
            name=op.f("fk_order_deadlines_order_id_order_states"),
        ),
        sa.PrimaryKeyConstraint("order_id", "kind", name=op.f("pk_order_deadlines")),
    )
    for name in ("earliest", "last_reminder"):
        op.create_index(f"ix_order_deadlines_{name}", "order_deadlines", [name])
    _create_tallies()


def _create_order_states() -> None:
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
        sa.Column("account_id", sa.String(), nullable=False, server_default=DEFAULT_ACCOUNT),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("money_state", sa.String(), nullable=False),
        sa.Column("ordered_at", INSTANT, nullable=False),
        sa.Column("total_minor", sa.BigInteger(), nullable=True),
        sa.Column("line_count", sa.Integer(), nullable=True),
        sa.Column("is_choice", sa.Boolean(), nullable=True),
        sa.Column("search_text", sa.String(), nullable=False),
        sa.Column("first_seen_at", INSTANT, nullable=False),
        sa.Column("last_seen_at", INSTANT, nullable=False),
        *(sa.Column(name, sa.String(), nullable=True) for name in OPTIONAL_TEXTS),
        *(sa.Column(name, INSTANT, nullable=True) for name in OPTIONAL_INSTANTS),
        sa.ForeignKeyConstraint(
            ["observation_id"],
            ["observations.id"],
            name=op.f("fk_order_states_observation_id_observations"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_order_states_account_id_accounts")
        ),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_order_states")),
    )


def _create_tallies() -> None:
    op.create_table(
        "order_tallies",
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("money_state", sa.String(), nullable=False),
        sa.Column("refund_state", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("orders", sa.BigInteger(), nullable=False),
        sa.Column("total_minor", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "account_id",
            "answer",
            "money_state",
            "refund_state",
            "currency",
            name=op.f("pk_order_tallies"),
        ),
    )
    op.execute(
        "INSERT INTO order_tallies "
        "SELECT account_id, answer, money_state, '', '', count(*), 0 FROM order_states "
        "GROUP BY account_id, answer, money_state"
    )


def downgrade() -> None:
    """Refuse: an account's orders could not be told apart any more."""
    raise NotImplementedError("restore the copy of the store that was made before the migration")
