"""Keep what a poll asks with its message."""

from __future__ import annotations

from dataclasses import replace

from chatty.core.db import db
from chatty.messages.models import MessageView, OptionView, Poll, PollDraft, PollOption, PollView


def with_poll(view: MessageView, draft: PollDraft | None) -> MessageView:
    """*view*, just stored, with the answers there are to choose from."""
    if draft is None:
        return view
    db.session.add(
        Poll(
            message_id=view.id,
            is_multiple=draft.is_multiple,
            is_anonymous=draft.is_anonymous,
            closes_at=draft.closes_at,
        )
    )
    db.session.flush()
    for position, text in enumerate(draft.options, 1):
        db.session.add(PollOption(message_id=view.id, position=position, text=text))
    db.session.flush()
    return replace(view, poll=_as_asked(draft))


def _as_asked(draft: PollDraft) -> PollView:
    nobody = None if draft.is_anonymous else ()
    return PollView(
        options=tuple(
            OptionView(position, text, 0, nobody) for position, text in enumerate(draft.options, 1)
        ),
        is_multiple=draft.is_multiple,
        is_anonymous=draft.is_anonymous,
        closes_at=draft.closes_at,
        closed_at=None,
        voter_count=0,
    )
