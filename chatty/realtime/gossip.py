"""What the processes tell one another about presence, so that each has the whole roster.

Every change is told when it happens, and everything every twenty seconds: a hint that was lost is
made good by the next report. A process that begins, or that may have missed something, asks all
others to report.
"""

from __future__ import annotations

import json
from typing import Any

from chatty.core.bus import current_bus
from chatty.core.limits import PRESENCE_REFRESH_SECONDS
from chatty.presence.models import Report, Roster

CHANNEL = "presence"


class Gossip:
    """Speaks and listens for one process's roster."""

    def __init__(self, roster: Roster) -> None:
        self._roster = roster
        self._report_at = 0.0

    def start(self) -> None:
        """Listen, and ask for everything as soon as the bus is there."""
        current_bus().subscribe(CHANNEL, self._heard)
        current_bus().on_resubscribed(lambda: self._publish({"ask": True}))

    def stop(self) -> None:
        """Say that the people of this process are gone."""
        self._publish({"bye": True})

    def tick(self, now: float) -> None:
        """Report everything when it is time."""
        if now >= self._report_at:
            self._report_at = now + PRESENCE_REFRESH_SECONDS
            self._report()

    def share(self, user_id: int) -> None:
        """Tell how the person is here now."""
        self._publish({"user": user_id, "active": self._roster.own_activity(user_id)})

    def share_look(self, room_id: int, user_id: int) -> None:
        """Tell whether the person looks at the room from here."""
        looks = self._roster.own_look(room_id, user_id)
        self._publish({"user": user_id, "room": room_id, "looks": looks})

    def _report(self) -> None:
        report = self._roster.own_report()
        people = [[user_id, active] for user_id, active in report.people.items()]
        self._publish({"people": people, "looks": sorted(report.looks)})

    def _publish(self, told: dict[str, Any]) -> None:
        bus = current_bus()
        if bus.shared:
            bus.publish(CHANNEL, json.dumps(told | {"from": self._roster.process}).encode())

    def _heard(self, payload: bytes) -> None:
        told = json.loads(payload)
        process = told["from"]
        if process == self._roster.process:
            return
        if "ask" in told:
            self._report()
        elif "bye" in told:
            self._roster.forget(process, linger=True)
        elif "people" in told:
            looks = {(room_id, user_id) for room_id, user_id in told["looks"]}
            self._roster.hear(Report(process, dict(told["people"]), looks))
        elif "room" in told:
            self._roster.hear_look(process, told["room"], told["user"], looks=told["looks"])
        else:
            self._roster.hear_person(process, told["user"], active=told["active"])
