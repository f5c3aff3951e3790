"""Other people: those one may know, those who let themselves be found."""

from __future__ import annotations

from flask import Response

from chatty.accounts.models import User as UserRow
from chatty.api.answers import ok
from chatty.api.bodies.people import PeoplePage, SuggestionList
from chatty.api.credentials import viewer
from chatty.api.queries import PeopleSearch
from chatty.api.routing import Contract, Routes
from chatty.core import limits
from chatty.core.errors import NotFound
from chatty.core.rates import rates
from chatty.rooms.policies import check_may_find_people
from chatty.rooms.queries import found_people, known_by_name, known_people, suggestions
from chatty.wire.models import UserInFull
from chatty.wire.showing import suggestions_json, user_in_full, users_json

routes = Routes()


@routes.route("GET", "/users", Contract({200: PeoplePage}, query=PeopleSearch, refuses=(403,)))
def index(query: PeopleSearch) -> Response:
    """People by a part of their user name: those who let others find them."""
    check_may_find_people(viewer())
    rates.hit(limits.RATE_PEOPLE_SEARCH, "people-search", viewer().id)
    page = found_people(viewer(), query.username, cursor=query.cursor, limit=query.limit)
    return ok({"items": users_json(viewer(), page.items), "nextCursor": page.next_cursor})


@routes.route("GET", "/users/suggestions", Contract({200: SuggestionList}, refuses=(403,)))
def suggest() -> Response:
    """People one may know: by rooms and friends that one shares with them."""
    check_may_find_people(viewer())
    items = suggestions_json(viewer(), suggestions(viewer()))
    return ok({"items": items, "nextCursor": None})


@routes.route("GET", "/users/<id:user_id>", Contract({200: UserInFull}))
def show(user_id: int) -> Response:
    """Somebody whom one may know."""
    return _in_full(known_people(viewer(), [user_id]).get(user_id))


@routes.route("GET", "/users/by-username/<name:username>", Contract({200: UserInFull}))
def named(username: str) -> Response:
    """Somebody whom one may know, by the user name."""
    return _in_full(known_by_name(viewer(), username))


def _in_full(user: UserRow | None) -> Response:
    if user is None:
        raise NotFound
    return ok(user_in_full(viewer(), user))
