"""Forms of rooms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from wtforms import BooleanField, PasswordField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the types lag behind

from chatty.core.errors import invalid
from chatty.core.limits import (
    BIO_CHARACTERS,
    FOLDER_CHARACTERS,
    ROOM_NAME_CHARACTERS,
    SLUG_CHARACTERS,
    TOPIC_CHARACTERS,
)
from chatty.rooms.models import (
    History,
    NotifyLevel,
    PlaceChanges,
    PostBy,
    RoomChanges,
    RoomDraft,
    RoomKind,
)
from chatty.web.forms.base import Form

GIVERS = ((PostBy.MEMBERS, "Everybody in the room"), (PostBy.ADMINS, "Owners and admins"))
PAUSES = (
    ("0", "Off"),
    ("5", "5 seconds"),
    ("10", "10 seconds"),
    ("30", "30 seconds"),
    ("60", "1 minute"),
    ("300", "5 minutes"),
    ("900", "15 minutes"),
    ("3600", "1 hour"),
    ("21600", "6 hours"),
)
TERMS = (
    ("", "For ever"),
    ("1", "1 day"),
    ("7", "7 days"),
    ("30", "30 days"),
    ("90", "90 days"),
    ("365", "1 year"),
)
LEVELS = (
    (NotifyLevel.EVERYTHING, "Everything"),
    (NotifyLevel.MENTIONS, "When I am mentioned"),
    (NotifyLevel.NOTHING, "Nothing"),
)


def _select(label: str, choices: Sequence[tuple[str, str]]) -> SelectField:
    return SelectField(label, choices=[SelectChoice(str(value), name) for value, name in choices])


class RoomForm(Form):
    name = StringField("Name", render_kw={"maxlength": ROOM_NAME_CHARACTERS})
    topic = StringField("Topic", render_kw={"maxlength": TOPIC_CHARACTERS})
    slug = StringField("Address", render_kw={"maxlength": SLUG_CHARACTERS[1]})
    kind = StringField("Kind", default=RoomKind.PUBLIC)
    password = PasswordField("Password")
    channel = BooleanField("Channel")
    from_join = BooleanField("Newcomers see nothing from before")

    @property
    def wants_password(self) -> bool:
        """Whether the room is to have one."""
        return self.kind.data == RoomKind.PASSWORD

    def draft(self, password_hash: str | None) -> RoomDraft:
        """The room that was described."""
        return RoomDraft(
            kind=self.kind.data or RoomKind.PUBLIC,
            name=self.name.data or "",
            slug=(self.slug.data or "").strip() or None,
            topic=self.topic.data or "",
            history=History.FROM_JOIN if self.from_join.data else History.SHARED,
            post_by=PostBy.ADMINS if self.channel.data else PostBy.MEMBERS,
            password_hash=password_hash,
        )


class GeneralForm(Form):
    name = StringField("Name", render_kw={"maxlength": ROOM_NAME_CHARACTERS})
    topic = StringField("Topic", render_kw={"maxlength": TOPIC_CHARACTERS})
    bio = TextAreaField("Description", render_kw={"maxlength": BIO_CHARACTERS})
    slug = StringField("Address", render_kw={"maxlength": SLUG_CHARACTERS[1]})

    def changes(self, *, is_listed: bool) -> RoomChanges:
        """What was written; an address only where the room may have one."""
        changes = RoomChanges(
            name=self.name.data or "", topic=self.topic.data or "", bio=self.bio.data or ""
        )
        if is_listed:
            changes["slug"] = (self.slug.data or "").strip() or None
        return changes


class RightsForm(Form):
    called: ClassVar[dict[str, str]] = {
        "postBy": "post_by",
        "inviteBy": "invite_by",
        "pinBy": "pin_by",
        "mentionAllBy": "mention_all_by",
        "slowModeSeconds": "slow_mode_seconds",
    }

    post_by = _select("Who may write", GIVERS)
    invite_by = _select("Who may invite others", GIVERS)
    pin_by = _select("Who may pin messages", GIVERS)
    mention_all_by = _select("Who may call everybody with @all", GIVERS)
    slow_mode_seconds = _select("Slow mode", PAUSES)
    previews = BooleanField("Show what links lead to")

    @property
    def changes(self) -> RoomChanges:
        """What was chosen; raises Invalid."""
        pause = self.slow_mode_seconds.data or ""
        if not (pause.isascii() and pause.isdigit() and len(pause) <= len("21600")):
            raise invalid("slowModeSeconds", "Choose one of the list.")
        return RoomChanges(
            post_by=self.post_by.data or "",
            invite_by=self.invite_by.data or "",
            pin_by=self.pin_by.data or "",
            mention_all_by=self.mention_all_by.data or "",
            slow_mode_seconds=int(pause),
            previews=bool(self.previews.data),
        )


class AccessForm(Form):
    called: ClassVar[dict[str, str]] = {"retentionDays": "retention_days"}

    kind = StringField("Kind")
    password = PasswordField("Password")
    from_join = BooleanField("Newcomers see nothing from before")
    reveal = BooleanField("Show what was said before")
    retention_days = _select("Keep messages", TERMS)

    def changes(self, before: str) -> RoomChanges:
        """What was chosen, but for the password; *before* is the kind until now."""
        kind = self.kind.data or ""
        history = History.FROM_JOIN if self.from_join.data else History.SHARED
        changes = RoomChanges(kind=kind, history=history)
        if self.retention_days.raw_data:
            changes["retention_days"] = _days(self.retention_days.data or "")
        if kind == RoomKind.PUBLIC:
            # Where everybody reads there is nothing to choose.
            del changes["history"]
        if kind != before:
            changes["reveal_history"] = bool(self.reveal.data)
        return changes

    def keep_term(self, days: int | None) -> None:
        """Offer what the room has now, also when it is none of the usual."""
        if days is not None and str(days) not in {value for value, _ in TERMS}:
            offered = (*TERMS, (str(days), f"{days} days"))
            self.retention_days.choices = [SelectChoice(value, name) for value, name in offered]


def _days(term: str) -> int | None:
    if not term:
        return None
    if not (term.isascii() and term.isdigit() and len(term) <= len("3650")):
        raise invalid("retentionDays", "Choose one of the list.")
    return int(term)


class PasswordForm(Form):
    password = PasswordField("New password")


class JoinForm(Form):
    password = PasswordField("Password")


class PlaceForm(Form):
    called: ClassVar[dict[str, str]] = {"notifyLevel": "notify_level"}

    notify_level = _select("Tell me about", LEVELS)
    folder = StringField("Folder", render_kw={"maxlength": FOLDER_CHARACTERS})
    favourite = BooleanField("Favourite")
    archived = BooleanField("Archived for me")

    @property
    def changes(self) -> PlaceChanges:
        """What was chosen."""
        return PlaceChanges(
            notify_level=str(self.notify_level.data or ""),
            folder=self.folder.data or None,
            favourite=bool(self.favourite.data),
            archived=bool(self.archived.data),
        )
