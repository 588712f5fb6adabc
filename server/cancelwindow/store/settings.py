"""Settings that live in the store: names and JSON values."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from cancelwindow.store.tables import SettingRow


def get(session: Session, name: str, default: Any = None) -> Any:
    """The value of a setting; `default` where it was never set."""
    row = session.get(SettingRow, name)
    return default if row is None else json.loads(row.value_json)


def put(session: Session, name: str, value: Any) -> None:
    """Set a setting to a JSON value."""
    session.merge(SettingRow(name=name, value_json=json.dumps(value, ensure_ascii=False)))


def remove(session: Session, name: str) -> None:
    """Forget a setting."""
    session.execute(delete(SettingRow).where(SettingRow.name == name))
