"""The person asking."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from chatty.accounts.models.users import Theme, UserKind
from chatty.core.errors import Unauthenticated


@dataclass(frozen=True, slots=True)
class Viewer:
    """The person asking, and the credential they ask with. A visitor has no account."""

    user_id: int | None
    username: str = ""
    display_name: str = ""
    kind: str = "visitor"
    is_admin: bool = False
    theme: str = Theme.SYSTEM
    locale: str | None = None
    time_zone: str | None = None
    avatar_key: str | None = None
    show_typing: bool = True
    show_receipts: bool = True
    show_previews: bool = True
    created_at: datetime | None = None
    session_id: int | None = None
    family_id: int | None = None
    expires_at: datetime | None = None

    @property
    def is_visitor(self) -> bool:
        """Whether nobody is signed in."""
        return self.user_id is None

    @property
    def is_guest(self) -> bool:
        """Whether it is a name and a session only."""
        return self.kind == UserKind.GUEST

    @property
    def id(self) -> int:
        """The account's id; Unauthenticated for a visitor."""
        if self.user_id is None:
            raise Unauthenticated("sign_in_required", "Please sign in first.")
        return self.user_id


VISITOR = Viewer(user_id=None)
