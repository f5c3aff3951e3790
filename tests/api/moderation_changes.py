"""What is done about those who spoil it, for the proof that snapshot and frames make the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.api.test_moderation import later, message_of

if TYPE_CHECKING:
    from collections.abc import Callable


def moderation_changes(people, cast) -> dict[str, list[Callable[[], Any]]]:
    """Everything that can be done about messages and people, by name."""
    return _about_messages(people, cast) | _about_bans(people, cast) | _about_mutes(people, cast)


def _about_messages(people, cast) -> dict[str, list[Callable[[], Any]]]:
    market = f"/rooms/{cast.market}"
    bea, cal = people and people.bea, people and people.cal
    return {
        "edited": [
            lambda: cal.say(market, "one"),
            lambda: cal.patch(message_of(cal, market), {"content": "two"}),
        ],
        "deleted": [
            lambda: bea.say(market, "one"),
            lambda: cal.say(market, "two"),
            lambda: cal.patch(message_of(cal, market), {"content": "three"}),
            lambda: bea.delete(message_of(cal, market)),
        ],
        "deleted before somebody came": [
            lambda: cal.say(market, "one"),
            lambda: people.dan.put(f"{market}/membership"),
            lambda: bea.delete(message_of(cal, market)),
        ],
        "cleared": [
            lambda: cal.say(market, "one"),
            lambda: cal.say(market, "two"),
            lambda: bea.delete(f"{market}/members/{cal.user_id}/messages"),
        ],
        "pinned": [
            lambda: cal.say(market, "one"),
            lambda: bea.put(f"{message_of(cal, market)}/pin"),
        ],
    }


def _about_bans(people, cast) -> dict[str, list[Callable[[], Any]]]:
    market, square = f"/rooms/{cast.market}", f"/rooms/{cast.square}"
    bea, cal = people and people.bea, people and people.cal
    place = people and f"{market}/members/{cal.user_id}"
    ban = people and f"{market}/bans/{cal.user_id}"
    return {
        "kicked": [lambda: bea.delete(place)],
        "banned": [
            lambda: bea.put(ban, {"reason": "spam"}),
            lambda: bea.put(ban, {"reason": "spam", "expiresAt": later(hours=1)}),
        ],
        "banned and let in again": [
            lambda: bea.put(ban),
            lambda: cal.put(f"{market}/bans/me/appeal", {"content": "I am sorry."}),
            lambda: bea.patch(ban, {"appealState": "accepted"}),
            lambda: cal.put(f"{market}/membership"),
        ],
        "banned from the lobby and let in again": [
            lambda: people.admin.put(f"{square}/bans/{cal.user_id}"),
            lambda: people.admin.delete(f"{square}/bans/{cal.user_id}"),
        ],
    }


def _about_mutes(people, cast) -> dict[str, list[Callable[[], Any]]]:
    market = f"/rooms/{cast.market}"
    bea, cal = people and people.bea, people and people.cal
    mute = people and f"{market}/mutes/{cal.user_id}"
    return {
        "muted": [lambda: bea.put(mute, {"until": later(hours=1)})],
        "muted, gone and back": [
            lambda: bea.put(mute, {"until": later(hours=1)}),
            lambda: cal.delete(f"{market}/membership"),
            lambda: cal.put(f"{market}/membership"),
        ],
        "muted and unmuted": [
            lambda: bea.put(mute, {"until": later(hours=1)}),
            lambda: bea.delete(mute),
        ],
        "raid mode": [lambda: bea.put(f"{market}/raid-mode", {"minutes": 5})],
        "raid mode ended": [
            lambda: bea.put(f"{market}/raid-mode", {"minutes": 5}),
            lambda: bea.delete(f"{market}/raid-mode"),
        ],
        "reported": [
            lambda: bea.say(market, "one"),
            lambda: cal.post(f"{message_of(bea, market)}/reports", {"reason": "spam"}),
            lambda: people.admin.patch("/reports/1", {"state": "resolved", "answer": "Thanks."}),
        ],
    }
