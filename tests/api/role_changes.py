"""What can be done with roles and links, for the proof that snapshot and frames make the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


def role_changes(people, cast) -> dict[str, list[Callable[[], Any]]]:
    """Everything that can be done with roles, and coming in by a link, by name."""
    harbour = f"/rooms/{cast.harbour}"
    ada, bea, cal = people and people.ada, people and people.bea, people and people.cal
    return {
        "raised and lowered": [
            lambda: ada.patch(f"{harbour}/members/{cast.cal.id}", {"role": "admin"}),
            lambda: ada.patch(f"{harbour}/members/{cast.bea.id}", {"role": "member"}),
        ],
        "owners lowered": [
            lambda: ada.patch(f"{harbour}/members/{cast.bea.id}", {"role": "owner"}),
            lambda: bea.patch(f"{harbour}/members/{cast.ada.id}", {"role": "member"}),
        ],
        "first owner leaves": [
            lambda: ada.patch(f"{harbour}/members/{cast.cal.id}", {"role": "owner"}),
            lambda: ada.delete(f"{harbour}/membership"),
        ],
        "handed on": [lambda: ada.put(f"{harbour}/ownership", {"userId": cal.user_id})],
        "in by a link": [lambda: _come(ada, people.dan, harbour)],
    }


def _come(maker: Any, newcomer: Any, room: str) -> Any:  # noqa: ANN401  # callers of the API
    token = maker.post(f"{room}/invite-links").json["token"]
    return newcomer.put(f"/invite-links/{token}/acceptance")
