"""Facts about people."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class UserRegistered:
    """An account was made; *first* says that it is the server's first, its administrator."""

    user_id: int
    first: bool


@dataclass(frozen=True, slots=True)
class GuestBecameMember:
    """Who had nothing but a name has an account now."""

    user_id: int


@dataclass(frozen=True, slots=True)
class ProfileUpdated:
    """What others see of a person changed; *in_rooms* says: name or picture, as rooms show it."""

    user_id: int
    in_rooms: bool = True


@dataclass(frozen=True, slots=True)
class SettingsUpdated:
    """What the person chose for themselves changed."""

    user_id: int


@dataclass(frozen=True, slots=True)
class AdministratorNamed:
    """The person administers this server from now on, or no more."""

    user_id: int


@dataclass(frozen=True, slots=True)
class EmailUpdated:
    """The person's e-mail address, confirmed or waiting, is another one or none."""

    user_id: int


@dataclass(frozen=True, slots=True)
class SessionRevoked:
    """A credential ended; streams that stand on it close. Exactly one of the two ids is set."""

    user_id: int
    session_id: int | None = None
    family_id: int | None = None


@dataclass(frozen=True, slots=True)
class Audited:
    """Something was written into the log of security events: *kind* is one of AuditKind."""

    kind: str
    actor_id: int | None
    target_id: int | None
    room_id: int | None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class ErasureBegun:
    """The account is about to be emptied: who has rows to change for it holds them from here on."""

    user_id: int


@dataclass(frozen=True, slots=True)
class UserErased:
    """The account is gone, with all that was personal about it.

    *erase_messages* says that who joins a room from now on sees no text of theirs.
    """

    user_id: int
    erase_messages: bool


@dataclass(frozen=True, slots=True)
class UserDeactivated:
    """The account may do nothing more; all its streams close."""

    user_id: int


@dataclass(frozen=True, slots=True)
class UserReactivated:
    """An account that was shut is open again; the person signs in anew."""

    user_id: int
