"""chatty as its users run it: a gunicorn server in processes of its own.

gevent patches the standard library for a whole process, so nothing live runs inside pytest; the
tests of streams and faults talk to one of these.
"""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Self

from tests.servers import (
    COVERAGE,
    bare_environment,
    family,
    free_port,
    send,
    tied_to_us,
    wait_until,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

ROOT = Path(__file__).parent.parent
READY_SECONDS = 40
STOP_SECONDS = 40
SECRET_KEY = "a-secret-of-the-tests-that-is-long-enough"


class ChattyServer:
    """One gunicorn with its workers, with *settings* as its whole environment."""

    def __init__(self, folder: Path, settings: Mapping[str, str] | None = None) -> None:
        self.folder = folder
        self.folder.mkdir(parents=True, exist_ok=True)
        self.port = free_port()
        self.settings = {
            "PORT": str(self.port),
            "SECRET_KEY": SECRET_KEY,
            "CHATTY_DATA": str(folder),
            **(settings or {}),
        }
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> Self:
        """Serve, and return once `/readyz` says yes."""
        self.launch()
        return self.wait_ready()

    def wait_ready(self) -> Self:
        """Return once `/readyz` says yes."""
        try:
            wait_until(self._ready, READY_SECONDS, "/readyz to answer 200")
        except TimeoutError as error:
            error.add_note(self.log())
            raise
        return self

    def launch(self) -> None:
        """Start the processes and don't wait: for settings that must be refused."""
        command = [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py", "wsgi:app"]
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                tied_to_us(command, signal.SIGKILL),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                cwd=ROOT,
                env=bare_environment(self.settings),
            )

    def _ready(self) -> bool:
        assert self.process is not None
        if self.process.poll() is not None:
            message = f"chatty ended with {self.process.returncode}:\n{self.log()}"
            raise RuntimeError(message)
        return self.status_of("/readyz") == 200

    def status_of(self, path: str) -> int:
        """The status of a GET, or 0 when nobody answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        with contextlib.closing(connection):
            try:
                connection.request("GET", path)
                return connection.getresponse().status
            except (OSError, http.client.HTTPException):
                return 0

    @property
    def workers(self) -> list[int]:
        """The process ids of gunicorn's workers."""
        assert self.process is not None
        return family(self.process.pid)[1:]

    def wait_exit(self, seconds: float) -> int:
        """The exit code, within *seconds*."""
        assert self.process is not None
        return self.process.wait(seconds)

    def terminate(self, seconds: float = STOP_SECONDS) -> int:
        """SIGTERM, as a host stops it; the exit code."""
        assert self.process is not None
        send(self.process.pid, signal.SIGTERM)
        return self.wait_exit(seconds)

    def kill9(self) -> None:
        """kill -9 of everything at once."""
        if self.process is None:
            return
        for pid in family(self.process.pid):
            send(pid, signal.SIGKILL)
        self.process.wait(STOP_SECONDS)

    def discard(self) -> None:
        """End it because the test is over: at once, or gently when its coverage is measured."""
        if self.process is not None and COVERAGE in os.environ:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.terminate()
        self.kill9()

    def kill_worker(self) -> int:
        """kill -9 of one worker; its id. gunicorn starts another."""
        victim = self.workers[0]
        send(victim, signal.SIGKILL)
        return victim

    def log(self) -> str:
        """All that it wrote."""
        return (self.folder / "server.log").read_text(errors="replace")

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is not None:
            error.add_note(f"--- the server's log ---\n{self.log()[-4_000:]}")
        self.discard()
