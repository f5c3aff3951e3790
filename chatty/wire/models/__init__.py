"""The resources of the contract as models: all fields are always there, null when there is nothing.

The specification is made from them, and the tests hold every answer against them.
"""

from chatty.wire.models.invites import Invite, InviteKind, InviteState
from chatty.wire.models.links import InviteLink, InviteLinkPreview
from chatty.wire.models.messages import (
    Attachment,
    CommandDone,
    Message,
    Poll,
    PollOption,
    Preview,
    Reaction,
    ReplyTo,
    RoomFile,
    RoomLink,
    Saved,
    StorageUsage,
    Thread,
    ThreadPlace,
)
from chatty.wire.models.notifications import Notification, NotificationKind
from chatty.wire.models.people import (
    Friend,
    Me,
    OwnProfile,
    Person,
    Presence,
    PresenceState,
    Profile,
    Relation,
    Settings,
    User,
    UserInFull,
)
from chatty.wire.models.rooms import Member, OwnPlace, Place, Room, SharedRoom
from chatty.wire.models.site import Announcement

__all__ = [
    "Announcement",
    "Attachment",
    "CommandDone",
    "Friend",
    "Invite",
    "InviteKind",
    "InviteLink",
    "InviteLinkPreview",
    "InviteState",
    "Me",
    "Member",
    "Message",
    "Notification",
    "NotificationKind",
    "OwnPlace",
    "OwnProfile",
    "Person",
    "Place",
    "Poll",
    "PollOption",
    "Presence",
    "PresenceState",
    "Preview",
    "Profile",
    "Reaction",
    "Relation",
    "ReplyTo",
    "Room",
    "RoomFile",
    "RoomLink",
    "Saved",
    "Settings",
    "SharedRoom",
    "StorageUsage",
    "Thread",
    "ThreadPlace",
    "User",
    "UserInFull",
]
