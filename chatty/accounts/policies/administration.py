"""Who may run the server."""

from __future__ import annotations

from typing import Protocol

from chatty.core.errors import Forbidden


class AdministratorRules(Protocol):
    """Somebody, as far as this is about them."""

    @property
    def is_admin(self) -> bool:
        """Whether they are an administrator of the server."""


def check_administrator(person: AdministratorRules) -> None:
    """Raise Forbidden for who does not administer this server; that it is run is no secret."""
    if not person.is_admin:
        raise Forbidden("administrators_only", "This is for administrators of the server.")
