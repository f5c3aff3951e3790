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

    __slots__ = ("_forms", "_json", "_unquoted", "cursor", "kind", "quoted_seq", "seq", "topic")

    def __init__(
        self, kind: str, text: str, *, cursor: Cursor | None = None, topic: str = "", seq: int = 0
    ) -> None:
        self.kind = kind
        self.cursor = cursor
        self.topic = topic
        self.seq = seq
        self._json = text
        self.quoted_seq = _quoted_seq(text) if kind == "CHAT_MESSAGE" else 0
        self._unquoted: Frame | None = None
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

    def unsaid(self, deleted_at: str) -> Frame:
        """The same frame about a message that was deleted at that moment."""
        gone: dict[str, Any] = {
            "content": "",
            "contentHtml": "",
            "excerpt": "",
            "deletedAt": deleted_at,
            "replyTo": None,
            "forwardedFrom": None,
            "mentionUserIds": [],
            "previews": [],
            "poll": None,
            "options": [],
            "voterCount": 0,
            "optionIds": [],
        }
        body = self.body
        return self._saying(body | {name: gone[name] for name in gone.keys() & body.keys()})

    def quotes(self, message_id: str) -> bool:
        """Whether it is a message that answers the one with that id."""
        if not _has_quote(self._json):
            return False
        reply = self.body.get("replyTo")
        return reply is not None and reply["id"] == message_id

    def seen_from(self, floor: int) -> Frame:
        """The same for somebody who may see what is said from the place *floor* on."""
        if not 0 < self.quoted_seq < floor:
            return self
        if self._unquoted is None:
            self._unquoted = self.without_quote("")
        return self._unquoted

    def without_quote(self, excerpt: str | None) -> Frame:
        """The same message, of which nobody reads what it answers."""
        body = self.body
        return self._saying(body | {"replyTo": body["replyTo"] | {"excerpt": excerpt}})

    def last_unsaid(self, deletion: dict[str, Any]) -> Frame:
        """The same frame about a room, if its newest message is not the one of *deletion*."""
        body = self.body
        last = body["room"]["lastMessage"]
        reply = last["replyTo"]
        if reply and reply["id"] == deletion["id"]:
            reply["excerpt"] = None
            return self._saying(body)
        if last["id"] != deletion["id"]:
            return self
        return self._without_last(body, deletion["deletedAt"])

    def last_cut(self, end: dict[str, Any], cut_at: str) -> Frame:
        """The same frame about a room, without what was said there before its new beginning."""
        body = self.body
        last = body["room"]["lastMessage"]
        if last is None or body["room"]["id"] != end["roomId"]:
            return self
        if last["seq"] < end["firstSeq"]:
            return self._without_last(body, cut_at)
        if last["replyTo"] and last["replyTo"]["seq"] < end["firstSeq"]:
            last["replyTo"]["excerpt"] = None
            return self._saying(body)
        return self

    def _without_last(self, body: dict[str, Any], deleted_at: str) -> Frame:
        last = body["room"]["lastMessage"]
        last |= {"content": "", "contentHtml": "", "deletedAt": deleted_at}
        last |= {"replyTo": None, "forwardedFrom": None, "previews": [], "poll": None}
        last["mentionUserIds"] = []
        return self._saying(body)

    def _saying(self, body: dict[str, Any]) -> Frame:
        text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
        return Frame(self.kind, text, cursor=self.cursor, topic=self.topic, seq=self.seq)

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


def _has_quote(text: str) -> bool:
    """Whether a message in *text* answers another; what the log rewrote has spaces."""
    return '"replyTo":{' in text or '"replyTo": {' in text


def _quoted_seq(text: str) -> int:
    """The place of what the message in *text* answers; 0 for nothing, without reading it."""
    if not _has_quote(text):
        return 0
    reply = json.loads(text)["replyTo"]
    return int(reply["seq"]) if reply and reply["excerpt"] else 0


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
