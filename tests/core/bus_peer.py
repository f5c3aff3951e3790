"""A process with a bus in it, told what to do line by line; tests talk to it through `BusPeer`.

gevent patches whole processes, so a bus that waits for Redis cannot live inside pytest.
"""

from __future__ import annotations

from gevent import monkey

if __name__ == "__main__":
    monkey.patch_all()

import json
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Any, Self

from tests.processes import ROOT

if TYPE_CHECKING:
    from types import TracebackType

SECONDS = 15


class BusPeer:
    """A process that is subscribed to ``news`` on the bus at *url*."""

    def __init__(self, url: str) -> None:
        self.heard: list[dict[str, Any]] = []
        self._news = threading.Condition()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.core.bus_peer", url],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        threading.Thread(target=self._listen, daemon=True).start()
        self.wait_for(event="started")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.kill()
        self._process.wait()

    def publish(self, word: str) -> float:
        """Publish *word*; how many seconds that took."""
        self._tell({"publish": word})
        return float(self.wait_for(event="published", word=word)["seconds"])

    def is_healthy(self) -> bool:
        self._tell({"ask": "healthy"})
        return bool(self.wait_for(event="healthy")["answer"])

    def wait_for(self, *, seconds: float = SECONDS, **fields: object) -> dict[str, Any]:
        """The next line like that; each is handed out once."""
        with self._news:
            assert self._news.wait_for(lambda: self._find(fields) is not None, seconds), fields
            place = self._find(fields)
            assert place is not None
            return self.heard.pop(place)

    def _find(self, fields: dict[str, object]) -> int | None:
        for place, line in enumerate(self.heard):
            if fields.items() <= line.items():
                return place
        return None

    def _tell(self, command: dict[str, str]) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(command) + "\n")
        self._process.stdin.flush()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            with self._news:
                self.heard.append(json.loads(line))
                self._news.notify_all()


def main() -> None:
    """Do what standard input says until it ends."""
    import time  # noqa: PLC0415  # gevent's

    from gevent.fileobject import FileObject  # noqa: PLC0415  # after gevent has patched

    from chatty.core import limits  # noqa: PLC0415  # after gevent has patched
    from chatty.core.bus import make_bus  # noqa: PLC0415  # after gevent has patched
    from chatty.core.logs import configure_logs  # noqa: PLC0415  # after gevent has patched

    configure_logs("error")
    limits.BUS_PROBE_SECONDS = 2.0
    bus = make_bus(sys.argv[1])
    bus.subscribe("news", lambda payload: say(event="heard", word=payload.decode()))
    bus.on_resubscribed(lambda: say(event="resubscribed"))
    bus.start()
    say(event="started", shared=bus.shared)
    for line in FileObject(sys.stdin.fileno()):
        command = json.loads(line)
        if "publish" in command:
            began = time.monotonic()
            bus.publish("news", command["publish"].encode())
            say(event="published", word=command["publish"], seconds=time.monotonic() - began)
        else:
            say(event="healthy", answer=bus.healthy())
    bus.close()


def say(**fields: object) -> None:
    """One line to the test."""
    sys.stdout.write(json.dumps(fields) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
