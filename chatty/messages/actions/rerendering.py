"""Write stored messages anew whose HTML an older renderer made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

import sqlalchemy as sa

from chatty.accounts.models import User
from chatty.core.db import db, release, writing
from chatty.messages.actions.mentioning import public_rooms
from chatty.messages.models import Mention, Message
from chatty.messages.rendering import VERSION, Known, read

messages = cast("sa.Table", Message.__table__)

BATCH = 200
# What was edited meanwhile has its new HTML, and is left alone.
REPLACE = (
    sa.update(messages)
    .where(
        messages.c.id == sa.bindparam("message"),
        messages.c.content == sa.bindparam("typed"),
        messages.c.html_version < VERSION,
    )
    .values(content_html=sa.bindparam("html"), html_version=VERSION)
)


def rerender(after: int = 0) -> tuple[int, int] | None:
    """Write the next messages after the id *after* anew, in a transaction of their own.

    The last of their ids, and how many they were; None when there are none. The rendering itself
    holds nothing. It calls nobody who was not called when it was said, and may be begun again at
    any time: what was written anew is not among the old any more.
    """
    old = _old(after)
    release()
    if not old:
        return None
    texts = {row.id: read(row.content) for row in old}
    people = _called(list(texts))
    rooms = public_rooms({slug for text in texts.values() for slug in text.slugs})
    release()
    values = [
        {
            "message": row.id,
            "typed": row.content,
            "html": texts[row.id].html(Known(people.get(row.id, {}), rooms)),
        }
        for row in old
    ]
    with writing():
        db.session.connection().execute(REPLACE, values)
    return old[-1].id, len(old)


def _old(after: int) -> Sequence[sa.Row[int, str]]:
    query = (
        sa.select(Message.id, Message.content)
        .where(Message.id > after, Message.html_version < VERSION, Message.deleted_at.is_(None))
        .order_by(Message.id)
        .limit(BATCH)
    )
    return db.session.execute(query).all()


def _called(message_ids: Sequence[int]) -> Mapping[int, Mapping[str, int]]:
    """The people whom each of the messages calls, by name."""
    query = (
        sa.select(Mention.message_id, sa.func.lower(User.username), User.id)
        .join(User, User.id == Mention.user_id)
        .where(Mention.message_id.in_(message_ids), Mention.by_name)
    )
    found: dict[int, dict[str, int]] = {}
    for message_id, name, user_id in db.session.execute(query):
        found.setdefault(message_id, {})[name] = user_id
    return found
