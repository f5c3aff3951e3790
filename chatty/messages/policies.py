"""What a message must be like."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from chatty.accounts.policies import check_emoji
from chatty.attachments.policies import check_keys
from chatty.core.errors import invalid
from chatty.core.limits import (
    CLIENT_ID_CHARACTERS,
    EXPIRES_IN_SECONDS,
    MENTIONS,
    MESSAGE_CHARACTERS,
    POLL_OPTION_CHARACTERS,
    POLL_OPTIONS,
)
from chatty.core.text import is_storable, with_unix_newlines
from chatty.messages.models import (
    MessageDraft,
    MessageKind,
    MessageView,
    PollDraft,
    ReplyView,
)
from chatty.messages.rendering import read

COLOURFUL = "\N{VARIATION SELECTOR-16}"
# Where they may stand, marks around them included, is for the renderer to say.
EVERYBODY = re.compile(r"@(?:room|here|all|everyone)", re.IGNORECASE)
MENTION = re.compile(r"(?<![\w@.])@([\w.-]+)")
CLIENT_ID = re.compile(r"[A-Za-z0-9._:-]+")


def quote_seen(reply: ReplyView | None, *, floor: int) -> ReplyView | None:
    """*reply* as somebody sees it who may see what is said from *floor* on."""
    if reply is None or reply.seq >= floor or reply.excerpt is None:
        return reply
    return replace(reply, excerpt="")


def as_seen(view: MessageView, *, joined_at: datetime | None) -> MessageView:
    """*view* as a reader sees it who is in the room since *joined_at*, or not in it.

    Who deleted their account may have taken back what they said: it stays for whom it was said to,
    and is a tombstone for everybody who came later.
    """
    if view.erased_at is None or (joined_at is not None and joined_at <= view.erased_at):
        return view
    return replace(
        view,
        content="",
        content_html="",
        deleted_at=view.erased_at,
        reply=None,
        forwarded_from=None,
        reactions=(),
        mention_ids=(),
        previews=(),
        attachments=(),
        poll=None,
    )


def check_reaction(emoji: str) -> str:
    """*emoji* as it is kept: without the sign that asks for the colourful form. Raises Invalid.

    Keyboards send some emoji with and some without it, and both are the same reaction.
    """
    kept = check_emoji(emoji.replace(COLOURFUL, "") if len(emoji) > 1 else emoji)
    if kept is None:
        raise invalid("emoji", "Choose an emoji.")
    return kept


def mentions_everybody(content: str) -> bool:
    """Whether *content* calls the whole room, or all of it who are there."""
    if EVERYBODY.search(content) is None:
        return False
    text = read(content)
    return text.calls_everybody or text.calls_those_here


def check_content(content: str, *, has_files: bool = False) -> str:
    """*content* as a message may say it, tidied; raises Invalid.

    What *has_files* may say nothing.
    """
    content = with_unix_newlines(content).strip()
    if not content and not has_files:
        raise invalid("content", "There is nothing to send yet.")
    if len(content) > MESSAGE_CHARACTERS:
        raise invalid("content", f"A message has at most {MESSAGE_CHARACTERS:,} characters.")
    if not is_storable(content):
        raise invalid("content", "This message has control characters that cannot be sent.")
    if content.count("@") > MENTIONS and _count_of_names(content) > MENTIONS:
        detail = f"A message mentions at most {MENTIONS} people."
        raise invalid("content", detail, "too_many_mentions")
    return content


def _count_of_names(content: str) -> int:
    """How many names *content* may call: those that are typed, and those that marks lay bare."""
    typed = {name.casefold() for name in MENTION.findall(content)}
    return len(typed | read(content).names)


def check_message(draft: MessageDraft) -> MessageDraft:
    """*draft* with tidied text; raises Invalid."""
    keys = check_keys(draft.attachment_keys)
    has_files = bool(keys or draft.copies_files_of)
    content = check_content(draft.content, has_files=has_files)
    if not CLIENT_ID.fullmatch(draft.client_id) or len(draft.client_id) > CLIENT_ID_CHARACTERS:
        raise invalid(
            "clientId",
            f"A client id has 1 to {CLIENT_ID_CHARACTERS} letters, digits or any of . _ : -",
        )
    shortest, longest = EXPIRES_IN_SECONDS
    if draft.expires_in is not None and not shortest <= draft.expires_in <= longest:
        raise invalid("expiresIn", "A message disappears after a minute at least, a year at most.")
    draft = replace(draft, content=content, attachment_keys=keys)
    if draft.poll is None:
        return draft
    return replace(draft, kind=MessageKind.POLL, poll=check_poll(draft.poll))


def check_poll(poll: PollDraft) -> PollDraft:
    """*poll* with tidied answers; raises Invalid."""
    options = tuple(" ".join(text.split()) for text in poll.options)
    fewest, most = POLL_OPTIONS
    if not fewest <= len(options) <= most:
        raise invalid("options", f"A poll has {fewest} to {most} answers.")
    for text in options:
        if not 0 < len(text) <= POLL_OPTION_CHARACTERS or not is_storable(text):
            detail = f"An answer has 1 to {POLL_OPTION_CHARACTERS} characters that can be read."
            raise invalid("options", detail)
    if len(set(options)) < len(options):
        raise invalid("options", "Each answer stands in a poll once.")
    return replace(poll, options=options)
