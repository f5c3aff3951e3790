"""Clients of a running chatty for the scenario and fault tests.

`Api` is a person with a token. `StreamClient` is what that person sees live, the same over
WebSocket, SSE and long poll (`transports.py`), with the duties of realtime clients: apply only
events above the last, keep the cursor, say how the connection ended.
"""

from __future__ import annotations

import contextlib
import http.client
import itertools
import json
import threading
import time
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlencode, urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Json = dict[str, Any]

PASSWORD = "correct horse battery"
REQUEST_SECONDS = 15
FRAME_SECONDS = 10
_names = itertools.count(1)


class Answer:
    """What an HTTP request got."""

    def __init__(self, status: int, headers: Json, body: bytes) -> None:
        self.status = status
        self.headers = headers
        self.body = body

    @property
    def json(self) -> Any:  # noqa: ANN401  # a test knows what it asked for
        return json.loads(self.body) if self.body else None


class Api:
    """Requests to ``/api/v1`` with one person's token; each on a connection of its own."""

    def __init__(self, base_url: str, token: str | None = None, user_id: str | None = None) -> None:
        self.base_url = base_url
        self.token = token
        self.user_id = user_id

    @classmethod
    def register(cls, base_url: str, username: str | None = None) -> Api:
        """A new person on that server."""
        username = username or f"person{next(_names)}x{time.monotonic_ns() % 1_000_000}"
        body = {"username": username, "password": PASSWORD}
        answer = cls(base_url).request("POST", "/auth/register", body)
        assert answer.status == 201, answer.body
        return cls(base_url, answer.json["accessToken"], answer.json["user"]["id"])

    def at(self, base_url: str) -> Api:
        """The same person at another server."""
        return Api(base_url, self.token, self.user_id)

    def request(
        self, method: str, path: str, body: object = None, *, prefix: str = "/api/v1"
    ) -> Answer:
        """One request; OSError or HTTPException when the server is away."""
        parts = urlsplit(self.base_url)
        assert parts.hostname
        connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=REQUEST_SECONDS)
        with contextlib.closing(connection):
            payload = None if body is None else json.dumps(body)
            connection.request(method, prefix + path, payload, self.headers(payload))
            response = connection.getresponse()
            headers = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, headers, response.read())

    def headers(self, payload: str | None = None) -> dict[str, str]:
        """The credentials, and the type of a body."""
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return headers | ({"Content-Type": "application/json"} if payload is not None else {})

    def get(self, path: str, **query: object) -> Any:  # noqa: ANN401  # as Answer.json
        """The JSON of a GET that must succeed."""
        answer = self.request("GET", f"{path}?{urlencode(query)}" if query else path)
        assert answer.status == 200, (path, answer.status, answer.body)
        return answer.json

    def create_room(self, name: str = "harbour", kind: str = "public") -> str:
        """A new room's id."""
        answer = self.request("POST", "/rooms", {"kind": kind, "name": name})
        assert answer.status == 201, answer.body
        return str(answer.json["id"])

    def join(self, room_id: str) -> None:
        answer = self.request("PUT", f"/rooms/{room_id}/membership", {})
        assert answer.status in {200, 201, 204}, answer.body

    def post(self, room_id: str, content: str, client_id: str) -> Answer:
        body = {"content": content, "clientId": client_id}
        return self.request("POST", f"/rooms/{room_id}/messages", body)

    def history(self, room_id: str) -> list[Json]:
        """Every message of the room, oldest first."""
        messages: list[Json] = []
        query: Json = {"limit": 100}
        while True:
            page = self.get(f"/rooms/{room_id}/messages", **query)
            messages = page["items"] + messages
            if page["before"] is None:
                return messages
            query["before"] = page["before"]


class StreamClient:
    """One live connection and what came over it."""

    def __init__(
        self,
        api: Api,
        *,
        cursor: str | None = None,
        rooms: Iterable[str] = (),
        watch: Iterable[str] = (),
    ) -> None:
        self.api = api
        self.cursor = cursor
        self.rooms = set(rooms)
        self.watched = set(watch)
        self.active = True
        self.received: list[Json] = []
        self.close_code: int | None = None
        self.heard: Callable[[Json], None] = lambda _: None
        self._taken: set[int] = set()
        self._news = threading.Condition()
        self._over = threading.Event()
        self._thread: threading.Thread | None = None

    # What a transport adds

    def run(self) -> None:
        """Receive until the connection ends; runs in a thread of its own."""
        raise NotImplementedError

    def send(self, command: Json) -> None:
        """One command, over the socket or as a request; refusals come back as ERROR frames."""
        raise NotImplementedError

    def hang_up(self) -> None:
        """Make `run` return."""
        raise NotImplementedError

    # What tests use

    def connect(self) -> Self:
        """Open the stream and return when it is attached."""
        self.open()
        self.wait_for("WELCOME")
        return self

    def open(self) -> Self:
        """Open the stream and don't wait."""
        self._over.clear()
        self.close_code = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        return self

    def close(self) -> None:
        """Leave."""
        self._over.set()
        self.hang_up()
        self.wait_end(FRAME_SECONDS)

    def wait_end(self, seconds: float) -> None:
        """Until nothing more is received, or that many seconds."""
        if self._thread is not None:
            self._thread.join(seconds)

    @property
    def is_open(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def frames(self, kind: str | None = None, **fields: object) -> list[Json]:
        """The frames so far, duplicates dropped."""
        with self._news:
            return [frame for frame in self.received if _fits(frame, kind, fields)]

    def wait_for(self, kind: str, *, seconds: float = FRAME_SECONDS, **fields: object) -> Json:
        """The next frame like that which was not handed out before."""
        end = time.monotonic() + seconds
        with self._news:
            while True:
                for number in self._waiting():
                    if _fits(self.received[number], kind, fields):
                        self._taken.add(number)
                        return self.received[number]
                left = end - time.monotonic()
                if left <= 0:
                    seen = [frame["type"] for frame in self.received[-20:]]
                    message = f"no {kind} {fields} in {seconds} s; the last were {seen}"
                    raise TimeoutError(message)
                self._news.wait(left)

    def wait_closed(self, seconds: float = FRAME_SECONDS) -> int | None:
        """The close code, once the server has ended the stream (None where there is none)."""
        assert self._thread is not None
        self._thread.join(seconds)
        assert not self._thread.is_alive(), f"the stream still lives after {seconds} s"
        return self.close_code

    def query(self) -> str:
        """The query string that says where we are and what we look at."""
        fields = {
            "cursor": self.cursor or "",
            "rooms": ",".join(sorted(self.rooms)),
            "watch": ",".join(sorted(self.watched)),
            "active": "1" if self.active else "0",
        }
        return urlencode({name: value for name, value in fields.items() if value})

    def take(self, frame: Json) -> None:
        """Apply a frame: drop what was applied before, keep the cursor, tell who waits."""
        cursor = frame.get("cursor")
        with self._news:
            if cursor and frame["type"] not in {"HEARTBEAT", "RESET"}:
                if _event_id(cursor) <= _event_id(self.cursor):
                    return
                self.cursor = cursor
            elif cursor:
                self.cursor = cursor
            self.received.append(frame)
            self._news.notify_all()
        self.heard(frame)

    def _run(self) -> None:
        # A connection that breaks is an outcome here, not an error: tests look at the frames.
        with contextlib.suppress(OSError, http.client.HTTPException, ValueError):
            self.run()

    def _waiting(self) -> Iterator[int]:
        return (number for number in range(len(self.received)) if number not in self._taken)

    def __enter__(self) -> Self:
        return self.connect()

    def __exit__(self, *_: object) -> None:
        self.close()


def _fits(frame: Json, kind: str | None, fields: Json) -> bool:
    if kind is not None and frame["type"] != kind:
        return False
    return all(frame.get(name) == value for name, value in fields.items())


def _event_id(cursor: str | None) -> int:
    return int(cursor.partition("-")[0]) if cursor else -1
