"""Follow a thread, or hear no more of it, and say how far one has read in it."""

from __future__ import annotations

from chatty.accounts.models import Viewer
from chatty.core.db import db
from chatty.core.errors import Forbidden, NotFound
from chatty.core.facts import record
from chatty.messages.events import ThreadFollowChanged
from chatty.messages.models import MessageView, ThreadFollow, ThreadPlaceView
from chatty.messages.queries import message_for, thread_place
from chatty.rooms.actions import held_room
from chatty.rooms.queries import membership_of


def follow(viewer: Viewer, message_id: int) -> ThreadPlaceView:
    """Hear of the thread that hangs on the message; twice changes nothing.

    What was said there until now counts as read. Raises NotFound, Forbidden for who is not in the
    room.
    """
    root = _held_root(viewer, message_id)
    own = db.session.get(ThreadFollow, (root.id, viewer.id))
    if own is None:
        count = thread_place(viewer.id, root.id).thread_count
        own = ThreadFollow(thread_id=root.id, user_id=viewer.id, read_seq=count)
        db.session.add(own)
        return _changed(viewer, root)
    if not own.is_following:
        own.is_following = True
        return _changed(viewer, root)
    return thread_place(viewer.id, root.id)


def unfollow(viewer: Viewer, message_id: int) -> ThreadPlaceView:
    """Hear of the thread no more, whoever writes in it; the place is kept. Raises as `follow`."""
    root = _held_root(viewer, message_id)
    own = db.session.get(ThreadFollow, (root.id, viewer.id))
    if own is not None and own.is_following:
        own.is_following = False
        return _changed(viewer, root)
    return thread_place(viewer.id, root.id)


def mark_thread_read(viewer: Viewer, message_id: int, seq: int) -> int:
    """Move one's place in the thread forward to *seq*, at most to its end; answers where it is.

    Who does not follow it has no place there. Raises as `follow` does.
    """
    root = _held_root(viewer, message_id)
    own = db.session.get(ThreadFollow, (root.id, viewer.id))
    if own is None:
        return 0
    seq = min(seq, thread_place(viewer.id, root.id).thread_count)
    if own.read_seq < seq:
        own.read_seq = seq
        _changed(viewer, root)
    return own.read_seq


def _held_root(viewer: Viewer, message_id: int) -> MessageView:
    """The message, if a thread may hang on it, its room held as by whoever writes there."""
    view = message_for(viewer, message_id)
    if view.thread_id is not None:
        raise NotFound
    if membership_of(viewer.id, view.room_id) is None:
        raise Forbidden("not_a_member", "Only members follow threads. Join the room first.")
    held_room(view.room_id)
    return view


def _changed(viewer: Viewer, root: MessageView) -> ThreadPlaceView:
    db.session.flush()
    record(ThreadFollowChanged(root.id, viewer.id))
    return thread_place(viewer.id, root.id)
