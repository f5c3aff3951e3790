"""A frame on its way out: encoded once for each transport and view, then the same bytes for all.

Server frames of a WebSocket are unmasked, so a broadcast is one ``bytes`` object however many
sockets it goes to.
"""

from __future__ import annotations

import json
from enum import IntEnum
from typing import Any

from chatty.stream.models import Cursor
from chatty.stream.queries import StoredEvent
from chatty.wire.html import message_html

WEBSOCKET_TEXT = 0x81
SHORT_FRAME = 126
MEDIUM_FRAME = 1 << 16


class Transport(IntEnum):
    """How a connection carries frames."""

    WEBSOCKET = 0
    EVENT_STREAM = 1
    LONG_POLL = 2


class Frame:
    """One frame and its encodings. A stored one has a cursor, an ephemeral one has none."""

    __slots__ = ("_forms", "_json", "cursor", "kind", "seq", "topic")

    def __init__(
        self, kind: str, text: str, *, cursor: Cursor | None = None, topic: str = "", seq: int = 0
    ) -> None:
        self.kind = kind
        self.cursor = cursor
        self.topic = topic
        self.seq = seq
        self._json = text
        self._forms: dict[tuple[Transport, bool], bytes] = {}

    @classmethod
    def stored(cls, event: StoredEvent) -> Frame:
        """The frame of a row of the log; its cursor is added here."""
        text = f'{event.payload[:-1]},"cursor":"{event.cursor}"}}'
        return cls(event.kind, text, cursor=event.cursor, topic=event.topic, seq=event.seq or 0)

    @classmethod
    def ephemeral(cls, body: dict[str, Any]) -> Frame:
        """A frame that is told now or never."""
        text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
        return cls(body["type"], text)

    @property
    def place(self) -> Cursor:
        """Where a stored frame stands in the log."""
        if self.cursor is None:
            message = f"an ephemeral {self.kind} has no place in the log"
            raise ValueError(message)
        return self.cursor

    @property
    def text(self) -> str:
        """The frame as JSON."""
        return self._json

    @property
    def body(self) -> dict[str, Any]:
        """What the frame says."""
        body: dict[str, Any] = json.loads(self._json)
        return body

    def encoded(self, transport: Transport, *, html: bool) -> bytes:
        """The bytes for *transport*; with *html*, a message carries its rendering too."""
        form = (transport, html and self.kind == "CHAT_MESSAGE")
        found = self._forms.get(form)
        if found is None:
            found = self._forms[form] = self._encode(*form)
        return found

    def _encode(self, transport: Transport, html: bool) -> bytes:  # noqa: FBT001  # private, both named above
        text = self._with_html() if html else self._json
        match transport:
            case Transport.WEBSOCKET:
                return websocket_text(text.encode())
            case Transport.EVENT_STREAM:
                return event_stream_text(self, text)
            case Transport.LONG_POLL:
                return text.encode() + b","

    def _with_html(self) -> str:
        body = self.body
        body["html"] = message_html(body)
        return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def websocket_text(payload: bytes) -> bytes:
    """*payload* as one final, unmasked text frame (RFC 6455, section 5.2)."""
    size = len(payload)
    if size < SHORT_FRAME:
        head = bytes((WEBSOCKET_TEXT, size))
    elif size < MEDIUM_FRAME:
        head = bytes((WEBSOCKET_TEXT, SHORT_FRAME)) + size.to_bytes(2)
    else:
        head = bytes((WEBSOCKET_TEXT, SHORT_FRAME + 1)) + size.to_bytes(8)
    return head + payload


def event_stream_text(frame: Frame, text: str) -> bytes:
    """*text* as a server-sent event; JSON has no line feed, so one data line is enough.

    Only what moves the cursor carries an id, or the browser would resume from the wrong place.
    """
    mark = f"id: {frame.cursor}\n" if frame.cursor else ""
    return f"event: {frame.kind}\n{mark}data: {text}\n\n".encode()
