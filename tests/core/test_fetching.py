"""S69, S70: what this server asks for others, and what it never does."""

from __future__ import annotations

import gzip
import http.server
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from chatty.core import limits
from chatty.core.fetching import Fetcher, FetchFailedError, FetchRefusedError
from tests.processes import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

INNER = [
    "http://127.0.0.1/", "http://127.1/", "http://0/", "http://0x7f000001/",
    "http://2130706433/", "http://localhost/", "http://[::1]/", "http://[::]/",
    "http://[::ffff:127.0.0.1]/", "http://[2002:7f00:1::]/", "http://[64:ff9b::7f00:1]/",
    "http://[fec0::1]/", "http://[fc00::1]/", "http://[fe80::1]/", "http://10.0.0.1/",
    "http://172.16.0.1/", "http://192.168.0.1/", "http://100.64.0.1/",
    "http://169.254.169.254/latest/meta-data/", "http://224.0.0.1/", "http://255.255.255.255/",
    "http://[ff02::1]/", "http://[2001:0:7f00:1::]/", "http://198.18.0.1/",
]  # fmt: skip
IMPOSSIBLE = [
    "http://user@example.com/", "http://user:word@example.com/", "file:///etc/passwd",
    "gopher://example.com/", "ftp://example.com/", "data:text/plain,a", "http:///", "http://",
    "http://example.com:22/", "http://example.com:25/", "http://example.com:6379/",
    "https://example.com:5432/", "http://example.com:99999/", "javascript:alert(1)",
]  # fmt: skip


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers by the path; what it was asked stands in ``hits``."""

    hits: list[tuple[str, bytes]]

    def do_GET(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        self.hits.append((self.path, self.rfile.read(length)))
        name = self.path.strip("/").partition("?")[0]
        getattr(self, f"answer_{name}", self.answer_hello)()

    do_POST = do_GET  # noqa: N815  # the name that http.server looks for

    def answer_hello(self) -> None:
        self.send(b"hello")

    def answer_away(self) -> None:
        self.redirect(self.path.partition("?")[2])

    def answer_nowhere(self) -> None:
        self.redirect("http://[::1")

    def answer_round(self) -> None:
        self.redirect("/round")

    def answer_endless(self) -> None:
        self.begin()
        with suppress_broken():
            while True:
                self.wfile.write(b"x" * 65_536)

    def answer_bomb(self) -> None:
        self.send(gzip.compress(b"\0" * (20 * limits.FETCH_BYTES)), **{"Content-Encoding": "gzip"})

    def answer_trickle(self) -> None:
        self.begin()
        with suppress_broken():
            for _ in range(30):
                self.wfile.write(b"x")
                time.sleep(1)

    def answer_slow_head(self) -> None:
        with suppress_broken():
            for letter in b"HTTP/1.1 200 OK and so on and on and on and on":
                self.wfile.write(bytes([letter]))
                time.sleep(1)

    def redirect(self, where: str) -> None:
        self.send_response(302)
        self.send_header("Location", where)
        self.end_headers()

    def begin(self, **headers: str) -> None:
        self.send_response(200)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def send(self, body: bytes, **headers: str) -> None:
        self.begin(**{"Content-Length": str(len(body)), **headers})
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def suppress_broken() -> Iterator[None]:
    """Whoever asked may hang up."""
    try:
        yield
    except OSError:
        return


@pytest.fixture
def canary() -> Iterator[Any]:
    """A server on loopback; ``hits`` is what it was asked."""
    hits: list[tuple[str, bytes]] = []
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), type("Own", (Handler,), {"hits": hits})
    )
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield type("Canary", (), {"port": server.server_port, "hits": hits})
    server.shutdown()
    server.server_close()


@pytest.fixture
def trusted(canary) -> Fetcher:
    """A fetcher whose operator trusts the canary's address."""
    fetcher = Fetcher()
    fetcher.configure([("127.0.0.1", canary.port)])
    return fetcher


@pytest.mark.parametrize("url", INNER)
def test_inner_addresses_are_refused_before_anything_is_sent(url):
    with pytest.raises(FetchFailedError) as refusal:
        Fetcher().fetch(url)
    assert isinstance(refusal.value, FetchRefusedError) or "ConnectionError" in str(refusal.value)


@pytest.mark.parametrize("url", IMPOSSIBLE)
def test_what_is_no_public_page_is_refused(url):
    with pytest.raises(FetchFailedError):
        Fetcher().fetch(url)


def test_canary_is_never_hit(canary, monkeypatch):
    """A name that leads inside does not help; nor does one that leads elsewhere the second time."""
    found = socket.getaddrinfo
    answers = iter(["127.0.0.1", "192.0.2.1", "127.0.0.1", "127.0.0.1"])

    def resolve(host, port, *args: int, **kwargs: int):
        return found(next(answers) if host == "flips.example" else host, port, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    for _ in range(2):
        with pytest.raises(FetchFailedError):
            Fetcher().fetch("http://flips.example/")
    assert canary.hits == []


def test_trusted_address_is_asked_and_no_other_port(canary, trusted):
    answer = trusted.fetch(f"http://127.0.0.1:{canary.port}/hello", method="POST", body=b"word")
    assert (answer.status, answer.body, answer.is_whole) == (200, b"hello", True)
    assert canary.hits == [("/hello", b"word")]
    with pytest.raises(FetchRefusedError):
        trusted.fetch("http://127.0.0.1:80/")


@pytest.mark.parametrize("where", ["http://127.0.0.1:1/", "http://[::1]/", "file:///etc/passwd"])
def test_redirect_inside_is_not_followed(canary, trusted, where):
    with pytest.raises(FetchFailedError):
        trusted.fetch(f"http://127.0.0.1:{canary.port}/away?{where}")
    assert len(canary.hits) == 1


def test_redirect_to_what_is_no_address_has_failed(canary, trusted):
    with pytest.raises(FetchFailedError):
        trusted.fetch(f"http://127.0.0.1:{canary.port}/nowhere")


def test_fourth_redirect_is_one_too_many(canary, trusted):
    with pytest.raises(FetchFailedError):
        trusted.fetch(f"http://127.0.0.1:{canary.port}/round")
    assert len(canary.hits) == 1 + limits.FETCH_REDIRECTS


@pytest.mark.parametrize("path", ["endless", "bomb"])
def test_no_more_than_a_mebibyte_is_read(canary, trusted, path):
    answer = trusted.fetch(f"http://127.0.0.1:{canary.port}/{path}")
    assert (len(answer.body), answer.is_whole) == (limits.FETCH_BYTES, False)


@pytest.mark.parametrize("path", ["trickle", "slow_head"])
def test_what_trickles_in_is_given_up_after_five_seconds(canary, path):
    """In a process of gevent's, as the worker is."""
    program = (
        "from gevent import monkey; monkey.patch_all()\n"
        "from chatty.core.fetching import Fetcher, FetchFailedError\n"
        f"fetcher = Fetcher(); fetcher.configure([('127.0.0.1', {canary.port})])\n"
        f"try: fetcher.fetch('http://127.0.0.1:{canary.port}/{path}')\n"
        "except FetchFailedError as error: print(error)\n"
    )
    began = time.monotonic()
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "it took too long"
    assert time.monotonic() - began < 3 * limits.FETCH_SECONDS
