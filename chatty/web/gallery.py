"""What a room has beside words, as a page and in the panel beside it."""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from chatty.attachments.models import AttachmentKind
from chatty.core.paging import Page
from chatty.messages.queries import FileView, LinkView, Wish, files_in, links_of
from chatty.rooms.models import Room
from chatty.rooms.queries import overview_of, readable_room_for
from chatty.web.answers import ROOM, page
from chatty.web.identity import viewer
from chatty.wire.resources.gallery import file_json, link_json
from chatty.wire.rooms import one_room_json

QUERY_CHARACTERS = 100
SHOWN = 48
LINKS = "links"
# What each tab shows, the first one where none is asked for.
KINDS = {
    "pictures": (AttachmentKind.IMAGE, AttachmentKind.VIDEO),
    "files": (AttachmentKind.DOCUMENT, AttachmentKind.AUDIO),
    LINKS: (),
}

routes = Blueprint("gallery", __name__)


@routes.get(f"{ROOM}/files")
def index(room_id: int) -> ResponseReturnValue:
    room = readable_room_for(viewer(), room_id)
    asked = request.args.get("show", "")
    what = asked if asked in KINDS else next(iter(KINDS))
    query = request.args.get("query", "")[:QUERY_CHARACTERS].replace("\0", "")
    found = _found(room, what, query)
    return page(
        "rooms/files.html",
        room=one_room_json(viewer(), overview_of(viewer(), room)),
        what=what,
        query=query,
        files=[file_json(view) for view in found.items if isinstance(view, FileView)],
        links=[link_json(view) for view in found.items if isinstance(view, LinkView)],
        next_cursor=found.next_cursor,
        beside="beside" in request.args,
    )


def _found(room: Room, what: str, query: str) -> Page[FileView] | Page[LinkView]:
    wish = Wish(KINDS[what], query, request.args.get("cursor") or None, SHOWN)
    return links_of(viewer(), room, wish) if what == LINKS else files_in(viewer(), room, wish)
