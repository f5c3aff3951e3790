"""Friends, who asked to be one, and who is blocked."""

from __future__ import annotations

from flask import Blueprint, flash, request
from flask.typing import ResponseReturnValue

from chatty.core.db import writing
from chatty.friends.actions import block, unblock, unfriend
from chatty.friends.queries import blocked_people, friends
from chatty.invites.actions import reject, revoke
from chatty.invites.models import InviteKind
from chatty.invites.queries import pending_between, pending_invites, person_to_block
from chatty.web.answers import LARGEST, go_to, page, safe_next
from chatty.web.identity import viewer
from chatty.wire.showing import friends_json, invites_json, names_json

PERSON = f"<int(max={LARGEST}):user_id>"
SHOWN = ("all", "online", "requests", "blocked")

routes = Blueprint("friends", __name__)


@routes.get("/friends")
def index() -> ResponseReturnValue:
    asked = request.args.get("show", "all")
    show = asked if asked in SHOWN else "all"
    cursor = request.args.get("cursor") or None
    match show:
        case "requests":
            waiting = invites_json(viewer(), pending_invites(viewer()))
            requests = [each for each in waiting if each["kind"] == InviteKind.FRIEND]
            return page("friends/requests.html", show=show, requests=requests)
        case "blocked":
            found = blocked_people(viewer(), cursor=cursor)
            people = names_json(viewer(), found.items)
            return page(
                "friends/blocked.html", show=show, people=people, next_cursor=found.next_cursor
            )
        case _:
            mine = friends(viewer(), cursor=cursor)
            people = friends_json(viewer(), mine.items)
            return page(
                "friends/index.html", show=show, people=people, next_cursor=mine.next_cursor
            )


@routes.delete(f"/friends/{PERSON}")
def destroy(user_id: int) -> ResponseReturnValue:
    with writing():
        unfriend(viewer(), user_id)
    flash("You are not friends any more.", "success")
    return go_to(safe_next())


@routes.delete(f"/friends/{PERSON}/request")
def destroy_request(user_id: int) -> ResponseReturnValue:
    """Decline what they asked, or take back what one asked them."""
    with writing():
        theirs = pending_between(user_id, viewer().id)
        mine = pending_between(viewer().id, user_id)
        if theirs is not None:
            reject(viewer(), theirs.id)
        elif mine is not None:
            revoke(viewer(), mine.id)
    flash("Done.", "success")
    return go_to(safe_next())


@routes.put(f"/blocks/{PERSON}")
def create_block(user_id: int) -> ResponseReturnValue:
    with writing():
        person = person_to_block(viewer(), user_id)
        block(viewer(), person.id)
    flash(f"You hear nothing more of {person.display_name}. They are not told.", "success")
    return go_to(safe_next())


@routes.delete(f"/blocks/{PERSON}")
def destroy_block(user_id: int) -> ResponseReturnValue:
    with writing():
        unblock(viewer(), user_id)
    flash("They may be heard again.", "success")
    return go_to(safe_next())
