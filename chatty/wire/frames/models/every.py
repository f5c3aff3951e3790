"""All frames."""

from __future__ import annotations

from chatty.wire.base import WireModel
from chatty.wire.frames.models.attachments import AttachmentUpdated
from chatty.wire.frames.models.connection import (
    Ack,
    Bye,
    CommandDone,
    Error,
    Heartbeat,
    Reset,
    Welcome,
)
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

FRAMES: tuple[type[WireModel], ...] = (
    Welcome,
    ChatMessage,
    UserJoined,
    UserLeft,
    RoomMembersUpdate,
    Ack,
    CommandDone,
    Error,
    Heartbeat,
    Reset,
    Bye,
    AnnouncementsUpdated,
    PresenceFrame,
    TypingFrame,
    ReadMarker,
    DeliveredMarker,
    AttachmentUpdated,
    DraftUpdated,
    ScheduledUpdated,
    ScheduledRemoved,
    ReactionsUpdated,
    PollChanged,
    PollVoted,
    MessageUpdated,
    MessageDeleted,
    HistoryCut,
    ThreadUpdated,
    ThreadRead,
    MessageSaved,
    RoomAdded,
    RoomRemoved,
    RoomUpdated,
    RoomClosed,
    RoomDeleted,
    RoomPasswordPaused,
    MembershipUpdated,
    MemberAdded,
    MemberRemoved,
    MemberUpdated,
    ProfileUpdated,
    SettingsUpdated,
    EmailUpdated,
    UserErased,
    SessionRevoked,
    FriendUpdated,
    InviteUpdated,
    ReportAdded,
    ReportUpdated,
    NotificationAdded,
    NotificationSettingsChanged,
    NotificationsRead,
)
