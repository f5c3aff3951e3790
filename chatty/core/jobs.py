"""Work for later and by the clock: huey runs it, in this process or in `worker` processes.

huey runs a task at most once, so what must happen is a row with a state, swept by a periodic task;
the queue is only a hint. Without Redis the tasks run as greenlets of the one serving process.
"""

from __future__ import annotations

from collections.abc import Callable

import structlog
from flask import Flask
from huey import Huey, MemoryHuey, RedisHuey, crontab
from huey.constants import WORKER_GREENLET
from huey.consumer import Consumer

QUEUE = "chatty"
WORKERS = 2

log = structlog.get_logger(__name__)


class QuietConsumer(Consumer):  # type: ignore[misc]  # huey has no types
    """A consumer inside a process that has signal handlers of its own."""

    def _set_signal_handlers(self) -> None:
        """Leave the signals to the server."""


def configure_jobs(app: Flask, *, redis_url: str) -> None:
    """Give *app* its queue."""
    queue = RedisHuey(QUEUE, url=redis_url) if redis_url else MemoryHuey(QUEUE)
    app.extensions["chatty_jobs"] = queue


def hourly(app: Flask, minute: int, job: Callable[[], object]) -> None:
    """Run *job* once an hour at *minute*, in an app context."""

    def run() -> None:
        with app.app_context():
            log.info("job_done", job=job.__name__, result=job())

    queue_of(app).periodic_task(crontab(minute=str(minute)), name=job.__name__)(run)


def queue_of(app: Flask) -> Huey:
    """The queue of *app*."""
    return app.extensions["chatty_jobs"]


def work_embedded(app: Flask) -> None:
    """Run the jobs beside the streams, in greenlets of this process."""
    _consumer(app, QuietConsumer).start()


def work(app: Flask) -> None:
    """Run the jobs until the process is told to stop."""
    _consumer(app, Consumer).run()


def _consumer(app: Flask, kind: type[Consumer]) -> Consumer:
    return kind(
        queue_of(app), workers=WORKERS, worker_type=WORKER_GREENLET, check_worker_health=False
    )
