"""The files of a message."""

from __future__ import annotations

from dataclasses import replace

import sqlalchemy as sa

from chatty.accounts.models import Viewer
from chatty.attachments.actions import Place, attach, copy_to, detach, detach_all_of
from chatty.core.db import db
from chatty.messages.models import Message, MessageDraft, MessageView


def with_files(viewer: Viewer, view: MessageView, draft: MessageDraft) -> MessageView:
    """*view* with the files of *draft*, which hang on it from now on; raises Invalid."""
    place = Place(view.id, view.room_id)
    if draft.copies_files_of:
        files = copy_to(viewer, place, draft.copies_files_of)
    elif draft.attachment_keys:
        files = attach(viewer, place, draft.attachment_keys)
    else:
        return view
    db.session.execute(
        sa.update(Message)
        .where(Message.id == view.id)
        .values(attachment_count=len(files))
        .execution_options(synchronize_session=False)
    )
    return replace(view, attachments=files, attachment_count=len(files))


def forget_files_of(user_id: int) -> None:
    """Take the files from all that the person said."""
    detach_all_of(user_id)
    theirs = sa.select(Message.id).where(Message.sender_id == user_id, Message.attachment_count > 0)
    detach(db.session.scalars(theirs).all())
    db.session.execute(
        sa.update(Message)
        .where(Message.id.in_(theirs))
        .values(attachment_count=0)
        .execution_options(synchronize_session=False)
    )
