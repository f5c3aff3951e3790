"""Work for later and by the clock: huey runs it, in this process or in `worker` processes.

huey runs a task at most once, so what must happen is a row with a state, swept by a periodic task;
the queue is only a hint. What cannot wait for the minute's tick of huey's clock is a sweep: a
greenlet that looks every second or so. Without Redis all of it runs as greenlets of the one serving
process.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

import gevent
import structlog
from flask import Flask
from huey import Huey, MemoryHuey, RedisHuey, crontab
from huey.constants import WORKER_GREENLET
from huey.consumer import Consumer

from chatty.core import clock

QUEUE = "chatty"
WORKERS = 2
# Between two sweeps that fail, as while the database is away.
SWEEP_PAUSE_SECONDS = 30.0

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Run:
    """When a job last ran in this process, and what went wrong if it did not get through."""

    at: datetime
    problem: str = ""


class QuietConsumer(Consumer):  # type: ignore[misc]  # huey has no types
    """A consumer inside a process that has signal handlers of its own."""

    def _set_signal_handlers(self) -> None:
        """Leave the signals to the server."""


def configure_jobs(app: Flask, *, redis_url: str) -> None:
    """Give *app* its queue."""
    queue = RedisHuey(QUEUE, url=redis_url) if redis_url else MemoryHuey(QUEUE)
    app.extensions["chatty_jobs"] = queue
    app.extensions["chatty_sweeps"] = []
    app.extensions["chatty_runs"] = {}


def hourly(app: Flask, minute: int, job: Callable[[], object]) -> None:
    """Run *job* once an hour at *minute*, in an app context."""

    def run() -> None:
        with app.app_context():
            log.info("job_done", job=job.__name__, result=job())
            _note(app, job)

    queue_of(app).periodic_task(crontab(minute=str(minute)), name=job.__name__)(run)


def every(app: Flask, seconds: float, job: Callable[[], object]) -> None:
    """Run *job* again and again, *seconds* after it was done, in an app context."""
    app.extensions["chatty_sweeps"].append((seconds, job))


def queue_of(app: Flask) -> Huey:
    """The queue of *app*."""
    return app.extensions["chatty_jobs"]


def runs_of(app: Flask) -> Mapping[str, Run]:
    """The jobs that this process has run, by name; none where `worker` processes run them."""
    return dict(app.extensions["chatty_runs"])


def work_embedded(app: Flask) -> None:
    """Run the jobs beside the streams, in greenlets of this process."""
    _sweep_all(app)
    _consumer(app, QuietConsumer).start()


def work(app: Flask) -> None:
    """Run the jobs until the process is told to stop."""
    _sweep_all(app)
    _consumer(app, Consumer).run()


def _sweep_all(app: Flask) -> None:
    for seconds, job in app.extensions["chatty_sweeps"]:
        gevent.spawn(_sweep, app, seconds, job)


def _sweep(app: Flask, seconds: float, job: Callable[[], object]) -> None:
    pause = seconds
    while True:
        try:
            with app.app_context():
                job()
            pause = seconds
            _note(app, job)
        except Exception as error:  # noqa: BLE001  # whatever it was, the next sweep must come
            log.warning("sweep_failed", job=job.__name__, error=str(error))
            _note(app, job, type(error).__name__)
            pause = min(pause * 2, SWEEP_PAUSE_SECONDS)
        gevent.sleep(pause)


def _note(app: Flask, job: Callable[[], object], problem: str = "") -> None:
    app.extensions["chatty_runs"][job.__name__] = Run(clock.now(), problem)


def _consumer(app: Flask, kind: type[Consumer]) -> Consumer:
    return kind(
        queue_of(app), workers=WORKERS, worker_type=WORKER_GREENLET, check_worker_health=False
    )
