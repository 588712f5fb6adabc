"""The suite reaches this machine only; pytest-socket holds it (addopts in pyproject.toml)."""

from __future__ import annotations

import socket

import pytest
from pytest_socket import SocketConnectBlockedError


@pytest.mark.filterwarnings("ignore:A test tried to use socket:UserWarning")
def test_another_machine_is_out_of_reach() -> None:
    never_routed = "192.0.2.1"  # RFC 5737, for documentation
    with socket.socket() as outside, pytest.raises(SocketConnectBlockedError):
        outside.connect((never_routed, 443))


def test_this_machine_is_in_reach() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket() as client:
        client.connect(server.getsockname())
        assert client.getpeername() == server.getsockname()
