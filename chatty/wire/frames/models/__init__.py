"""Every frame of the server as a model: for the AsyncAPI file and the tests.

Durable frames carry ``cursor``, which the hub appends; ephemeral ones do not. The first three
commands and the first five frames are the wire format of an existing client and keep exactly their
fields; more may stand beside them.
"""

from chatty.wire.frames.models.attachments import AttachmentUpdated
from chatty.wire.frames.models.base import Cursor, Durable, kind_of
from chatty.wire.frames.models.connection import (
    Ack,
    Bye,
    CommandDone,
    Error,
    Heartbeat,
    Reset,
    Welcome,
)
from chatty.wire.frames.models.every import FRAMES
from chatty.wire.frames.models.messages import (
    ChatMessage,
    DeliveredMarker,
    HistoryCut,
    MessageDeleted,
    MessageSaved,
    MessageUpdated,
    PollChanged,
    PollVoted,
    ReactionsUpdated,
    ReadMarker,
    ThreadRead,
    ThreadUpdated,
    TypingFrame,
)
from chatty.wire.frames.models.moderation import ReportAdded, ReportUpdated
from chatty.wire.frames.models.notifications import (
    NotificationAdded,
    NotificationSettingsChanged,
    NotificationsRead,
)
from chatty.wire.frames.models.people import (
    EmailUpdated,
    PresenceFrame,
    ProfileUpdated,
    SessionRevoked,
    SettingsUpdated,
    UserErased,
)
from chatty.wire.frames.models.relations import FriendUpdated, InviteUpdated
from chatty.wire.frames.models.rooms import (
    MemberAdded,
    MemberRemoved,
    MembershipUpdated,
    MemberUpdated,
    RoomAdded,
    RoomClosed,
    RoomDeleted,
    RoomMembersUpdate,
    RoomPasswordPaused,
    RoomRemoved,
    RoomUpdated,
    UserJoined,
    UserLeft,
)
from chatty.wire.frames.models.site import AnnouncementsUpdated
from chatty.wire.frames.models.unsent import DraftUpdated, ScheduledRemoved, ScheduledUpdated

__all__ = [
    "FRAMES",
    "Ack",
    "AnnouncementsUpdated",
    "AttachmentUpdated",
    "Bye",
    "ChatMessage",
    "CommandDone",
    "Cursor",
    "DeliveredMarker",
    "DraftUpdated",
    "Durable",
    "EmailUpdated",
    "Error",
    "FriendUpdated",
    "Heartbeat",
    "HistoryCut",
    "InviteUpdated",
    "MemberAdded",
    "MemberRemoved",
    "MemberUpdated",
    "MembershipUpdated",
    "MessageDeleted",
    "MessageSaved",
    "MessageUpdated",
    "NotificationAdded",
    "NotificationSettingsChanged",
    "NotificationsRead",
    "PollChanged",
    "PollVoted",
    "PresenceFrame",
    "ProfileUpdated",
    "ReactionsUpdated",
    "ReadMarker",
    "ReportAdded",
    "ReportUpdated",
    "Reset",
    "RoomAdded",
    "RoomClosed",
    "RoomDeleted",
    "RoomMembersUpdate",
    "RoomPasswordPaused",
    "RoomRemoved",
    "RoomUpdated",
    "ScheduledRemoved",
    "ScheduledUpdated",
    "SessionRevoked",
    "SettingsUpdated",
    "ThreadRead",
    "ThreadUpdated",
    "TypingFrame",
    "UserErased",
    "UserJoined",
    "UserLeft",
    "Welcome",
    "kind_of",
]
