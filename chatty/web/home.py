"""The start page."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from chatty.accounts.actions import admission
from chatty.accounts.queries import user_by_id
from chatty.friends.queries import friends
from chatty.invites.queries import Direction, pending_invites
from chatty.presence.queries import online_count
from chatty.rooms.queries import explore, my_rooms
from chatty.web.answers import page
from chatty.web.blocked import blocked
from chatty.web.directs import awaits_answer
from chatty.web.identity import viewer
from chatty.wire.rooms import rooms_json
from chatty.wire.showing import friends_json, invites_json, own_json

SHOWN_TO_VISITORS = 6

routes = Blueprint("home", __name__)


@routes.get("/")
def show() -> ResponseReturnValue:
    if viewer().is_visitor:
        found = explore(viewer(), limit=SHOWN_TO_VISITORS).items
        rooms = rooms_json(viewer(), found)
        return page("home/welcome.html", rooms=rooms, guests=admission.guests and bool(rooms))
    rooms = rooms_json(viewer(), my_rooms(viewer()))
    answered = [room for room in rooms if not awaits_answer(room)]
    return page(
        "home/show.html",
        me=own_json(user_by_id(viewer().id)),
        # Whoever reads this is about to be.
        online=max(1, online_count()),
        friends=friends_json(viewer(), friends(viewer()).items),
        invites=invites_json(viewer(), pending_invites(viewer(), Direction.RECEIVED)),
        requests=[room for room in rooms if awaits_answer(room)],
        unread=[room for room in answered if room["membership"]["unreadCount"]],
        read=[room for room in answered if not room["membership"]["unreadCount"]],
        rail_rooms=rooms,
        blocked=blocked(),
    )
