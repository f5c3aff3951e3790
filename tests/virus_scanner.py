"""A stand-in for clamd: it speaks its protocol, and knows one virus, which is none (EICAR).

The real one needs a list of viruses of some hundred megabytes from a server elsewhere.
"""

from __future__ import annotations

import socketserver
import struct
import threading
from typing import Self

# In halves, so that no scanner finds it in this file.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + rb"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


# As its setting StreamMaxLength has it.
MOST_BYTES = 4 * 1024 * 1024


class Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        assert self.rfile.read(10) == b"zINSTREAM\0"
        content = b""
        while size := struct.unpack(">I", self.rfile.read(4))[0]:
            if len(content) + size > MOST_BYTES:
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                return
            content += self.rfile.read(size)
        words = b"Eicar-Test-Signature FOUND" if EICAR in content else b"OK"
        self.wfile.write(b"stream: " + words + b"\0")


class VirusScanner:
    """A server on loopback; `stop` and `start` take it away and bring it back."""

    def __init__(self) -> None:
        self.port = 0
        self.server: socketserver.ThreadingTCPServer | None = None

    def start(self) -> Self:
        socketserver.ThreadingTCPServer.allow_reuse_address = True
        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", self.port), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def stop(self) -> None:
        assert self.server is not None
        self.server.shutdown()
        self.server.server_close()
