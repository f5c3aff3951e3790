"""A notification in words, and the address of what it is about."""

from __future__ import annotations

from chatty.notifications.models import Kind, NotificationView

LIST = "/notifications"
DECISIONS = {
    "member_kicked": "You were put out of a room",
    "member_banned": "You were banned from a room",
    "member_unbanned": "Your ban was lifted",
    "member_muted": "You may not write for a while",
    "member_unmuted": "You may write again",
    "appeal_accepted": "Your appeal was accepted",
    "appeal_rejected": "Your appeal was rejected",
    "message_deleted": "A message of yours was deleted",
}
ROLES = {
    "owner": "You own the room now",
    "admin": "You help to run the room now",
    "member": "You are a member like others now",
    "administrator_named": "You administer this server now",
}
# Where one word stands for who did it.
DONE = {
    Kind.MESSAGE: "{who} wrote to you",
    Kind.MENTION: "{who} mentioned you",
    Kind.REPLY: "{who} replied to you",
    Kind.THREAD: "{who} wrote in a thread you follow",
    Kind.KEYWORD: "{who} used a word you wait for",
    Kind.REACTION: "{who} reacted with {detail}",
    Kind.FRIEND: "You and {who} are friends now",
}


def in_words(view: NotificationView) -> str:
    """What happened, and in which room."""
    room = view.room.name if view.room else ""
    return f"{_happened(view)} in {room}" if room else _happened(view)


def place_of(view: NotificationView) -> str:
    """The path of the page that shows what a notification is about."""
    row = view.row
    room = f"/rooms/{view.room.slug or view.room.id}" if view.room else LIST
    if view.room is not None and row.message_id is not None:
        if view.thread_id is not None:
            # That address leads on to where in its thread the reply is read.
            return f"/messages/{row.message_id}"
        return f"{room}?around={view.place}#message-{row.message_id}"
    match row.kind:
        case Kind.INVITE:
            return "/invites"
        case Kind.FRIEND if view.actor is not None:
            return f"/people/{view.actor.username}"
        case Kind.REPORT:
            return "/reports"
        case _:
            return room


def _happened(view: NotificationView) -> str:
    row = view.row
    who = view.actor.display_name if view.actor else "Somebody"
    match row.kind:
        case Kind.MESSAGE if view.room and view.room.name:
            return f"{who} wrote"
        case Kind.INVITE:
            return f"{who} asks to be friends" if row.detail == "friend" else f"{who} invites you"
        case Kind.ROLE:
            return ROLES.get(row.detail, "Your role is another one now")
        case Kind.MODERATION:
            return DECISIONS.get(row.detail, "Something was decided about you")
        case Kind.REPORT:
            return f"Your report was {'resolved' if row.detail == 'resolved' else 'dismissed'}"
        case _:
            return DONE[Kind(row.kind)].format(who=who, detail=row.detail)
