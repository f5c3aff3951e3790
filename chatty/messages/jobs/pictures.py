"""Pictures of pages that messages link to: fetched like the page, made small, and kept here.

Whoever reads the message asks us for it and nobody else. What is kept was written by us. The row
names the key before there are bytes under it, so that none lie about that nobody knows of.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urljoin

from chatty.attachments.actions import forget_file
from chatty.core import limits
from chatty.core.db import db, writing
from chatty.core.errors import Unavailable
from chatty.core.fetching import FetchFailedError, fetcher
from chatty.core.sniffing import PICTURES, media_type_of
from chatty.core.storage import current_storage, new_key
from chatty.core.thumbnails import Reduced, reduced_of
from chatty.messages.actions import drop_picture
from chatty.messages.models import PictureView, Preview, PreviewState
from chatty.messages.rendering.pages import PageWords

ACCEPT = {"Accept": "image/webp,image/png,image/jpeg,image/gif"}


@dataclass(frozen=True, slots=True)
class Page:
    """What was found behind a link."""

    words: PageWords
    picture: Reduced | None = None


def picture_at(page_url: str, place: str) -> Reduced | None:
    """The picture that the page at *page_url* has at *place*, made small; None if it is of no use.

    A page is shown without its picture rather than not at all, so this is asked for once.
    """
    if not place or len(place) > limits.PREVIEW_URL_CHARACTERS:
        return None
    try:
        answer = fetcher.fetch(urljoin(page_url, place), headers=ACCEPT)
    except (FetchFailedError, ValueError):
        return None
    is_whole = answer.status == 200 and answer.is_whole  # noqa: PLR2004  # has it itself
    if not is_whole or media_type_of(answer.body) not in PICTURES:
        return None
    return reduced_of(answer.body, limits.PREVIEW_PICTURE_SIDE)


def keep(preview_id: int, picture: Reduced | None) -> PictureView | None:
    """Put *picture* into the storage, under the key that its link has for it; None without one."""
    key = None if picture is None else _key_for(preview_id)
    if picture is None or key is None:
        return None
    try:
        current_storage().write(key, picture.content)
    except Unavailable:
        return None
    return PictureView(key, picture.width, picture.height)


def show_picture(preview: Preview, picture: PictureView | None) -> None:
    """Show *picture* beside the words, or none; *preview* is held."""
    if picture is None:
        drop_picture(preview)
    else:
        preview.picture_key = picture.key
        preview.picture_width, preview.picture_height = picture.width, picture.height


def forget_unless_named(picture: PictureView | None, preview: Preview | None) -> None:
    """Have bytes deleted again that came too late; perhaps their key was swept before them."""
    if picture is not None and (preview is None or preview.picture_key != picture.key):
        forget_file(picture.key)


def _key_for(preview_id: int) -> str | None:
    """The key that the link's picture has from now on; None if it is not waited for any more."""
    with writing():
        preview = db.session.get(Preview, preview_id, with_for_update=True, populate_existing=True)
        if preview is None or preview.state != PreviewState.PENDING:
            return None
        preview.picture_key = preview.picture_key or new_key()
        return preview.picture_key
