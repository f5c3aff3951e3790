"""Everything that changes rooms and who is in them."""

from chatty.rooms.actions.changing import change_room, room_updated, set_default
from chatty.rooms.actions.deleting import delete_room, end_room
from chatty.rooms.actions.directs import (
    accept_request,
    decline_request,
    forget_request,
    open_direct,
    open_group,
    rename_groups,
)
from chatty.rooms.actions.hiding import bring_back, hide
from chatty.rooms.actions.holding import held_room, hold_room
from chatty.rooms.actions.leaving import hold_rooms_of, leave_all
from chatty.rooms.actions.markers import mark_all_read, mark_delivered, mark_read, mark_unread
from chatty.rooms.actions.members import add_member, enter_defaults, join, leave, remove_member
from chatty.rooms.actions.passwords import hash_room_password, prove_room_password
from chatty.rooms.actions.pictures import remove_room_picture, set_room_picture
from chatty.rooms.actions.places import change_place
from chatty.rooms.actions.raids import (
    begin_raid_mode,
    change_filtered_words,
    end_raid_mode,
    export_room_audit,
)
from chatty.rooms.actions.roles import change_role, pass_ownership
from chatty.rooms.actions.rooms import create_lobby, create_room
from chatty.rooms.actions.sanctions import (
    answer_appeal,
    appeal,
    ban,
    forget_sanctions,
    kick,
    lift,
    mute,
    unban,
    unmute,
)

__all__ = [
    "accept_request",
    "add_member",
    "answer_appeal",
    "appeal",
    "ban",
    "begin_raid_mode",
    "bring_back",
    "change_filtered_words",
    "change_place",
    "change_role",
    "change_room",
    "create_lobby",
    "create_room",
    "decline_request",
    "delete_room",
    "end_raid_mode",
    "end_room",
    "enter_defaults",
    "export_room_audit",
    "forget_request",
    "forget_sanctions",
    "hash_room_password",
    "held_room",
    "hide",
    "hold_room",
    "hold_rooms_of",
    "join",
    "kick",
    "leave",
    "leave_all",
    "lift",
    "mark_all_read",
    "mark_delivered",
    "mark_read",
    "mark_unread",
    "mute",
    "open_direct",
    "open_group",
    "pass_ownership",
    "prove_room_password",
    "remove_member",
    "remove_room_picture",
    "rename_groups",
    "room_updated",
    "set_default",
    "set_room_picture",
    "unban",
    "unmute",
]
