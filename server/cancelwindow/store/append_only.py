"""Having the database itself refuse what would change or remove what was seen."""

from __future__ import annotations

from alembic import op

POSTGRESQL = "postgresql"


def keep_append_only(table: str) -> None:
    """Make the triggers of a new table; for migrations, on SQLite and on PostgreSQL."""
    for event in ("UPDATE", "DELETE"):
        said, trigger = f"{table} are append-only", f"{table}_refuse_{event.lower()}"
        if op.get_bind().dialect.name != POSTGRESQL:
            op.execute(
                f"CREATE TRIGGER {trigger} BEFORE {event} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{said}'); END"
            )
            continue
        op.execute(
            f"CREATE FUNCTION {trigger}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"RAISE EXCEPTION '{said}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
        )
        # Emptying a table at once is a statement of its own there.
        events = "DELETE OR TRUNCATE" if event == "DELETE" else event
        op.execute(
            f"CREATE TRIGGER {trigger} BEFORE {events} ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {trigger}()"
        )
