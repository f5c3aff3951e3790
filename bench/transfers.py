"""Files sent and fetched over and over, in a process of its own: `python -m bench.transfers`.

Its arguments are the address, a token, what to do, and for how many seconds. It prints as JSON how
many bytes of files that came to, how many files, and in how many seconds.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import secrets
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Callable

# The largest that a file may be, and what telephones take.
FILE_BYTES = 25 * 1024 * 1024
PICTURE_SIDES = (4_032, 3_024)
CONNECTIONS = 2
BOUNDARY = "bench-of-files"
ANSWER_SECONDS = 60
LOOK_SECONDS = 0.05


class Transfers:
    """A process that transfers files until its seconds are over."""

    def __init__(self, url: str, token: str, what: str, seconds: float) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.transfers", url, token, what, str(seconds)],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout
        assert self._process.stdout.readline() == "ready\n"

    def result(self) -> dict[str, float]:
        """What it came to, once it has ended."""
        printed, _ = self._process.communicate()
        assert self._process.returncode == 0
        found: dict[str, float] = json.loads(printed)
        return found


class _Person:
    """One connection after another as one person, each with one request."""

    def __init__(self, url: str, token: str) -> None:
        parts = urlsplit(url)
        self._host, self._port = parts.hostname or "", parts.port
        self._headers = {"Authorization": f"Bearer {token}"}

    def send(self, content: bytes) -> str:
        """Upload *content*; its address."""
        head = (
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="bench"\r\n\r\n'
        )
        body = head.encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()
        kind = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
        return f"/api/v1/attachments/{json.loads(self._ask('POST', body=body, more=kind))['key']}"

    def fetch(self, place: str) -> int:
        """Download what is at *place*; how many bytes it has."""
        return len(self._ask("GET", place))

    def wait_for(self, place: str) -> None:
        """Return once what was sent can be fetched: pictures are made smaller first."""
        keys = "/api/v1/attachments"
        while any(
            file["key"] == place.rpartition("/")[2] and file["state"] == "processing"
            for file in json.loads(self._ask("GET", keys))["items"]
        ):
            time.sleep(LOOK_SECONDS)

    def forget(self, place: str) -> None:
        self._ask("DELETE", place)

    def _ask(
        self,
        method: str,
        place: str = "/api/v1/attachments",
        body: bytes | None = None,
        more: dict[str, str] | None = None,
    ) -> bytes:
        connection = http.client.HTTPConnection(self._host, self._port, timeout=ANSWER_SECONDS)
        with contextlib.closing(connection):
            connection.request(method, place, body, self._headers | (more or {}))
            response = connection.getresponse()
            answer = response.read()
        assert response.status in {200, 201, 204}, (response.status, answer[:200])
        return answer


def photograph() -> bytes:
    """A JPEG as telephones take them: twelve megapixels, not of one colour."""
    small = Image.frombytes("RGB", (252, 189), secrets.token_bytes(252 * 189 * 3))
    written = BytesIO()
    small.resize(PICTURE_SIDES, Image.Resampling.BICUBIC).save(written, "JPEG", quality=85)
    return written.getvalue()


def main(url: str, token: str, what: str, seconds: str) -> None:
    """Transfer over some connections at once, and print what it came to."""
    person = _Person(url, token)
    content = photograph() if what == "pictures" else secrets.token_bytes(FILE_BYTES)
    kept = person.send(content) if what == "download" else ""

    def once() -> None:
        if kept:
            assert person.fetch(kept) == len(content)
        else:
            place = person.send(content)
            person.wait_for(place)
            person.forget(place)

    print("ready", flush=True)
    started = time.monotonic()
    count = _repeated(once, started + float(seconds))
    taken = time.monotonic() - started
    print(json.dumps({"bytes": count * len(content), "count": count, "seconds": taken}))


def _repeated(once: Callable[[], None], ends: float) -> int:
    """Do it *once* and again on some connections until it *ends*; how often it was done."""

    def repeat(_: int) -> int:
        count = 0
        while time.monotonic() < ends:
            once()
            count += 1
        return count

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        return sum(pool.map(repeat, range(CONNECTIONS)))


if __name__ == "__main__":
    main(*sys.argv[1:])
