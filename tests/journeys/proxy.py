"""A proxy like those between people and servers: refuses Upgrade, holds streams back, goes away.

One request a connection, so that each can be judged by its path; what is let through is relayed as
it comes.
"""

from __future__ import annotations

import contextlib
import re
import socket
import threading
import time
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable

CHUNK = 65_536
REFUSAL = b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class Proxy:
    """Relays to *port*; ``refuses``, ``holds``, ``leads_to`` judge by a request's first line.

    What browsers send is let through at ``bytes_per_second``.
    """

    def __init__(self, port: int) -> None:
        self.leads_to: Callable[[str], int] = lambda _line: port
        self.refuses: Callable[[str], bool] = lambda _line: False
        self.holds: Callable[[str], bool] = lambda _line: False
        self.bytes_per_second: int | None = None
        self.seen: list[str] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: set[socket.socket] = set()
        self._down = False

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.close()
        self.cut()

    def cut(self) -> None:
        """The network is gone: every connection breaks, and new ones with them."""
        self._down = True
        for connection in tuple(self._open):
            _shut(connection)

    def mend(self) -> None:
        """The network is back."""
        self._down = False

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        self._open.add(client)
        with contextlib.suppress(OSError), client:
            head, rest = _head_of(client)
            line = head.partition(b"\r\n")[0].decode("latin-1")
            self.seen.append(line)
            if self._down or not head:
                return
            if self.refuses(line):
                client.sendall(REFUSAL)
                return
            self._relay(client, _single(head) + rest, line)
            # Closing alone waits for the thread that reads, and the browser would hear nothing.
            _shut(client)
        self._open.discard(client)

    def _relay(self, client: socket.socket, sent: bytes, line: str) -> None:
        with socket.create_connection(("127.0.0.1", self.leads_to(line))) as server:
            self._open.add(server)
            server.sendall(sent)
            back = threading.Thread(target=self._pump, args=(client, server), daemon=True)
            back.start()
            held = bytearray()
            with contextlib.suppress(OSError):
                while chunk := server.recv(CHUNK):
                    if self.holds(line):
                        held += chunk
                    else:
                        client.sendall(chunk)
                client.sendall(held)
            self._open.discard(server)
            _shut(server)

    def _pump(self, source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while chunk := source.recv(CHUNK):
                if self.bytes_per_second:
                    time.sleep(len(chunk) / self.bytes_per_second)
                target.sendall(chunk)
            # Who went away sends no more, and the server is to know.
            target.shutdown(socket.SHUT_WR)


def _head_of(client: socket.socket) -> tuple[bytes, bytes]:
    data = b""
    while b"\r\n\r\n" not in data:
        chunk = client.recv(CHUNK)
        if not chunk:
            return b"", b""
        data += chunk
    head, _, rest = data.partition(b"\r\n\r\n")
    return head + b"\r\n\r\n", rest


def _single(head: bytes) -> bytes:
    """The same request, but for one only; an Upgrade stays what it is."""
    if re.search(rb"(?im)^upgrade:", head):
        return head
    return re.sub(rb"(?im)^connection:.*\r\n", b"Connection: close\r\n", head)


def _shut(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
