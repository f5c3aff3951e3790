"""What happened to trust, written down."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from chatty.core.db import Base


class AuditKind(StrEnum):
    """Every kind of security event; the words for people are in ``accounts.rendering``."""

    ACCOUNT_DELETED = "account_deleted"
    ADMINISTRATOR_DISMISSED = "administrator_dismissed"
    ADMINISTRATOR_NAMED = "administrator_named"
    ANNOUNCEMENT_ENDED = "announcement_ended"
    ANNOUNCEMENT_MADE = "announcement_made"
    APPEAL_ACCEPTED = "appeal_accepted"
    APPEAL_REJECTED = "appeal_rejected"
    AUDIT_EXPORTED = "audit_exported"
    BAN_APPEALED = "ban_appealed"
    BLOCKED = "blocked"
    DEACTIVATED = "deactivated"
    DEACTIVATED_ERASED = "deactivated_erased"
    DEVICE_LINKED = "device_linked"
    DEVICE_LINK_MADE = "device_link_made"
    EMAIL_CHANGED = "email_changed"
    EMAIL_CHANGE_ASKED = "email_change_asked"
    EMAIL_REMOVED = "email_removed"
    EXPORTED = "exported"
    GUEST_BECAME_MEMBER = "guest_became_member"
    IDENTITY_LINKED = "identity_linked"
    IDENTITY_UNLINKED = "identity_unlinked"
    INVITE_LINK_MADE = "invite_link_made"
    INVITE_LINK_REVOKED = "invite_link_revoked"
    MEMBER_BANNED = "member_banned"
    MEMBER_KICKED = "member_kicked"
    MEMBER_MUTED = "member_muted"
    MEMBER_UNBANNED = "member_unbanned"
    MEMBER_UNMUTED = "member_unmuted"
    MESSAGES_CLEARED = "messages_cleared"
    MESSAGE_DELETED = "message_deleted"
    MESSAGE_PINNED = "message_pinned"
    MESSAGE_UNPINNED = "message_unpinned"
    OTHER_SESSIONS_ENDED = "other_sessions_ended"
    OWNERSHIP_PASSED = "ownership_passed"
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105  # a kind of event, no secret
    PASSWORD_RESET = "password_reset"  # noqa: S105  # the same
    RAID_MODE_OFF = "raid_mode_off"
    RAID_MODE_ON = "raid_mode_on"
    REACTIVATED = "reactivated"
    RECOVERY_CODES_RENEWED = "recovery_codes_renewed"
    RECOVERY_CODE_USED = "recovery_code_used"
    REFRESH_REUSE = "refresh_reuse"
    REGISTERED = "registered"
    REPORTED = "reported"
    REPORT_ANSWERED = "report_answered"
    RESET_ASKED = "reset_asked"
    RESET_SENT = "reset_sent"
    ROLE_CHANGED = "role_changed"
    ROOM_ARCHIVED = "room_archived"
    ROOM_CHANGED = "room_changed"
    ROOM_DELETED = "room_deleted"
    ROOM_KIND_CHANGED = "room_kind_changed"
    ROOM_PASSWORD_CHANGED = "room_password_changed"  # noqa: S105  # a kind of event, no secret
    ROOM_PASSWORD_PAUSED = "room_password_paused"  # noqa: S105  # the same
    ROOM_PASSWORD_WRONG = "room_password_wrong"  # noqa: S105  # the same
    ROOM_RAID_MODE_OFF = "room_raid_mode_off"
    ROOM_RAID_MODE_ON = "room_raid_mode_on"
    ROOM_REOPENED = "room_reopened"
    ROOM_WORDS_CHANGED = "room_words_changed"
    SECOND_FACTOR_FAILED = "second_factor_failed"
    SESSIONS_ENDED = "sessions_ended"
    SESSION_ENDED = "session_ended"
    SIGNED_IN = "signed_in"
    SIGNED_OUT = "signed_out"
    SIGN_IN_FAILED = "sign_in_failed"
    SITE_CHANGED = "site_changed"
    TOTP_OFF = "totp_off"
    TOTP_ON = "totp_on"
    UNBLOCKED = "unblocked"


class AuditEntry(Base):
    """One security event. The database itself refuses to change it, or to remove it within a year.

    ``target_id`` is a person, ``room_id`` where it happened, ``subject`` what else it is about
    (``message:7``), ``details`` what was given with it: JSON of short texts and numbers. Nothing
    here is a foreign key: the log outlives what it speaks of.
    """

    __tablename__ = "audit_entries"
    __table_args__ = (sa.Index(None, "room_id", "id"), sa.Index(None, "actor_id", "id"))

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    kind: Mapped[str] = mapped_column(index=True)
    actor_id: Mapped[int | None]
    target_id: Mapped[int | None] = mapped_column(index=True)
    room_id: Mapped[int | None]
    subject: Mapped[str] = mapped_column(default="")
    details: Mapped[str] = mapped_column(default="{}")
    address: Mapped[str]
    created_at: Mapped[datetime]
