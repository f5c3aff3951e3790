"""Everything a client needs to start, or to start over."""

from __future__ import annotations

from flask import Response

from chatty.accounts.queries import user_by_id
from chatty.api.answers import ok
from chatty.api.bodies import Snapshot
from chatty.api.credentials import viewer
from chatty.api.routing import Contract, Routes
from chatty.core.db import db
from chatty.friends.queries import all_friends
from chatty.invites.queries import pending_invites
from chatty.messages.queries import drafts_of, scheduled_of, thread_places
from chatty.notifications.queries import settings_of, unread_count, waiting_notifications
from chatty.rooms.queries import my_rooms
from chatty.site.queries import announcements
from chatty.stream.queries import head
from chatty.wire.resources import notification_json, thread_place_json
from chatty.wire.resources.notifications import notification_settings_json
from chatty.wire.resources.site import announcement_json
from chatty.wire.resources.unsent import draft_place_json, scheduled_place_json
from chatty.wire.rooms import rooms_json
from chatty.wire.showing import friends_json, invites_json, own_json

routes = Routes()


@routes.route("GET", "/sync", Contract({200: Snapshot}))
def show() -> Response:
    """A place in the stream, and the state from which its frames lead on."""
    # The place first: what happens while the rest is read is told again by the stream, and frames
    # hold absolute values. The other way round it would be lost.
    cursor = head(db.session.connection())
    user = user_by_id(viewer().id)
    return ok(
        {
            "cursor": str(cursor),
            "me": own_json(user),
            "rooms": rooms_json(viewer(), my_rooms(viewer())),
            "friends": friends_json(viewer(), all_friends(viewer())),
            "invites": invites_json(viewer(), pending_invites(viewer())),
            "notifications": [notification_json(each) for each in waiting_notifications(viewer())],
            "unreadNotifications": unread_count(viewer()),
            "notificationSettings": notification_settings_json(settings_of(viewer().id)[0]),
            "threads": [thread_place_json(place) for place in thread_places(viewer())],
            "presence": [],
            "announcements": [announcement_json(each) for each in announcements()],
            "drafts": [
                draft_place_json(each.room_id, each.thread_id, each)
                for each in drafts_of(viewer().id)
            ],
            "scheduled": [scheduled_place_json(each) for each in scheduled_of(viewer().id)],
        }
    )
