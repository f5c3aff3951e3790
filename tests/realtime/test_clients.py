"""What the suite listens with must not lose anything by itself."""

from __future__ import annotations

import base64
import hashlib
import json
import socket
import threading
from contextlib import closing, suppress
from typing import TYPE_CHECKING

import pytest

from tests.clients import Api
from tests.servers import wait_until
from tests.transports import WebSocketClient

if TYPE_CHECKING:
    from collections.abc import Iterator

# RFC 6455, 1.3
MAGIC = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
TEXT = 0x81


@pytest.fixture
def flood() -> Iterator[str]:
    """A server that sends numbered frames as fast as they are taken, whatever it is told."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        threading.Thread(target=_send_numbers, args=(listener,), daemon=True).start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


def test_a_websocket_client_that_leaves_in_a_flood_has_no_hole(flood):
    client = WebSocketClient(Api(flood))
    client.open()
    wait_until(lambda: len(client.received) > 100, 10, "the flood")
    client.close()
    numbers = [frame["number"] for frame in client.received]
    assert numbers == list(range(1, len(numbers) + 1))


def _send_numbers(listener: socket.socket) -> None:
    source, _ = listener.accept()
    with closing(source), suppress(OSError):
        source.sendall(_welcome(source.recv(4096)))
        for number in range(1, 1_000_000):
            cursor = f"{number}-1"
            body = json.dumps({"type": "NUMBER", "number": number, "cursor": cursor}).encode()
            source.sendall(bytes([TEXT, len(body)]) + body)


def _welcome(head: bytes) -> bytes:
    key = next(line for line in head.split(b"\r\n") if line.startswith(b"Sec-WebSocket-Key"))
    proof = hashlib.sha1(key.partition(b": ")[2] + MAGIC, usedforsecurity=False).digest()
    return (
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Accept: " + base64.b64encode(proof) + b"\r\n\r\n"
    )
