"""A site of somebody else's on this machine, and what was asked of it."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from chatty.core.fetching import fetcher

HTML = "text/html"


@dataclass
class Site:
    """Answers by path: type and body; a type that is a path or an address leads there instead."""

    answers: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    origin: str = ""
    port: int = 0

    def page(self, picture: str, path: str = "/birds") -> str:
        """A page about birds that says that its picture is at *picture*; its address."""
        head = f'<title>Herons</title><meta property="og:image" content="{picture}">'
        self.answers[path] = (HTML, head.encode())
        return self.origin + path


@contextmanager
def site(*, trusted: bool = True) -> Iterator[Site]:
    """A site on loopback; *trusted* ones may be asked although it is an inner address."""
    serves = Site()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _handler(serves))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    serves.port = server.server_port
    serves.origin = f"http://127.0.0.1:{serves.port}"
    if trusted:
        fetcher.configure([("127.0.0.1", serves.port)])
    yield serves
    if trusted:
        fetcher.configure([])
    server.shutdown()
    server.server_close()


def _handler(serves: Site) -> type[http.server.BaseHTTPRequestHandler]:
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            serves.asked.append(self.path)
            kind, body = serves.answers.get(self.path, ("", b""))
            leads_on = kind.startswith(("/", "http"))
            self.send_response(302 if leads_on else 200 if kind else 404)
            self.send_header("Location" if leads_on else "Content-Type", kind)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler
