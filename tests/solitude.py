"""A test that reads a clock runs while no other test does.

Three workers share the processors of the machine, so what one of them measures is what the others
do at the time. A test marked ``alone`` waits until the others' tests are over, and holds back
their next ones until it is done itself. Fixtures of a module that only wait do not count.
"""

from __future__ import annotations

import fcntl
import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from io import BufferedRandom


class Turnstile:
    """Lets many in together or one alone; across the processes of a test run."""

    def __init__(self, run: str) -> None:
        folder = Path(tempfile.gettempdir())
        # Who waits to be alone holds the gate, else there would always be somebody within.
        self._gate = _opened(folder / f"chatty-tests-{run}.gate")
        self._within = _opened(folder / f"chatty-tests-{run}.within")

    @contextmanager
    def passed(self, *, alone: bool) -> Iterator[None]:
        """Within it no test runs that is alone; none at all when this one is."""
        fcntl.flock(self._gate, fcntl.LOCK_EX)
        fcntl.flock(self._within, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        if not alone:
            fcntl.flock(self._gate, fcntl.LOCK_UN)
        try:
            yield
        finally:
            fcntl.flock(self._within, fcntl.LOCK_UN)
            fcntl.flock(self._gate, fcntl.LOCK_UN)

    def remove(self) -> None:
        """At the end of a process; who has the files open goes on with them."""
        for file in (self._gate, self._within):
            file.close()
            Path(file.name).unlink(missing_ok=True)


def turnstile() -> Turnstile:
    """The one of this run; a run in a single process has its own."""
    return Turnstile(os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid())))


def _opened(path: Path) -> BufferedRandom:
    return path.open("a+b")
