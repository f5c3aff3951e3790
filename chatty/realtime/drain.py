"""The end of a worker: every stream is told to come back, and closed, within a second.

gunicorn counts detached streams no more, so it would end the process under them. A greenlet watches
the worker's ``alive`` and says good-bye as soon as it turns.
"""

from __future__ import annotations

import gevent
from gunicorn.workers.ggevent import GeventWorker

from chatty.core.jobs import work_embedded
from chatty.core.limits import DRAIN_SECONDS
from chatty.realtime.hub import Hub
from chatty.realtime.routes import hub_of

WATCH_SECONDS = 0.1

_watches: list[gevent.Greenlet[..., None]] = []


def watch_worker(worker: GeventWorker) -> None:
    """Start what *worker* does beside requests, and drain its streams once it is to stop."""
    app = worker.wsgi
    settings = app.extensions["chatty_settings"]
    if "realtime" in settings.doors:
        hub_of(app).start()
        _watches.append(gevent.spawn(_watch, worker))
    else:
        Hub(app).listen()
    if not settings.redis_url:
        work_embedded(app)


def finish() -> None:
    """Wait until the good-byes are out, for a second at most."""
    gevent.joinall(_watches, timeout=DRAIN_SECONDS)


def _watch(worker: GeventWorker) -> None:
    while worker.alive:
        gevent.sleep(WATCH_SECONDS)
    hub_of(worker.wsgi).drain()
