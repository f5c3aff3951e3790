"""What begins with a slash is done instead of said: one registry for every door.

A command asks for no right of its own: it calls the action that the pages and the API call too. An
unknown one is refused, so that a slip of the keyboard is not said to everybody; `//` and `/ ` begin
a text with a slash.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from chatty.accounts.models import Viewer
from chatty.accounts.rendering import moment_in_words
from chatty.core import clock
from chatty.core.errors import Invalid, invalid
from chatty.invites.actions import invite_to_room
from chatty.invites.policies import may_invite_to
from chatty.messages.actions.mentioning import people_called
from chatty.messages.actions.posting import post
from chatty.messages.models import MessageDraft, MessageKind, PollDraft, Posted
from chatty.rooms.actions import change_room, mute
from chatty.rooms.models import Room, RoomOverview
from chatty.rooms.policies import Right, has_right, may_post
from chatty.rooms.queries import overview_for, readable_room_for, room_for
from chatty.rooms.queries.people import known_by_name

COMMAND = re.compile(r"/([A-Za-z][\w-]*)(?:\s+(.*))?", re.DOTALL)
MUTE = re.compile(r"@?(\S+)\s+(\d{1,4})\s*([mhd])")
UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
# As keyboards write them, in English, German and French.
QUOTES = '"“”„«»'
QUOTED = re.compile(f"[{QUOTES}][^{QUOTES}]*[{QUOTES}]")
POLL = re.compile(rf"((?:\s*{QUOTED.pattern})+)((?:\s+--(?:multiple|anonymous))*)")
# Each backslash and line once more, as both mean something in a text.
SHRUG = r"¯\\\_(ツ)\_/¯"


@dataclass(frozen=True, slots=True)
class Done:
    """What a command did that said nothing in the room, in words for who gave it."""

    command: str
    detail: str


@dataclass(frozen=True, slots=True)
class Order:
    """A command as it was given; *draft* is the message that it would have been."""

    viewer: Viewer
    room_id: int
    draft: MessageDraft
    text: str


@dataclass(frozen=True, slots=True)
class Command:
    """*usage* and *words* stand in the help of those for whom *is_for* is so."""

    run: Callable[[Order], Posted | Done]
    usage: str
    words: str
    is_for: Callable[[RoomOverview], bool]


def say(viewer: Viewer, room_id: int, draft: MessageDraft) -> Posted | Done:
    """Say what *draft* says, or do what it asks for.

    Raises as `post` and the actions of the commands do; Invalid for a command there is none of.
    """
    content = draft.content.strip()
    if draft.poll is not None:
        return post(viewer, room_id, draft)
    if content.startswith("//"):
        return post(viewer, room_id, replace(draft, content=without_slash(content)))
    given = COMMAND.fullmatch(content)
    if given is None:
        return post(viewer, room_id, draft)
    command = COMMANDS.get(given[1].lower())
    if command is None:
        words = f"There is no command /{given[1]}. Write /help to see those there are, or //"
        raise invalid("content", f"{words} to say it with one slash.", "unknown_command")
    return command.run(Order(viewer, room_id, draft, (given[2] or "").strip()))


def check_said(content: str) -> None:
    """Raise Invalid for what does something: a command is run at once, by who is there."""
    if COMMAND.fullmatch(content.strip()):
        detail = "A command is not sent later. Begin with // to say it with one slash."
        raise invalid("content", detail, "command_not_sent_later")


def without_slash(content: str) -> str:
    """What is said by a text that begins with two slashes; any other as it is."""
    text = content.strip()
    return text[1:] if text.startswith("//") else content


def _me(order: Order) -> Posted:
    text = _needed(order, "me")
    return post(
        order.viewer,
        order.room_id,
        replace(order.draft, content=text, kind=MessageKind.ACTION),
    )


def _shrug(order: Order) -> Posted:
    return post(
        order.viewer,
        order.room_id,
        replace(order.draft, content=f"{order.text} {SHRUG}".strip()),
    )


def _poll(order: Order) -> Posted:
    given = POLL.fullmatch(_needed(order, "poll"))
    if given is None:
        raise _used_like("poll")
    question, *options = (text[1:-1] for text in QUOTED.findall(given[1]))
    poll = PollDraft(
        tuple(options), is_multiple="--multiple" in given[2], is_anonymous="--anonymous" in given[2]
    )
    return post(order.viewer, order.room_id, replace(order.draft, content=question, poll=poll))


def _topic(order: Order) -> Done:
    topic = " ".join(_needed(order, "topic").split())
    room = change_room(order.viewer, order.room_id, {"topic": topic})
    return Done("topic", f"The topic of this room is now: {room.topic}")


def _invite(order: Order) -> Done:
    name = _needed(order, "invite").removeprefix("@")
    room = room_for(order.viewer, order.room_id)
    person = known_by_name(order.viewer, name)
    if person is None:
        raise invalid("content", "There is nobody of that name whom you could invite.", "nobody")
    invite_to_room(order.viewer, room, person)
    return Done("invite", f"{person.display_name} is invited into this room.")


def _mute(order: Order) -> Done:
    given = MUTE.fullmatch(_needed(order, "mute"))
    if given is None:
        raise _used_like("mute")
    # Who may not read the room learns nothing of who is in it.
    readable_room_for(order.viewer, order.room_id)
    name = given[1].lower()
    user_id = people_called(order.viewer, order.room_id, {name}).get(name)
    if user_id is None:
        raise invalid("content", "There is nobody of that name in this room.", "nobody")
    until = clock.now() + int(given[2]) * UNITS[given[3]]
    mute(order.viewer, order.room_id, user_id, until=until)
    return Done("mute", f"@{given[1]} writes nothing here until {moment_in_words(until)}.")


def _help(order: Order) -> Done:
    overview = overview_for(order.viewer, Room.id == order.room_id)
    lines = [
        f"{command.usage} – {command.words}"
        for command in COMMANDS.values()
        if command.is_for(overview)
    ]
    return Done("help", "\n".join(lines))


def _needed(order: Order, name: str) -> str:
    if not order.text:
        raise _used_like(name)
    return order.text


def _used_like(name: str) -> Invalid:
    return invalid("content", f"It is written like this: {COMMANDS[name].usage}", "bad_command")


def _writes(overview: RoomOverview) -> bool:
    return may_post(overview.room, overview.membership)


def _may(right: Right) -> Callable[[RoomOverview], bool]:
    def has(overview: RoomOverview) -> bool:
        role = overview.membership.role if overview.membership else None
        return has_right(right, overview.room, role)

    return has


def _invites(overview: RoomOverview) -> bool:
    return may_invite_to(overview.room, overview.membership)


def _everybody(_overview: RoomOverview) -> bool:
    return True


COMMANDS: Mapping[str, Command] = {
    "me": Command(_me, "/me waves", "say what you do", _writes),
    "shrug": Command(_shrug, "/shrug who knows", "say it with a shrug", _writes),
    "poll": Command(
        _poll,
        '/poll "Tea or coffee?" "Tea" "Coffee" --multiple --anonymous',
        "ask, with answers to choose from; the words at the end are not needed",
        _writes,
    ),
    "topic": Command(_topic, "/topic what this is about", "set the topic", _may(Right.EDIT)),
    "invite": Command(_invite, "/invite @name", "invite somebody into this room", _invites),
    "mute": Command(
        _mute, "/mute @name 10m", "let somebody write nothing for a while", _may(Right.MUTE)
    ),
    "help": Command(_help, "/help", "show this list", _everybody),
}
