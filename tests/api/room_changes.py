"""What can be done with rooms, for the proof that snapshot and frames make the next snapshot."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from chatty.core.clock import clock
from chatty.core.db import db, writing
from chatty.messages.jobs import cut_histories
from chatty.messages.models import Message
from tests.api.test_pictures import sent
from tests.pictures import picture

if TYPE_CHECKING:
    from collections.abc import Callable

PASSWORD = "a quiet river bank"


def room_changes(people, cast) -> dict[str, list[Callable[[], Any]]]:
    """Everything that can be done with rooms and one's place in them, by name."""
    market, harbour = f"/rooms/{cast.market}", f"/rooms/{cast.harbour}"
    ada, bea, cal = people and people.ada, people and people.bea, people and people.cal
    return {
        "room renamed": [
            lambda: bea.patch(market, {"name": "Bazaar", "topic": "t", "bio": "b", "slug": "x-y"}),
            lambda: bea.patch(market, {"postBy": "admins", "inviteBy": "admins"}),
            lambda: bea.patch(market, {"slowModeSeconds": 5, "pinBy": "members"}),
        ],
        "room invited to renamed": [
            lambda: bea.post("/invites", invite_to(market, ada.user_id)),
            lambda: bea.patch(market, {"name": "Bazaar"}),
        ],
        "room closed": [lambda: bea.patch(market, {"kind": "private"})],
        "room opened": [
            lambda: cal.say(harbour, "one"),
            lambda: ada.patch(harbour, {"kind": "password", "password": PASSWORD}),
            lambda: people.dan.put(f"{harbour}/membership", {"password": PASSWORD}),
            lambda: cal.say(harbour, "two"),
        ],
        "room archived": [
            lambda: bea.patch(market, {"archived": True}),
            lambda: bea.patch(market, {"archived": False, "kind": "private"}),
        ],
        "room deleted": [
            lambda: bea.say(market, "one"),
            lambda: bea.post("/invites", invite_to(market, people.ada.user_id)),
            lambda: bea.delete(market),
        ],
        "room with pictures": [
            lambda: bea.ask("PUT", f"{market}/avatar", **sent(picture())),
            lambda: bea.ask("PUT", f"{market}/cover", **sent(picture())),
            lambda: bea.delete(f"{market}/cover"),
        ],
        "place chosen": [
            lambda: cal.patch(f"{market}/membership", {"favourite": True, "folder": "Work"}),
            lambda: cal.patch(f"{market}/membership", {"notifyLevel": "nothing"}),
            lambda: cal.patch(f"{harbour}/membership", {"archived": True}),
            lambda: cal.patch(f"{market}/membership", {"folder": None}),
        ],
    } | _of_history(people, market)


def _of_history(people, market: str) -> dict[str, list[Callable[[], Any]]]:
    bea, cal = people and people.bea, people and people.cal
    return {
        "history cut": [
            lambda: bea.say(market, "one"),
            lambda: bea.patch(market, {"retentionDays": 7}),
            lambda: cut_what_is_there(people, market),
            lambda: cal.say(market, "two"),
        ],
    }


def cut_what_is_there(people, room: str) -> Any:  # noqa: ANN401  # an answer, as all changes
    """All that was said is a month old, and the hour of the job has come."""
    month_ago = clock.now() - timedelta(days=30)
    with people.app.app_context():
        with writing():
            db.session.execute(sa.update(Message).values(created_at=month_ago))
        cut_histories()
    return people.bea.ask("GET", room)


def invite_to(room: str, user_id: str) -> dict[str, str]:
    return {"kind": "room", "roomId": room.rpartition("/")[2], "userId": user_id}
