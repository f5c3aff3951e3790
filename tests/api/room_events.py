"""For each kind of event about a room what somebody does so that it happens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from chatty.accounts.models import AuditKind
from chatty.core import limits
from tests.api.security_events import ADA, done

if TYPE_CHECKING:
    from tests.api.security_events import Event, Stage

ADA_TO_BEA = ("ada", "bea")
ADA_TO_CAL = ("ada", "cal")
DAN = ("dan", None)
NOBODY = (None, None)
PASSWORD = "open sesame, friend"
WRONG = {"password": "not the password"}


def harbour(stage: Stage, rest: str = "") -> str:
    return f"/rooms/{stage.cast.harbour}{rest}"


def change(stage: Stage, **changes: object) -> Any:  # noqa: ANN401  # an answer
    return done(stage.people.ada.patch(harbour(stage), changes))


def vault(stage: Stage) -> str:
    """A room of ada's that one joins with a password."""
    sent = {"kind": "password", "name": "Vault", "password": PASSWORD}
    return f"/rooms/{done(stage.people.ada.post('/rooms', sent))['id']}"


def guess(stage: Stage) -> None:
    room = vault(stage)
    assert stage.people.dan.put(f"{room}/membership", WRONG).status_code == 403


def guess_too_often(stage: Stage) -> None:
    with patch.object(limits, "RATE_ROOM_PASSWORD_ROOM", "1/hour"):
        guess(stage)


def reopen(stage: Stage) -> None:
    change(stage, archived=True)
    change(stage, archived=False)


def link(stage: Stage) -> str:
    found: str = done(stage.people.ada.post(harbour(stage, "/invite-links"), {}))["id"]
    return found


ROOMS: dict[AuditKind, Event] = {
    AuditKind.ROLE_CHANGED: (
        ADA_TO_CAL,
        lambda s: done(
            s.people.ada.patch(harbour(s, f"/members/{s.cast.cal.id}"), {"role": "admin"})
        ),
    ),
    AuditKind.OWNERSHIP_PASSED: (
        ADA_TO_BEA,
        lambda s: s.people.ada.put(harbour(s, "/ownership"), {"userId": str(s.cast.bea.id)}),
    ),
    AuditKind.ROOM_CHANGED: (ADA, lambda s: change(s, topic="Boats")),
    AuditKind.ROOM_KIND_CHANGED: (ADA, lambda s: change(s, kind="public")),
    AuditKind.ROOM_ARCHIVED: (ADA, lambda s: change(s, archived=True)),
    AuditKind.ROOM_REOPENED: (ADA, reopen),
    AuditKind.ROOM_DELETED: (ADA, lambda s: s.people.ada.delete(harbour(s))),
    AuditKind.ROOM_PASSWORD_CHANGED: (
        ADA,
        lambda s: s.people.ada.put(f"{vault(s)}/password", {"password": "another one, please"}),
    ),
    AuditKind.ROOM_PASSWORD_WRONG: (DAN, guess),
    AuditKind.ROOM_PASSWORD_PAUSED: (NOBODY, guess_too_often),
    AuditKind.INVITE_LINK_MADE: (ADA, link),
    AuditKind.INVITE_LINK_REVOKED: (
        ADA,
        lambda s: s.people.ada.delete(harbour(s, f"/invite-links/{link(s)}")),
    ),
}
