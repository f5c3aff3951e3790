"""Other people: the page of one, and those whom one may find."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from chatty.core import clock
from chatty.core.errors import NotFound
from chatty.core.limits import RATE_PEOPLE_SEARCH, SEARCH_CHARACTERS, USERNAME_CHARACTERS
from chatty.core.rates import rates
from chatty.core.text import is_storable
from chatty.rooms.policies import check_may_find_people
from chatty.rooms.queries import found_people, known_by_name, known_people, suggestions
from chatty.web.answers import LARGEST, go_to, page
from chatty.web.identity import viewer
from chatty.wire.base import Json
from chatty.wire.showing import suggestions_json, user_in_full, users_json

TOO_SHORT = f"Type at least {SEARCH_CHARACTERS} characters of a user name."

routes = Blueprint("people", __name__)


@routes.get("/people/<username>")
def show(username: str) -> ResponseReturnValue:
    viewer_id = viewer().id
    user = known_by_name(viewer(), username)
    if user is None:
        raise NotFound
    person = user_in_full(viewer(), user)
    return page(
        "people/show.html",
        user=person,
        is_me=user.id == viewer_id,
        local_time=_local_time(person),
    )


@routes.get(f"/people/by-id/<int(max={LARGEST}):user_id>")
def find(user_id: int) -> ResponseReturnValue:
    """Where the names in conversations lead: a message knows an id, not a user name."""
    _ = viewer().id
    user = known_people(viewer(), [user_id]).get(user_id)
    if user is None:
        raise NotFound
    return go_to(f"/people/{user.username}")


@routes.get("/explore/people")
def index() -> ResponseReturnValue:
    _ = viewer().id
    check_may_find_people(viewer())
    asked = request.args.get("query", "")
    query = asked.strip()[: USERNAME_CHARACTERS[1]] if is_storable(asked) else ""
    is_short = bool(query) and len(query) < SEARCH_CHARACTERS
    people, next_cursor = ([], None) if is_short or not query else _found(query)
    return page(
        "people/explore.html",
        422 if is_short else 200,
        query=query,
        problem=TOO_SHORT if is_short else "",
        people=people,
        next_cursor=next_cursor,
        suggested=suggestions_json(viewer(), suggestions(viewer())),
    )


def _found(query: str) -> tuple[list[Json], str | None]:
    rates.hit(RATE_PEOPLE_SEARCH, "people-search", viewer().id)
    found = found_people(viewer(), query, cursor=request.args.get("cursor") or None)
    return users_json(viewer(), found.items), found.next_cursor


def _local_time(person: Json) -> datetime | None:
    """What the clock says where the person lives, if they told."""
    zone = person["timeZone"]
    return clock.now().astimezone(ZoneInfo(zone)) if zone else None
