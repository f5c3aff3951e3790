"""Ten sorts of people around one private room, and the database put back before each question.

harbour is private. *ada* owns it, *bea* is admin there, *cal* a member. *dan* is a stranger, *fay*
is invited, *hal* was in it and left, *eve* is blocked by ada, *gus* is a guest, *ivy* was a member
until her account was shut. ``anonymous`` sends nothing.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy import make_url

from chatty.accounts.actions import Device, deactivate, enter_as_guest, open_family, open_session
from chatty.accounts.models import User, Viewer
from chatty.accounts.queries import user_by_id
from chatty.attachments.actions import Place, attach
from chatty.attachments.jobs import process_attachments, receive
from chatty.core import clock
from chatty.core.db import db, writing
from chatty.core.rates import rates
from chatty.core.storage import current_storage, install_storage, new_key
from chatty.core.tokens import sign_access
from chatty.invites.actions import invite_to_room, make_link
from chatty.invites.models import Invite
from chatty.messages.actions import post, schedule
from chatty.messages.models import Message, MessageDraft, PollDraft, Preview, PreviewState
from chatty.moderation.actions import report_person
from chatty.rooms.actions import add_member, remove_member
from chatty.rooms.queries import room_for
from tests.cast import Cast, say, sign_up
from tests.pictures import picture

if TYPE_CHECKING:
    from flask import Flask

PRINCIPALS = (
    "anonymous", "guest", "stranger", "invited", "ex-member", "member", "admin", "owner",
    "blocked", "disabled",
)  # fmt: skip


@dataclass(slots=True)
class Credentials:
    """What one sort of person shows."""

    user_id: int
    token: str
    session_key: str


class World:
    """An app with the ten in it. ``places`` are the values of the placeholders of routes."""

    def __init__(self, app: Flask, cast: Cast) -> None:
        self.app = app
        self.people: dict[str, Credentials] = {}
        self.places: dict[str, Any] = {}
        with app.app_context():
            self._assemble(cast)
            self._illustrate(cast)
            self._storage = current_storage()
            self._database = Path(make_url(str(db.engine.url)).database or "")
            db.session.remove()
            with db.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            db.engine.dispose()
        self._kept = self._database.with_suffix(".kept")
        shutil.copy(self._database, self._kept)

    def put_back(self) -> None:
        """Undo everything that was asked since."""
        # Whatever app was made last has set them for the whole process.
        rates.configure(redis_url="", on=False)
        install_storage(self._storage)
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()
        for suffix in ("-wal", "-shm"):
            self._database.with_name(self._database.name + suffix).unlink(missing_ok=True)
        shutil.copy(self._kept, self._database)

    def places_in(self, rule: str) -> dict[str, object]:
        """The values for the placeholders of *rule*: polls are messages of their own kind."""
        if "/poll" not in rule:
            return self.places
        return self.places | {"message_id": self.places["poll_id"]}

    def viewer(self, principal: str) -> Viewer:
        """That sort of person, as a stream knows them."""
        user = db.session.get_one(User, self.people[principal].user_id)
        return Viewer(
            user_id=user.id,
            username=user.username,
            display_name=user.display_name,
            kind=user.kind,
            created_at=user.created_at,
        )

    def _assemble(self, cast: Cast) -> None:
        with writing():
            fay, hal, ivy = (sign_up(name) for name in ("fay", "hal", "ivy"))
            harbour = room_for(cast.ada.viewer, cast.harbour)
            for person in (hal, ivy):
                add_member(harbour, person.id)
        with writing():
            remove_member(cast.harbour, hal.id, reason="left")
            invite_to_room(cast.ada.viewer, harbour, user_by_id(fay.id))
            gus = enter_as_guest("Gus")
            message = say(cast.ada, cast.harbour, "the word")
            self._asked = _ask(cast)
            self._sign_in(
                {
                    "guest": gus.id, "stranger": cast.dan.id, "invited": fay.id,
                    "ex-member": hal.id, "member": cast.cal.id, "admin": cast.bea.id,
                    "owner": cast.ada.id, "blocked": cast.eve.id, "disabled": ivy.id,
                }
            )  # fmt: skip
            deactivate(ivy.id)
            self._place(cast, message)

    def _illustrate(self, cast: Cast) -> None:
        """The message has a picture."""
        path = current_storage().stage()
        path.write_bytes(picture())
        key = receive(cast.ada.viewer, path, "a.png").key
        process_attachments()
        message_id = self.places["message_id"]
        with writing():
            attach(cast.ada.viewer, Place(message_id, cast.harbour), [key])
            db.session.get_one(Message, message_id).attachment_count = 1
        self.places |= {"attachment_key": key, "size": "small", "picture_key": _link(message_id)}

    def _sign_in(self, people: dict[str, int]) -> None:
        for principal, user_id in people.items():
            family = open_family(user_id, Device()).family_id
            token = sign_access(user_id=user_id, family_id=family)
            self.people[principal] = Credentials(user_id, token, open_session(user_id, Device()))

    def _place(self, cast: Cast, seq: int) -> None:
        message = sa.select(Message.id).where(Message.room_id == cast.harbour, Message.seq == seq)
        invite = sa.select(Invite.id).where(Invite.room_id == cast.harbour)
        self.places = {
            "room_id": cast.harbour,
            "message_id": db.session.scalar(message),
            "poll_id": self._asked,
            "invite_id": db.session.scalar(invite),
            "link_id": make_link(cast.bea.viewer, cast.harbour).link.id,
            "user_id": cast.ada.id,
            "stranger_id": cast.cal.id,
            "emoji": "\U0001f44d",
            "username": "ada",
            "slug": "harbour",
            "report_id": report_person(
                cast.cal.viewer, cast.bea.id, reason="spam", room_id=cast.harbour
            ).id,
            "scheduled_id": schedule(
                cast.ada.viewer,
                cast.harbour,
                MessageDraft("later", "c-later"),
                clock.now() + timedelta(days=1),
            ).id,
            "in_an_hour": (clock.now() + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M"),
            "tomorrow": (clock.now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ"),
        }


def _link(message_id: int) -> str:
    """The key of the picture of a page that the message links to."""
    key = new_key()
    current_storage().write(key, picture())
    with writing():
        found = Preview(message_id=message_id, position=0, url="https://herons.example/")
        found.state, found.title, found.due_at = PreviewState.READY, "Herons", clock.now()
        found.picture_key, found.picture_width, found.picture_height = key, 600, 400
        db.session.add(found)
        db.session.get_one(Message, message_id).preview_count = 1
    return key


def _ask(cast: Cast) -> int:
    """The id of a poll of the room's owner."""
    draft = MessageDraft("Tea?", "c-poll", poll=PollDraft(("Yes", "No")))
    return post(cast.ada.viewer, cast.harbour, draft).message.id
