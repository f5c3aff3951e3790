"""Load: the C programs, and a client that posts over many connections from one thread."""

from __future__ import annotations

import itertools
import json
import selectors
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Self
from urllib.parse import urlsplit

HERE = Path(__file__).parent
ANSWER_SECONDS = 30
TEXT = "The tide is in and the boats are back. "
_numbers = itertools.count(1)


def program(name: str) -> Path:
    """The compiled C program of that name."""
    source, built = HERE / f"{name}.c", HERE / "build" / name
    if not built.exists() or built.stat().st_mtime < source.stat().st_mtime:
        built.parent.mkdir(exist_ok=True)
        subprocess.run(["cc", "-O2", "-o", built, source], check=True)
    return built


class Listeners:
    """Many open WebSockets (or plain connections) in a process that does little else."""

    def __init__(self, url: str, tokens: list[str], count: int, path: str = "/ws") -> None:
        parts = urlsplit(url)
        with tempfile.NamedTemporaryFile("w", suffix=".tokens", delete=False) as file:
            file.write("\n".join(tokens))
        self._tokens = Path(file.name)
        arguments = (parts.hostname, parts.port, count, file.name, path)
        self._process = subprocess.Popen(
            [program("listeners"), *map(str, arguments)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.ready_ms = self._wait_ready()

    def count(self) -> tuple[int, int, int]:
        """Live connections, message frames and bytes so far."""
        self._say("count")
        _, live, frames, size = self._line().split()
        return int(live), int(frames), int(size)

    def wait_frames(self, wanted: int, seconds: float = 60) -> None:
        """Return once *wanted* message frames have come in all."""
        end = time.monotonic() + seconds
        while (got := self.count())[1] < wanted:
            if time.monotonic() > end:
                message = f"{got} of {wanted} frames came in {seconds} s"
                raise TimeoutError(message)
            time.sleep(0.05)

    def latencies_ms(self) -> list[float]:
        """Milliseconds from the moment in each message to its arrival; forgets them."""
        self._say("latency")
        count = int(self._line().split()[1])
        return [int(self._line()) / 1e6 for _ in range(count)]

    def reconnect_ms(self) -> float:
        """Close all, open all at once; how long until the last had its first frame."""
        self._say("reconnect")
        return self._wait_ready()

    def _wait_ready(self) -> float:
        line = self._line()
        if not line.startswith("ready"):
            message = f"the listeners could not connect: {line!r}"
            raise RuntimeError(message)
        return float(line.split()[1])

    def _say(self, command: str) -> None:
        assert self._process.stdin
        self._process.stdin.write(command + "\n")
        self._process.stdin.flush()

    def _line(self) -> str:
        assert self._process.stdout
        return self._process.stdout.readline()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            _close(pipe)
        self._tokens.unlink(missing_ok=True)


@dataclass
class Posted:
    """What posting came to."""

    count: int
    seconds: float

    @property
    def per_second(self) -> float:
        return self.count / self.seconds


@dataclass
class _Line:
    """One connection that posts one message after another."""

    sock: socket.socket
    received: bytearray = field(default_factory=bytearray)

    def answered(self) -> bool:
        """Take what has come; whether that ends an answer."""
        data = self.sock.recv(65_536)
        assert data, f"the server hung up after {bytes(self.received[:200])!r}"
        self.received += data
        return _take_answer(self.received)


class Poster:
    """Posts to one room as one person."""

    def __init__(self, url: str, token: str, room_id: str) -> None:
        parts = urlsplit(url)
        self._address = (parts.hostname or "", parts.port or 80)
        self._head = (
            f"POST /api/v1/rooms/{room_id}/messages HTTP/1.1\r\n"
            f"Host: {parts.netloc}\r\nAuthorization: Bearer {token}\r\n"
            "Content-Type: application/json\r\n"
        )

    def paced(self, rate: float, seconds: float) -> Posted:
        """One message after another, *rate* a second."""
        line = self._open()
        started = due = time.monotonic()
        count = 0
        while due < started + seconds:
            time.sleep(max(0.0, due - time.monotonic()))
            line = self._ready(line)
            line.sock.sendall(self._request())
            while not line.answered():
                pass
            count += 1
            due += 1 / rate
        line.sock.close()
        return Posted(count, time.monotonic() - started)

    def flood(self, total: int, connections: int) -> Posted:
        """*total* messages as fast as they are taken, over *connections* at once."""
        selector = selectors.DefaultSelector()
        lines = [self._open() for _ in range(min(connections, total))]
        started = time.monotonic()
        for line in lines:
            selector.register(line.sock, selectors.EVENT_READ, line)
            line.sock.sendall(self._request())
        sent, done = len(lines), 0
        while done < total:
            ready = selector.select(ANSWER_SECONDS)
            assert ready, f"no answer for {ANSWER_SECONDS} s after {done} of {total} messages"
            for line in (key.data for key, _ in ready):
                if not line.answered():
                    continue
                done += 1
                if sent < total:
                    sent += 1
                    line.sock.sendall(self._request())
        seconds = time.monotonic() - started
        for line in lines:
            line.sock.close()
        selector.close()
        return Posted(total, seconds)

    def _request(self) -> bytes:
        content = f"@{time.monotonic_ns()}@ {TEXT}"
        body = json.dumps({"content": content, "clientId": f"bench-{next(_numbers)}"}).encode()
        return f"{self._head}Content-Length: {len(body)}\r\n\r\n".encode() + body

    def _open(self) -> _Line:
        sock = socket.create_connection(self._address, 30)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return _Line(sock)

    def _ready(self, line: _Line) -> _Line:
        """*line*, or a new one when the server closed it meanwhile."""
        line.sock.setblocking(False)
        try:
            gone = line.sock.recv(1) == b""
        except BlockingIOError:
            gone = False
        line.sock.settimeout(30)
        return self._open() if gone else line


def _take_answer(received: bytearray) -> bool:
    """Whether a whole answer was there; takes it away, and refuses anything but success."""
    head, separator, rest = bytes(received).partition(b"\r\n\r\n")
    if not separator:
        return False
    fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
    size = int(fields[b"content-length"])
    if len(rest) < size:
        return False
    if head[9:12] not in {b"200", b"201"}:
        message = f"a message was refused: {head[:40]!r} {rest[:200]!r}"
        raise RuntimeError(message)
    del received[: len(head) + 4 + size]
    return True


def _close(pipe: IO[str] | None) -> None:
    if pipe is not None:
        pipe.close()
