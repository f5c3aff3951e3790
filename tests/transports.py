"""The three transports behind one `StreamClient`."""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
import struct
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import websocket

from tests.clients import REQUEST_SECONDS, Json, StreamClient

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.clients import Answer, Api

# The server sends something at least every 28 s; silence beyond that is a dead connection.
SILENCE_SECONDS = 40
POLL_WAIT_SECONDS = 25
# A server that was stopped answers nothing.
GOODBYE_SECONDS = 1


class WebSocketClient(StreamClient):
    """`GET /ws`."""

    socket: websocket.WebSocket | None = None

    def run(self) -> None:
        try:
            self.socket = self._open_socket()
            while self._receive(self.socket):
                pass
        except websocket.WebSocketBadStatusException as refusal:
            self.close_code = refusal.status_code
        except websocket.WebSocketException:
            return
        finally:
            if self.socket is not None:
                self.socket.shutdown()

    def _open_socket(self) -> websocket.WebSocket:
        return websocket.create_connection(
            f"{self.api.base_url.replace('http', 'ws', 1)}/ws?{self.query()}",
            header=[f"{name}: {value}" for name, value in self.api.headers().items()],
            suppress_origin=True,
            timeout=SILENCE_SECONDS,
        )

    def _receive(self, source: websocket.WebSocket) -> bool:
        opcode, data = source.recv_data()
        if opcode == websocket.ABNF.OPCODE_CLOSE:
            self.close_code = struct.unpack("!H", data[:2])[0] if data else 1005
            return False
        self.take(json.loads(data))
        return True

    def send(self, command: Json) -> None:
        assert self.socket is not None
        self.socket.send(json.dumps(command))

    def hang_up(self) -> None:
        """Say goodbye and let `run` read on to the answer.

        The library's own close reads as well, and would throw away frames between two that `run`
        hears: a hole that no server made.
        """
        source = self.socket
        if source is None:
            return
        with contextlib.suppress(OSError, websocket.WebSocketException):
            source.send_close()
            self.wait_end(GOODBYE_SECONDS)
            if source.sock is not None:
                source.sock.shutdown(socket.SHUT_RDWR)


class HttpClient(StreamClient):
    """What SSE and long poll share: commands are requests."""

    _source: socket.socket | None = None

    def ask(self, path: str) -> http.client.HTTPResponse:
        """A GET of the stream whose answer is read slowly."""
        parts = urlsplit(self.api.base_url)
        address = (parts.hostname or "", parts.port or 80)
        # The connection gives its socket away with the answer; we keep it, to be able to hang up.
        self._source = socket.create_connection(address, REQUEST_SECONDS)
        if self._over.is_set():
            raise ConnectionAbortedError
        self._source.settimeout(SILENCE_SECONDS)
        connection = http.client.HTTPConnection(*address)
        connection.sock = self._source
        connection.request("GET", path, headers=self.api.headers())
        return connection.getresponse()

    def send(self, command: Json) -> None:
        kind = command["type"]
        if kind in {"JOIN_ROOM", "LEAVE_ROOM", "WATCH_PRESENCE", "ACTIVE"}:
            self._look(command)
            return
        answer = _request(self.api, command)
        if answer.status >= 400:
            self.take(_error(answer, command))
        elif kind == "CHAT_MESSAGE" and "command" in answer.json:
            done = {"type": "COMMAND_DONE", "clientId": command["clientId"]}
            self.take(done | answer.json)
        elif kind == "CHAT_MESSAGE":
            message = answer.json
            told = ("clientId", "id", "seq", "threadSeq")
            self.take({"type": "ACK"} | {key: message[key] for key in told})

    def _look(self, command: Json) -> None:
        match command["type"]:
            case "JOIN_ROOM":
                self.rooms.add(command["roomId"])
            case "LEAVE_ROOM":
                self.rooms.discard(command["roomId"])
            case "WATCH_PRESENCE":
                self.watched = set(command["userIds"])
            case _:
                self.active = command["active"]
        self.reopen()

    def reopen(self) -> None:
        """Say the new subjects to the server, without losing the place."""
        self.close()
        self.open()

    def hang_up(self) -> None:
        # Another thread reads from the socket: only shutdown wakes it.
        if self._source is not None:
            with contextlib.suppress(OSError):
                self._source.shutdown(socket.SHUT_RDWR)
                self._source.close()


class SseClient(HttpClient):
    """`GET /events`."""

    status: int | None = None

    def run(self) -> None:
        response = self.ask(f"/events?{self.query()}")
        self.status = response.status
        if response.status != 200:
            self.close_code = {401: 4401, 429: 4429}.get(response.status, response.status)
            return
        for event in _events(iter(response.readline, b"")):
            self.take(event)


class LongPollClient(HttpClient):
    """`GET /events/poll`, again and again."""

    def run(self) -> None:
        # Answered at once, so that one knows to be attached; who resumes is not greeted.
        answer = self._poll(wait=0)
        if answer and not any(event["type"] == "WELCOME" for event in answer["events"]):
            self.take({"type": "WELCOME", "userId": self.api.user_id})
        while answer and not self._over.is_set():
            self._apply(answer)
            answer = self._poll(wait=POLL_WAIT_SECONDS)

    def _poll(self, *, wait: int) -> Json | None:
        response = self.ask(f"/events/poll?wait={wait}&{self.query()}")
        body = response.read()
        if response.status != 200:
            self.close_code = {401: 4401, 429: 4429}.get(response.status, response.status)
            return None
        answer: Json = json.loads(body)
        return answer

    def _apply(self, answer: Json) -> None:
        for event in answer["events"]:
            self.take(event)
        if answer["reset"] and not self.frames("RESET", cursor=answer["cursor"]):
            self.take({"type": "RESET", "cursor": answer["cursor"]})
        self.cursor = answer["cursor"]


TRANSPORTS: dict[str, type[StreamClient]] = {
    "websocket": WebSocketClient,
    "sse": SseClient,
    "longpoll": LongPollClient,
}


def _events(lines: Iterable[bytes]) -> Iterable[Json]:
    data: list[bytes] = []
    for line in lines:
        text = line.rstrip(b"\r\n")
        if text.startswith(b"data:"):
            data.append(text[5:].removeprefix(b" "))
        elif not text and data:
            yield json.loads(b"\n".join(data))
            data = []


def _request(api: Api, command: Json) -> Answer:
    room = command.get("roomId")
    match command["type"]:
        case "CHAT_MESSAGE":
            sent = ("content", "clientId", "replyToId", "threadId")
            body = {key: command[key] for key in sent if key in command}
            return api.request("POST", f"/rooms/{room}/messages", body)
        case "TYPING":
            return api.request("PUT", f"/rooms/{room}/typing")
        case "READ":
            return api.request("PUT", f"/rooms/{room}/read-marker", {"seq": command["seq"]})
        case "DELIVERED":
            return api.request("PUT", f"/rooms/{room}/delivered-marker", {"seq": command["seq"]})
        case kind:
            message = f"{kind} is not a command of this client"
            raise ValueError(message)


def _error(answer: Answer, command: Json) -> Json:
    problem = answer.json
    return {
        "type": "ERROR",
        "code": problem["code"],
        "detail": problem["detail"],
        "clientId": command.get("clientId"),
        "command": command["type"],
    }
