"""The links into a room: for who looks after them."""

from __future__ import annotations

from datetime import timedelta

import segno
from flask import Blueprint, flash
from flask.typing import ResponseReturnValue

from chatty.core import clock
from chatty.core.db import writing
from chatty.core.errors import NotFound
from chatty.invites.actions import make_link, revoke_link
from chatty.invites.queries import LinkRow, links_for
from chatty.rooms.queries import overview_of, room_for
from chatty.web.answers import LARGEST, ROOM, go_to, page
from chatty.web.forms.links import LinkForm
from chatty.web.identity import viewer
from chatty.wire.base import Json
from chatty.wire.linking import links_json
from chatty.wire.rooms import one_room_json

LINKS = f"{ROOM}/links"
LINK = f"{LINKS}/<int(max={LARGEST}):link_id>"
QR_SCALE = 5

routes = Blueprint("room_links", __name__)


@routes.get(LINKS)
def index(room_id: int) -> ResponseReturnValue:
    return _index(room_id, LinkForm())


@routes.post(LINKS)
def create(room_id: int) -> ResponseReturnValue:
    form = LinkForm()
    row = form.attempt(lambda: _make(room_id, form))
    return _index(room_id, form) if row is None else go_to(f"/rooms/{room_id}/links/{row.link.id}")


@routes.get(LINK)
def show(room_id: int, link_id: int) -> ResponseReturnValue:
    found = [row for row in links_for(viewer(), room_id) if row.link.id == link_id]
    if not found:
        raise NotFound
    (link,) = links_json(viewer(), found)
    # Dark on white in every theme, or no camera reads it.
    code = segno.make(link["url"]).svg_data_uri(scale=QR_SCALE, border=4, light="#fff")
    return page("invites/link.html", room=_room(room_id), link=link, code=code)


@routes.delete(LINK)
def destroy(room_id: int, link_id: int) -> ResponseReturnValue:
    with writing():
        revoke_link(viewer(), room_id, link_id)
    flash("The link leads nowhere any more.", "success")
    return go_to(f"/rooms/{room_id}/links")


def _make(room_id: int, form: LinkForm) -> LinkRow:
    expires_at = clock.now() + timedelta(hours=form.lives_hours)
    with writing():
        return make_link(
            viewer(),
            room_id,
            role=form.role.data or "member",
            expires_at=expires_at,
            max_uses=form.most,
        )


def _index(room_id: int, form: LinkForm) -> ResponseReturnValue:
    links = links_json(viewer(), links_for(viewer(), room_id))
    return page("invites/links.html", form.status, room=_room(room_id), links=links, form=form)


def _room(room_id: int) -> Json:
    return one_room_json(viewer(), overview_of(viewer(), room_for(viewer(), room_id)))
