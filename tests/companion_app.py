"""The companion's application without a server, with a clock that stands still."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cancelwindow.app import create_app, database_of
from cancelwindow.config import STORE_URL_NAME, Config, prepare_data_dir
from cancelwindow.pairing import open_pairing
from cancelwindow.protocol import PROTOCOL, PROTOCOL_HEADER, PairReply
from cancelwindow.store.tables import DEFAULT_ACCOUNT
from companion_process import EXTENSION_ORIGIN
from wire import Answer, Request, over_wsgi

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


class CompanionApp:
    """An application on a data folder of its own; `now` is what its clock shows."""

    def __init__(
        self,
        data_dir: Path,
        *,
        port: int = 17863,
        country: str | None = None,
        store_url: str | None = None,
    ) -> None:
        self.now = NOON
        self.config = Config(
            data_dir=data_dir,
            port=port,
            country=country,
            clock=lambda: self.now,
            store_url=store_url,
        )
        if store_url is not None:
            # So that commands of this folder find it too.
            (prepare_data_dir(data_dir) / STORE_URL_NAME).write_text(store_url, encoding="utf-8")
        self.app = create_app(self.config)
        self.database = database_of(self.app)

    def pass_time(self, span: timedelta) -> None:
        """Put the clock forward."""
        self.now += span

    def send(self, request: Request) -> Answer:
        """Send exactly this."""
        return over_wsgi(self.app, request)

    def get(self, path: str) -> Answer:
        """GET as the extension sends it."""
        return self.send(Request("GET", path, {"Host": f"127.0.0.1:{self.config.port}"}))

    def post(
        self,
        path: str,
        message: object,
        *,
        token: str | None = None,
        origin: str | None = EXTENSION_ORIGIN,
    ) -> Answer:
        """POST as the extension sends it."""
        request = Request(
            "POST",
            path,
            {
                "Host": f"127.0.0.1:{self.config.port}",
                "Content-Type": "application/json",
                PROTOCOL_HEADER: PROTOCOL,
            },
            json.dumps(message).encode(),
        ).with_headers(Origin=origin, Authorization=token and f"Bearer {token}")
        return self.send(request)

    def pair(
        self,
        origin: str = EXTENSION_ORIGIN,
        name: str = "Test browser",
        account_id: str = DEFAULT_ACCOUNT,
    ) -> PairReply:
        """Pair a client."""
        code = open_pairing(self.database, self.now, account_id).code
        answer = self.post("/v1/pair", {"code": code, "name": name}, origin=origin)
        assert answer.status == 200
        return PairReply.model_validate_json(answer.body)

    def close(self) -> None:
        """Close the store."""
        self.database.close()
