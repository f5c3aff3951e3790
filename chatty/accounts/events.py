"""Facts about people."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class UserRegistered:
    """An account was made; *first* says that it is the server's first, its administrator."""

    user_id: int
    first: bool


@dataclass(frozen=True, slots=True)
class ProfileUpdated:
    """What others see of a person changed."""

    user_id: int


@dataclass(frozen=True, slots=True)
class SettingsUpdated:
    """What only the person sees changed."""

    user_id: int
    theme: str


@dataclass(frozen=True, slots=True)
class SessionRevoked:
    """A credential ended; streams that stand on it close. Exactly one of the two ids is set."""

    user_id: int
    session_id: int | None = None
    family_id: int | None = None


@dataclass(frozen=True, slots=True)
class UserDeactivated:
    """The account may do nothing more; all its streams close."""

    user_id: int
