"""What a room has beside words: its files and its links."""

from __future__ import annotations

from flask import Response

from chatty.api.answers import ok
from chatty.api.bodies import RoomFilePage, RoomLinkPage
from chatty.api.credentials import viewer
from chatty.api.queries import FilesSought, LinksSought
from chatty.api.routing import Contract, Routes
from chatty.messages.queries import Wish, files_in, links_of
from chatty.rooms.queries import readable_room_for
from chatty.wire.resources.gallery import file_json, link_json

routes = Routes()


@routes.route(
    "GET",
    "/rooms/<id:room_id>/attachments",
    Contract({200: RoomFilePage}, query=FilesSought, refuses=(400, 403)),
)
def index(room_id: int, query: FilesSought) -> Response:
    """The files of a room, the newest first, without those of people one has blocked."""
    room = readable_room_for(viewer(), room_id)
    kinds = (query.kind,) if query.kind else ()
    found = files_in(viewer(), room, Wish(kinds, query.query, query.cursor, query.limit))
    items = [file_json(view) for view in found.items]
    return ok({"items": items, "nextCursor": found.next_cursor})


@routes.route(
    "GET",
    "/rooms/<id:room_id>/links",
    Contract({200: RoomLinkPage}, query=LinksSought, refuses=(400, 403)),
)
def index_links(room_id: int, query: LinksSought) -> Response:
    """The links in a room, as its files."""
    room = readable_room_for(viewer(), room_id)
    found = links_of(viewer(), room, Wish((), query.query, query.cursor, query.limit))
    items = [link_json(view) for view in found.items]
    return ok({"items": items, "nextCursor": found.next_cursor})
