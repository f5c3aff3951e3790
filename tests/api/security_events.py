"""For each kind of security event what somebody does so that it happens, over the API if there is
a way: each answers who did it and to whom, as they stand in the log.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pyotp

from chatty.accounts import actions
from chatty.accounts.actions import Claimed, Device, deactivate
from chatty.accounts.jobs import erase_deactivated
from chatty.accounts.models import AuditKind, User
from chatty.accounts.queries import identities_of
from chatty.core import clock, limits
from chatty.core.db import db, writing
from tests.api.test_passkeys import register as add_passkey
from tests.authenticator import Authenticator
from tests.cast import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from tests.api.caller import Caller
    from tests.api.conftest import People
    from tests.cast import Cast
    from tests.mail import Mailbox

PROOF = {"currentPassword": PASSWORD}
NEW_PASSWORD = "a quiet river bank"
ADDRESS = "ada@example.org"
CLAIMED = Claimed(issuer="https://id.example", subject="ada")


@dataclass(frozen=True, slots=True)
class Stage:
    """Everybody, and everything, that an event may need."""

    app: Flask
    people: People
    cast: Cast
    post_office: Callable[[], Mailbox]

    def admin(self, method: str, path: str, body: object = None) -> Any:  # noqa: ANN401  # a test knows what it asked for
        return done(self.people.admin.ask(method, path, body))

    @property
    def ada(self) -> str:
        """Where administrators find ada."""
        return f"/admin/users/{self.cast.ada.id}"


def done(answer: Any) -> Any:  # noqa: ANN401  # a test knows what it asked for
    """What was answered, which must be good."""
    assert answer.status_code < 300, answer.text
    return answer.json


def log_in(caller: Caller, name: str = "ada", **more: str) -> Any:  # noqa: ANN401  # an answer
    return caller.post("/auth/login", {"login": name, "password": PASSWORD} | more)


def confirmed(stage: Stage) -> str:
    """Let ada have an address; answers the word of the link that confirmed it."""
    done(stage.people.ada.put("/me/email", PROOF | {"email": ADDRESS}))
    token = stage.post_office().to(ADDRESS)[-1].token
    done(stage.people.nobody.put(f"/auth/email-confirmations/{token}"))
    return token


def reset_link(stage: Stage) -> str:
    url: str = stage.admin("POST", f"{stage.ada}/password-resets", PROOF)["url"]
    return url.rpartition("/")[2]


def codes_on(stage: Stage) -> tuple[str, list[str]]:
    """Ask ada for codes from here on: the secret, and the codes for the day it is lost."""
    secret = done(stage.people.ada.post("/me/totp", PROOF))["secret"]
    answer = done(stage.people.ada.put("/me/totp", {"code": pyotp.TOTP(secret).at(clock.now())}))
    stage.people.ada.token = answer["accessToken"]
    return secret, answer["recoveryCodes"]


def codes_off(stage: Stage) -> None:
    codes_on(stage)
    done_empty(stage.people.ada.ask("DELETE", "/me/totp", PROOF))


def register(stage: Stage) -> None:
    done(stage.people.nobody.post("/auth/register", {"username": "fay", "password": PASSWORD}))


def reuse(stage: Stage) -> None:
    first = log_in(stage.people.nobody).json["refreshToken"]
    caller = stage.people.nobody.with_token(first)
    done(caller.post("/auth/refresh"))
    clock.clock.move(limits.REFRESH_GRACE + timedelta(seconds=1))
    assert caller.post("/auth/refresh").status_code == 401


def end_one(stage: Stage) -> None:
    done(log_in(stage.people.nobody))
    listed = stage.people.ada.get("/me/sessions")["items"]
    other = next(each["id"] for each in listed if not each["current"])
    done(stage.people.ada.delete(f"/me/sessions/{other}"))


def link_device(stage: Stage) -> None:
    word = done(stage.people.ada.post("/auth/device-links"))["token"]
    done(stage.people.nobody.put(f"/auth/device-links/{word}"))


def become_member(stage: Stage) -> None:
    guest = done(stage.people.nobody.post("/auth/guest", {"displayName": "Gus"}))
    caller = stage.people.nobody.with_token(guest["accessToken"])
    done(caller.put("/me/membership", {"username": "gus", "password": PASSWORD}))


def link_identity(stage: Stage) -> None:
    with stage.app.test_request_context(), writing():
        actions.link_identity(stage.cast.ada.viewer, CLAIMED, device=Device())


def unlink_identity(stage: Stage) -> None:
    link_identity(stage)
    with stage.app.app_context():
        number = identities_of(stage.cast.ada.id)[0].id
    done(stage.people.ada.ask("DELETE", f"/me/identities/{number}", PROOF))


def passkey(stage: Stage) -> str:
    device = Authenticator("http://localhost", "localhost")
    found: str = done(add_passkey(stage.people.ada, device))["id"]
    return found


def wrong_code(stage: Stage) -> None:
    codes_on(stage)
    assert log_in(stage.people.nobody, otp="000000").status_code == 401


def lost_phone(stage: Stage) -> None:
    _, codes = codes_on(stage)
    done(log_in(stage.people.nobody, otp=codes[0]))


def erase(stage: Stage) -> None:
    with stage.app.app_context():
        with writing():
            deactivate(stage.cast.ada.id)
        clock.clock.move(limits.DEACTIVATED_ERASED_AFTER + timedelta(hours=1))
        assert erase_deactivated() == 1


def without_address(stage: Stage) -> None:
    confirmed(stage)
    stage.people.ada.token = None
    log = done(log_in(stage.people.nobody))
    done(stage.people.nobody.with_token(log["accessToken"]).ask("DELETE", "/me/email", PROOF))


def ask_reset(stage: Stage) -> None:
    with stage.app.app_context(), writing():
        db.session.get_one(User, stage.cast.ada.id).email = ADDRESS
    done_empty(stage.people.nobody.post("/auth/password-resets", {"login": "ada"}))


def done_empty(answer: Any) -> None:  # noqa: ANN401  # an answer
    assert answer.status_code < 300, answer.text


def reset(stage: Stage) -> None:
    done_empty(
        stage.people.nobody.put(
            f"/auth/password-resets/{reset_link(stage)}", {"password": NEW_PASSWORD}
        )
    )


def announce(stage: Stage) -> str:
    found: str = stage.admin("POST", "/admin/announcements", {"content": "Noon."})["id"]
    return found


ADA = ("ada", None)
ADA_TO_EVE = ("ada", "eve")
TO_ADA = (None, "ada")
ADMIN = ("admin", None)
ADMIN_TO_ADA = ("admin", "ada")
SOMEBODY_NEW = ("new", None)
"""Who did it, and to whom."""

Event = tuple[tuple[str | None, str | None], "Callable[[Stage], object]"]

EVENTS: dict[AuditKind, Event] = {
    AuditKind.REGISTERED: (SOMEBODY_NEW, register),
    AuditKind.SIGNED_IN: (ADA, lambda s: done(log_in(s.people.nobody))),
    AuditKind.SIGN_IN_FAILED: (TO_ADA, lambda s: log_in(s.people.nobody, password="not this")),
    AuditKind.SIGNED_OUT: (ADA, lambda s: s.people.ada.post("/auth/logout")),
    AuditKind.SESSION_ENDED: (ADA, end_one),
    AuditKind.OTHER_SESSIONS_ENDED: (ADA, lambda s: s.people.ada.delete("/me/sessions")),
    AuditKind.REFRESH_REUSE: (TO_ADA, reuse),
    AuditKind.PASSWORD_CHANGED: (
        ADA,
        lambda s: s.people.ada.put("/me/password", PROOF | {"newPassword": NEW_PASSWORD}),
    ),
    AuditKind.RESET_ASKED: (TO_ADA, ask_reset),
    AuditKind.PASSWORD_RESET: (ADA, reset),
    AuditKind.EMAIL_CHANGE_ASKED: (
        ADA,
        lambda s: s.people.ada.put("/me/email", PROOF | {"email": ADDRESS}),
    ),
    AuditKind.EMAIL_CHANGED: (ADA, confirmed),
    AuditKind.EMAIL_REMOVED: (ADA, without_address),
    AuditKind.EXPORTED: (ADA, lambda s: s.people.ada.ask("GET", "/me/export").get_data()),
    AuditKind.ACCOUNT_DELETED: (("ada", "ada"), lambda s: s.people.ada.ask("DELETE", "/me", PROOF)),
    AuditKind.BLOCKED: (("ada", "bea"), lambda s: s.people.ada.put(f"/blocks/{s.cast.bea.id}")),
    AuditKind.UNBLOCKED: (ADA_TO_EVE, lambda s: s.people.ada.delete(f"/blocks/{s.cast.eve.id}")),
    AuditKind.DEVICE_LINK_MADE: (ADA, lambda s: s.people.ada.post("/auth/device-links")),
    AuditKind.DEVICE_LINKED: (ADA, link_device),
    AuditKind.GUEST_BECAME_MEMBER: (SOMEBODY_NEW, become_member),
    AuditKind.IDENTITY_LINKED: (ADA, link_identity),
    AuditKind.IDENTITY_UNLINKED: (ADA, unlink_identity),
    AuditKind.PASSKEY_ADDED: (ADA, passkey),
    AuditKind.PASSKEY_REMOVED: (
        ADA,
        lambda s: s.people.ada.ask("DELETE", f"/me/passkeys/{passkey(s)}", PROOF),
    ),
    AuditKind.TOTP_ON: (ADA, codes_on),
    AuditKind.TOTP_OFF: (ADA, codes_off),
    AuditKind.RECOVERY_CODES_RENEWED: (
        ADA,
        lambda s: (codes_on(s), done(s.people.ada.post("/me/recovery-codes", PROOF))),
    ),
    AuditKind.RECOVERY_CODE_USED: (ADA, lost_phone),
    AuditKind.SECOND_FACTOR_FAILED: (TO_ADA, wrong_code),
    AuditKind.DEACTIVATED: (
        ADMIN_TO_ADA,
        lambda s: s.admin("PUT", f"{s.ada}/deactivation", PROOF),
    ),
    AuditKind.REACTIVATED: (
        ADMIN_TO_ADA,
        lambda s: (
            s.admin("PUT", f"{s.ada}/deactivation", PROOF),
            s.admin("DELETE", f"{s.ada}/deactivation"),
        ),
    ),
    AuditKind.DEACTIVATED_ERASED: (TO_ADA, erase),
    AuditKind.ADMINISTRATOR_NAMED: (
        ADMIN_TO_ADA,
        lambda s: s.admin("PUT", f"{s.ada}/administration", PROOF),
    ),
    AuditKind.ADMINISTRATOR_DISMISSED: (
        ADMIN_TO_ADA,
        lambda s: (
            s.admin("PUT", f"{s.ada}/administration", PROOF),
            s.admin("DELETE", f"{s.ada}/administration", PROOF),
        ),
    ),
    AuditKind.SESSIONS_ENDED: (ADMIN_TO_ADA, lambda s: s.admin("DELETE", f"{s.ada}/sessions")),
    AuditKind.RESET_SENT: (ADMIN_TO_ADA, reset_link),
    AuditKind.SITE_CHANGED: (
        ADMIN,
        lambda s: s.admin("PATCH", "/admin/settings", {"filteredWords": "spam"}),
    ),
    AuditKind.RAID_MODE_ON: (ADMIN, lambda s: s.admin("PUT", "/admin/raid-mode", {"minutes": 5})),
    AuditKind.RAID_MODE_OFF: (
        ADMIN,
        lambda s: (
            s.admin("PUT", "/admin/raid-mode", {"minutes": 5}),
            s.admin("DELETE", "/admin/raid-mode"),
        ),
    ),
    AuditKind.ANNOUNCEMENT_MADE: (ADMIN, announce),
    AuditKind.ANNOUNCEMENT_ENDED: (
        ADMIN,
        lambda s: s.admin("DELETE", f"/admin/announcements/{announce(s)}"),
    ),
    AuditKind.AUDIT_EXPORTED: (
        ADMIN,
        lambda s: s.people.admin.post("/admin/audit/exports", {}).get_data(),
    ),
}
# Done by the clock, or through a provider elsewhere: not by a request of the test.
BY_ITSELF = frozenset({AuditKind.DEACTIVATED_ERASED, AuditKind.IDENTITY_LINKED})
