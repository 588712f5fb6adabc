"""The API as an OpenAPI 3.1 document, made from its operations and their models.

usage: python -m cancelwindow.openapi FILE     (writes the document; `make openapi`)
"""

from __future__ import annotations

import json
import sys
from functools import cache
from pathlib import Path
from typing import Any

from pydantic.json_schema import JsonSchemaMode, models_json_schema

from cancelwindow import __version__
from cancelwindow.errors import ERRORS
from cancelwindow.operations import OPERATIONS, PREFIX, Access, Operation, refusals
from cancelwindow.protocol import DEFAULT_PORT, PROTOCOL, PROTOCOL_HEADER, ErrorReply

BEARER = "client_token"

_HEADER = {
    "name": PROTOCOL_HEADER,
    "in": "header",
    "required": True,
    "description": "Which protocol is spoken; another major version is refused.",
    "schema": {
        "type": "string",
        "pattern": rf"^{PROTOCOL.partition('.')[0]}\.[0-9]{{1,4}}$",
        "example": PROTOCOL,
    },
}


@cache
def document() -> dict[str, Any]:
    """The whole document."""
    schemas, definitions = _schemas()
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Cancel Window companion",
            "version": PROTOCOL,
            "summary": "Can this AliExpress order still be cancelled, and what is the best move?",
            "description": (
                f"Of companion {__version__}. It listens on this computer only and answers paired "
                "browser extensions. Every refusal has a stable code, one sentence and one remedy."
            ),
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": f"http://127.0.0.1:{DEFAULT_PORT}"}],
        "paths": {
            PREFIX + operation.path: {operation.method.lower(): _operation(operation, schemas)}
            for operation in OPERATIONS
        },
        "components": {
            "schemas": definitions,
            "securitySchemes": {BEARER: {"type": "http", "scheme": "bearer"}},
        },
    }


def text() -> str:
    """The document as it is written to a file."""
    return json.dumps(document(), indent=2, ensure_ascii=False) + "\n"


_Key = tuple[Any, JsonSchemaMode]


def _schemas() -> tuple[dict[_Key, Any], dict[str, Any]]:
    """References to the models' schemas, and the schemas themselves."""
    asked: list[_Key] = [
        (one.request, "validation") for one in OPERATIONS if one.request is not None
    ]
    told: list[_Key] = [(one.reply, "serialization") for one in OPERATIONS]
    references, top = models_json_schema(
        [*asked, *told, (ErrorReply, "serialization")], ref_template="#/components/schemas/{model}"
    )
    known = {(model, mode): one for (model, mode), one in references.items()}
    return known, dict(sorted(top["$defs"].items()))


def _operation(operation: Operation, schemas: dict[_Key, Any]) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "parameters": [] if operation.access is Access.OPEN else [_HEADER],
        "security": [{BEARER: []}] if operation.access is Access.PAIRED else [],
        "responses": {
            "200": {
                "description": (operation.reply.__doc__ or "").split("\n")[0],
                "content": _json(schemas[operation.reply, "serialization"]),
            },
            **_refused(operation, schemas[ErrorReply, "serialization"]),
        },
    }
    if operation.access is Access.PAIRING:
        described["description"] = (
            "Needs the `Origin` of a browser extension; the token is good for that one only."
        )
    if operation.request is not None:
        described["requestBody"] = {
            "required": True,
            "content": _json(schemas[operation.request, "validation"]),
        }
    return described


def _refused(operation: Operation, schema: Any) -> dict[str, Any]:
    """Refusals by HTTP status; a status can have several codes."""
    by_status: dict[int, list[str]] = {}
    for code in refusals(operation):
        by_status.setdefault(ERRORS[code].status, []).append(code.value)
    return {
        str(status): {
            "description": "; ".join(f"`{code}`" for code in codes),
            "content": _json(schema),
        }
        for status, codes in sorted(by_status.items())
    }


def _json(schema: Any) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(text(), encoding="utf-8")
