"""Write the resources of ``wire.models`` as plain dicts, ready for JSON.

A model costs ten times as much, and messages are written on the hottest path; a test proves that
what is built here is what the models describe.
"""

from chatty.wire.resources.invites import invite_json
from chatty.wire.resources.messages import (
    message_json,
    message_page_json,
    previews_json,
    reactions_json,
    saved_json,
    thread_json,
    thread_place_json,
)
from chatty.wire.resources.notifications import notification_json
from chatty.wire.resources.people import (
    NOTHING_MORE,
    me_json,
    own_profile_json,
    person_json,
    picture_url,
    profile_json,
    settings_json,
    user_json,
)
from chatty.wire.resources.rooms import (
    member_json,
    own_place_json,
    room_json,
    shared_room_json,
)

__all__ = [
    "NOTHING_MORE",
    "invite_json",
    "me_json",
    "member_json",
    "message_json",
    "message_page_json",
    "notification_json",
    "own_place_json",
    "own_profile_json",
    "person_json",
    "picture_url",
    "previews_json",
    "profile_json",
    "reactions_json",
    "room_json",
    "saved_json",
    "settings_json",
    "shared_room_json",
    "thread_json",
    "thread_place_json",
    "user_json",
]
