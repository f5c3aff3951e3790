"""For each kind of event of moderation what somebody does so that it happens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chatty.accounts.models import AuditKind
from tests.api.security_events import ADA, done
from tests.api.test_moderation import later, message_of

if TYPE_CHECKING:
    from tests.api.security_events import Event, Stage

ADA_TO_CAL = ("ada", "cal")


def harbour(stage: Stage) -> str:
    return f"/rooms/{stage.cast.harbour}"


def about_cal(stage: Stage, what: str) -> str:
    return f"{harbour(stage)}/{what}/{stage.cast.cal.id}"


def ada(stage: Stage, method: str, path: str, body: object = None) -> Any:  # noqa: ANN401  # an answer
    answer = stage.people.ada.ask(method, path, body)
    assert answer.status_code < 300, answer.text
    return answer


def said_by_cal(stage: Stage) -> str:
    done(stage.people.cal.say(harbour(stage), "hello"))
    return message_of(stage.people.cal, harbour(stage))


def mute(stage: Stage) -> None:
    ada(stage, "PUT", about_cal(stage, "mutes"), {"until": later(hours=1)})


def unmute(stage: Stage) -> None:
    ada(stage, "DELETE", about_cal(stage, "mutes"))


def appealed(stage: Stage) -> None:
    ada(stage, "PUT", about_cal(stage, "bans"))
    done(stage.people.cal.put(f"{harbour(stage)}/bans/me/appeal", {"content": "Sorry."}))


def answered(stage: Stage, state: str) -> None:
    appealed(stage)
    ada(stage, "PATCH", about_cal(stage, "bans"), {"appealState": state})


def reported(stage: Stage) -> str:
    body = {"reason": "spam", "roomId": str(stage.cast.harbour)}
    answer = stage.people.ada.post(f"/users/{stage.cast.cal.id}/reports", body)
    return f"/reports/{done(answer)['id']}"


def pinned(stage: Stage) -> str:
    path = f"{said_by_cal(stage)}/pin"
    ada(stage, "PUT", path)
    return path


def raid(stage: Stage) -> str:
    path = f"{harbour(stage)}/raid-mode"
    ada(stage, "PUT", path, {"minutes": 5})
    return path


MODERATION: dict[AuditKind, Event] = {
    AuditKind.MEMBER_KICKED: (ADA_TO_CAL, lambda s: ada(s, "DELETE", about_cal(s, "members"))),
    AuditKind.MEMBER_BANNED: (ADA_TO_CAL, lambda s: ada(s, "PUT", about_cal(s, "bans"))),
    AuditKind.MEMBER_UNBANNED: (
        ADA_TO_CAL,
        lambda s: [ada(s, verb, about_cal(s, "bans")) for verb in ("PUT", "DELETE")],
    ),
    AuditKind.MEMBER_MUTED: (ADA_TO_CAL, mute),
    AuditKind.MEMBER_UNMUTED: (
        ADA_TO_CAL,
        lambda s: [act(s) for act in (mute, unmute)],
    ),
    AuditKind.BAN_APPEALED: (("cal", "cal"), appealed),
    AuditKind.APPEAL_ACCEPTED: (ADA_TO_CAL, lambda s: answered(s, "accepted")),
    AuditKind.APPEAL_REJECTED: (ADA_TO_CAL, lambda s: answered(s, "rejected")),
    AuditKind.MESSAGE_DELETED: (ADA_TO_CAL, lambda s: ada(s, "DELETE", said_by_cal(s))),
    AuditKind.MESSAGE_PINNED: (ADA, pinned),
    AuditKind.MESSAGE_UNPINNED: (ADA, lambda s: ada(s, "DELETE", pinned(s))),
    AuditKind.MESSAGES_CLEARED: (
        ADA_TO_CAL,
        lambda s: (said_by_cal(s), ada(s, "DELETE", f"{about_cal(s, 'members')}/messages")),
    ),
    AuditKind.REPORTED: (ADA_TO_CAL, reported),
    AuditKind.REPORT_ANSWERED: (
        ("admin", "cal"),
        lambda s: s.admin("PATCH", reported(s), {"state": "resolved"}),
    ),
    AuditKind.ROOM_RAID_MODE_ON: (ADA, raid),
    AuditKind.ROOM_RAID_MODE_OFF: (ADA, lambda s: ada(s, "DELETE", raid(s))),
    AuditKind.ROOM_WORDS_CHANGED: (
        ADA,
        lambda s: ada(s, "PUT", f"{harbour(s)}/filtered-words", {"filteredWords": "spam"}),
    ),
}
