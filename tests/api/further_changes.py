"""Changes that hang on one route each, for the proof that snapshot and frames make the next one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from chatty.core.db import db, writing
from chatty.core.facts import record
from chatty.messages.actions import count_previews
from chatty.messages.events import MessageUpdated
from chatty.messages.models import Preview, PreviewState
from chatty.messages.queries import view_of
from tests.api.test_moderation import message_of
from tests.api.test_pictures import sent
from tests.cast import PASSWORD
from tests.pictures import picture

if TYPE_CHECKING:
    from collections.abc import Callable


def further_changes(people, cast) -> dict[str, list[Callable[[], Any]]]:
    """By name."""
    return _of_oneself(people) | _of_rooms(people, cast) | _of_the_server(people, cast)


def _of_oneself(people) -> dict[str, list[Callable[[], Any]]]:
    ada = people and people.ada
    return {
        "own pictures": [
            lambda: ada.ask("PUT", "/me/avatar", **sent(picture())),
            lambda: ada.ask("PUT", "/me/cover", **sent(picture())),
            lambda: ada.delete("/me/cover"),
        ],
        "own pictures taken away": [
            lambda: ada.ask("PUT", "/me/avatar", **sent(picture())),
            lambda: ada.delete("/me/avatar"),
        ],
    }


def _of_rooms(people, cast) -> dict[str, list[Callable[[], Any]]]:
    market = f"/rooms/{cast.market}"
    bea, cal = people and people.bea, people and people.cal
    return {
        "picture of a room taken away": [
            lambda: bea.ask("PUT", f"{market}/avatar", **sent(picture())),
            lambda: bea.delete(f"{market}/avatar"),
        ],
        "unpinned": [
            lambda: cal.say(market, "one"),
            lambda: bea.put(f"{message_of(cal, market)}/pin"),
            lambda: bea.delete(f"{message_of(cal, market)}/pin"),
        ],
        "what a link leads to": [
            lambda: cal.say(market, "see https://birds.example/", "linked"),
            lambda: learn_of_links(people, market),
        ],
        "what a link leads to taken away": [
            lambda: cal.say(market, "see https://birds.example/", "linked"),
            lambda: learn_of_links(people, market),
            lambda: cal.delete(f"{message_of(cal, market)}/previews"),
        ],
        "words of a room": [
            lambda: bea.put(f"{market}/filtered-words", {"filteredWords": "spam"}),
        ],
        "person reported": [
            lambda: cal.post(f"/users/{bea.user_id}/reports", {"reason": "spam"}),
        ],
        "password changed": [
            lambda: bea.patch(market, {"kind": "password", "password": PASSWORD}),
            lambda: bea.put(f"{market}/password", {"password": "another quiet river"}),
        ],
    }


def learn_of_links(people, room: str) -> Any:  # noqa: ANN401  # an answer, as all changes
    """The worker has looked at the page, and it calls itself something."""
    with people.app.app_context(), writing():
        found = db.session.scalars(sa.select(Preview)).one()
        found.state, found.title = PreviewState.READY, "Herons"
        db.session.flush()
        count_previews(found.message_id)
        record(MessageUpdated(view_of(found.message_id)))
    return people.bea.ask("GET", room)


def _of_the_server(people, cast) -> dict[str, list[Callable[[], Any]]]:
    market, admin = f"/admin/rooms/{cast.market}", people and people.admin
    return {
        "room archived by an administrator": [
            lambda: admin.put(f"{market}/archive"),
            lambda: admin.delete(f"{market}/archive"),
        ],
        "room for newcomers": [
            lambda: admin.put(f"{market}/default"),
            lambda: admin.delete(f"{market}/default"),
        ],
        "room deleted by an administrator": [lambda: admin.delete(market)],
        "settings of the server": [
            lambda: admin.patch("/admin/settings", {"registration": "closed"}),
            lambda: admin.put("/admin/raid-mode", {"minutes": 10}),
            lambda: admin.delete("/admin/raid-mode"),
        ],
    }
