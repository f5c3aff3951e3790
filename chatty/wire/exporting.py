"""A copy of everything that is a person's own, as a ZIP that is written while it is sent.

It holds what they said and what they are to others, and nothing of what others said: a private room
is named only while they are in it. Each part is read by itself and the database connection given
back before the part is sent, so a slow reader holds no transaction, and at most one part is in
memory.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import chain
from typing import IO, TypeVar, cast
from zipfile import ZIP_DEFLATED, ZipFile

import sqlalchemy as sa

from chatty.accounts.actions import file_of
from chatty.accounts.models import AuditEntry, Picture, Viewer
from chatty.accounts.queries import (
    identities_of,
    passkeys_of,
    sign_ins_of,
    totp_state,
    user_by_id,
)
from chatty.attachments.models import Attachment, AttachmentState
from chatty.attachments.queries import names_of_files
from chatty.core.db import db, release
from chatty.core.paging import Page
from chatty.core.storage import NoSuchFile, current_storage
from chatty.friends.queries import all_friends, blocked_people
from chatty.invites.queries import invites_of
from chatty.messages.models import Message, PollVote, SavedMessage, ThreadFollow
from chatty.messages.queries import drafts_of, option_texts, scheduled_of
from chatty.notifications.queries import devices_of, notifications_of, settings_of
from chatty.rooms.models import Membership, Room
from chatty.rooms.policies import LISTED
from chatty.rooms.queries import group_names, my_rooms, peers_of
from chatty.wire.base import Json, moment, moment_or_none
from chatty.wire.resources import me_json, person_json, settings_json
from chatty.wire.resources.notifications import (
    notification_json,
    notification_settings_json,
    push_subscription_json,
)
from chatty.wire.resources.signins import sign_in_json
from chatty.wire.resources.unsent import draft_json, scheduled_json
from chatty.wire.showing import invites_json

ROWS_AT_ONCE = 500
Item = TypeVar("Item")
Batches = Iterable[list[Json]]


class Parts:
    """What was written and not yet sent; a file that cannot be gone back in."""

    def __init__(self) -> None:
        self._waiting: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._waiting.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing waits elsewhere."""

    def take(self) -> bytes:
        """All that was written since this was asked last."""
        taken = b"".join(self._waiting)
        self._waiting.clear()
        return taken


def export_of(viewer: Viewer) -> Iterator[bytes]:
    """The ZIP of *viewer*'s data, part by part."""
    parts = Parts()
    with ZipFile(cast("IO[bytes]", parts), "w", ZIP_DEFLATED) as archive:
        for name, batches in _lists(viewer):
            for _ in _written(archive, name, batches):
                yield parts.take()
        for name, pieces in chain(_pictures(viewer), _files(viewer)):
            with archive.open(name, "w") as file:
                for piece in pieces:
                    file.write(piece)
                    yield parts.take()
    yield parts.take()


def _lists(viewer: Viewer) -> Iterator[tuple[str, Batches]]:
    yield "profile.json", _once(lambda: [_profile(viewer)])
    yield (
        "sessions.json",
        _once(lambda: [sign_in_json(viewer, each) for each in sign_ins_of(viewer.id)]),
    )
    yield "security.json", _once(lambda: [_security(viewer)])
    yield "events.json", _events(viewer)
    yield "rooms.json", _once(lambda: _rooms(viewer))
    yield "messages.json", _messages(viewer)
    yield "votes.json", _once(lambda: _votes(viewer))
    yield "saved.json", _once(lambda: _kept(viewer))
    yield "threads.json", _once(lambda: _followed(viewer))
    yield "drafts.json", _once(lambda: _drafts(viewer))
    yield (
        "scheduled.json",
        _once(lambda: [scheduled_json(each) for each in scheduled_of(viewer.id)]),
    )
    yield "notifications.json", _notifications(viewer)
    yield "notification_settings.json", _once(lambda: [_wishes(viewer)])
    yield from _relations(viewer)


def _relations(viewer: Viewer) -> Iterator[tuple[str, Batches]]:
    yield (
        "friends.json",
        _once(
            lambda: [
                person_json(row.user) | {"since": moment(row.since)} for row in all_friends(viewer)
            ]
        ),
    )
    yield (
        "blocks.json",
        _paged(
            lambda cursor: blocked_people(viewer, cursor=cursor),
            lambda found: map(person_json, found),
        ),
    )
    yield (
        "invites.json",
        _paged(
            lambda cursor: invites_of(viewer, cursor=cursor),
            lambda found: invites_json(viewer, found),
        ),
    )


def _written(archive: ZipFile, name: str, batches: Batches) -> Iterator[None]:
    """Write a JSON array; after each batch is the moment to send what there is."""
    between = "[\n"
    with archive.open(name, "w") as file:
        for batch in batches:
            release()
            for row in batch:
                file.write((between + json.dumps(row, ensure_ascii=False, indent=1)).encode())
                between = ",\n"
            yield
        file.write(b"\n]\n" if between != "[\n" else b"[]\n")
    yield


def _once(read: Callable[[], list[Json]]) -> Batches:
    yield read()


def _paged(
    read: Callable[[str | None], Page[Item]], shown: Callable[[Sequence[Item]], Iterable[Json]]
) -> Batches:
    cursor: str | None = None
    while True:
        page = read(cursor)
        yield list(shown(page.items))
        cursor = page.next_cursor
        if cursor is None:
            return


def _profile(viewer: Viewer) -> Json:
    user = user_by_id(viewer.id)
    private = {
        "phone": user.phone,
        "birthDate": None if user.birth_date is None else user.birth_date.isoformat(),
        "timeZone": user.time_zone,
        "lastSeenAt": moment_or_none(user.last_seen_at),
        "settings": settings_json(user),
    }
    return me_json(user) | private


def _security(viewer: Viewer) -> Json:
    return {
        "codes": totp_state(viewer.id),
        "passkeys": [
            {"name": each.name, "createdAt": moment(each.created_at)}
            for each in passkeys_of(viewer.id)
        ],
        "accountsElsewhere": [
            {"issuer": each.issuer, "subject": each.subject, "email": each.email}
            for each in identities_of(viewer.id)
        ],
    }


def _notifications(viewer: Viewer) -> Batches:
    return _paged(
        lambda cursor: notifications_of(viewer, cursor=cursor),
        lambda found: map(notification_json, found),
    )


def _wishes(viewer: Viewer) -> Json:
    kept, _ = settings_of(viewer.id)
    devices = [push_subscription_json(each) for each in devices_of(viewer)]
    return notification_settings_json(kept) | {"devices": devices}


def _events(viewer: Viewer) -> Batches:
    last = 0
    while True:
        query = (
            sa.select(AuditEntry)
            .where(AuditEntry.actor_id == viewer.id, AuditEntry.id > last)
            .order_by(AuditEntry.id)
            .limit(ROWS_AT_ONCE)
        )
        rows = db.session.scalars(query).all()
        if not rows:
            return
        last = rows[-1].id
        yield [
            {"kind": row.kind, "address": row.address, "at": moment(row.created_at)} for row in rows
        ]


def _rooms(viewer: Viewer) -> list[Json]:
    overviews = my_rooms(viewer)
    rooms = [overview.room for overview in overviews]
    peers, names = peers_of(viewer, rooms), group_names(rooms)
    return [
        {
            "id": str(overview.room.id),
            "kind": overview.room.kind,
            "name": overview.room.name or names.get(overview.room.id, ""),
            "with": peers[overview.room.id].username if overview.room.id in peers else None,
            "role": overview.membership.role,
            "joinedAt": moment(overview.membership.joined_at),
        }
        for overview in overviews
        if overview.membership is not None
    ]


def _messages(viewer: Viewer) -> Batches:
    last = 0
    while True:
        rows = db.session.execute(_own_messages(viewer, last)).all()
        if not rows:
            return
        last = rows[-1].id
        options = option_texts([row.id for row in rows])
        files = names_of_files([row.id for row in rows])
        yield [
            {
                "id": str(row.id),
                "roomId": str(row.room_id),
                "roomName": row.name if row.is_mine or row.kind in LISTED else None,
                "content": row.content,
                "pollOptions": options.get(row.id, []),
                "files": files.get(row.id, []),
                "timestamp": moment(row.created_at),
            }
            for row in rows
        ]


def _drafts(viewer: Viewer) -> list[Json]:
    return [draft_json(each.room_id, each.thread_id, each) for each in drafts_of(viewer.id)]


def _kept(viewer: Viewer) -> list[Json]:
    """What they saved: which messages, and not what others said in them."""
    query = sa.select(SavedMessage).where(SavedMessage.user_id == viewer.id)
    return [
        {"messageId": str(row.message_id), "savedAt": moment(row.saved_at)}
        for row in db.session.scalars(query.order_by(SavedMessage.saved_at))
    ]


def _votes(viewer: Viewer) -> list[Json]:
    """What they chose in polls: which answers, and not what others asked."""
    query = sa.select(PollVote).where(PollVote.user_id == viewer.id)
    return [
        {
            "messageId": str(row.message_id),
            "optionId": str(row.position),
            "votedAt": moment(row.created_at),
        }
        for row in db.session.scalars(query.order_by(PollVote.message_id, PollVote.position))
    ]


def _followed(viewer: Viewer) -> list[Json]:
    query = sa.select(ThreadFollow).where(ThreadFollow.user_id == viewer.id)
    return [
        {"threadId": str(row.thread_id), "readSeq": row.read_seq, "following": row.is_following}
        for row in db.session.scalars(query.order_by(ThreadFollow.thread_id))
    ]


def _own_messages(viewer: Viewer, after: int) -> sa.Select[*tuple[object, ...]]:
    mine = sa.and_(Membership.room_id == Room.id, Membership.user_id == viewer.id)
    return (
        sa.select(
            Message.id,
            Message.room_id,
            Message.content,
            Message.created_at,
            Room.name,
            Room.kind,
            Membership.user_id.is_not(None).label("is_mine"),
        )
        .join(Room, Room.id == Message.room_id)
        .outerjoin(Membership, mine)
        .where(Message.sender_id == viewer.id, Message.id > after)
        .order_by(Message.id)
        .limit(ROWS_AT_ONCE)
    )


def _files(viewer: Viewer) -> Iterator[tuple[str, Iterable[bytes]]]:
    """What they have sent, each file under a name that no other has."""
    query = sa.select(Attachment.id, Attachment.name, Attachment.storage_key).where(
        Attachment.uploader_id == viewer.id, Attachment.state == AttachmentState.READY
    )
    found = db.session.execute(query.order_by(Attachment.id)).all()
    release()
    storage = current_storage()
    for row in found:
        with suppress(NoSuchFile):
            pieces = storage.pieces(row.storage_key, 0, storage.size(row.storage_key))
            yield f"files/{row.id}-{row.name}", pieces


def _pictures(viewer: Viewer) -> Iterator[tuple[str, Iterable[bytes]]]:
    found = db.session.execute(
        sa.select(Picture.key, Picture.kind).where(Picture.user_id == viewer.id)
    ).all()
    release()
    for row in found:
        with suppress(NoSuchFile):
            yield f"files/{row.kind}.webp", [current_storage().read(file_of(row.key, "large"))]
