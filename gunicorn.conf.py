"""How gunicorn serves chatty: gevent workers, in every mode.

The master checks the settings and the database before any worker starts, so what is wrong is said
at once and in one sentence, and not by every worker in turn.
"""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import time
from typing import IO, TYPE_CHECKING

from chatty.core.settings import Settings, SettingsError, load_settings

if TYPE_CHECKING:
    # At run time gevent patches only in the workers.
    from gunicorn.http.message import Request
    from gunicorn.http.wsgi import Response
    from gunicorn.workers.ggevent import GeventWorker

TOO_LARGE = 413
LOCK_WAIT_SECONDS = 4.0
LOCK_RETRY_SECONDS = 0.1


def refuse(reason: str) -> None:
    """Say why chatty does not start, and end."""
    sys.stderr.write(f"chatty cannot start: {reason}\n")
    sys.exit(1)


def checked_settings() -> Settings:
    """The settings, or the end of this process."""
    try:
        return load_settings()
    except SettingsError as error:
        refuse(str(error))
        raise


settings = checked_settings()
held: list[IO[str]] = []

host = f"[{settings.host}]" if ":" in settings.host else settings.host
bind = f"{host}:{settings.port}"
workers = settings.web_concurrency
worker_class = "gevent"
# Streams leave gunicorn's count once detached; CHATTY_MAX_STREAMS bounds them.
worker_connections = 10_000
preload_app = False
max_requests = 0
timeout = 60
graceful_timeout = 30
# Also how long a request's head may take (core/limits.py: request header).
keepalive = 5
backlog = 4096
limit_request_line = 8190
limit_request_fields = 100
limit_request_field_size = 8190
control_socket_disable = True
# Tickets stand in addresses, so no access log is written.
accesslog = None
errorlog = "-"
loglevel = "warning"
proc_name = "chatty"


def on_starting(_server: object) -> None:
    """Be the only one on SQLite, and bring the database up to date."""
    if settings.on_sqlite:
        hold_serving_lock()
    if settings.chatty_migrate == "on":
        migrate()


def hold_serving_lock() -> None:
    """One serving process on SQLite; the one before may still be stopping, so wait a little."""
    file = (settings.chatty_data / "serving.lock").open("w", encoding="ascii")
    until = time.monotonic() + LOCK_WAIT_SECONDS
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            if time.monotonic() > until:
                refuse(
                    "another process serves this SQLite file: stop it, or set DATABASE_URL to a "
                    "PostgreSQL server and REDIS_URL to serve with several"
                )
            time.sleep(LOCK_RETRY_SECONDS)
        else:
            held.append(file)
            return


def migrate() -> None:
    """Bring the tables up to date in processes of their own: the master must stay unpatched."""
    if run("chatty.core.revisions") == 0:
        return
    if run("flask", "--app", "chatty.app:create_app()", "prepare"):
        refuse("the database could not be prepared; the reason stands above")


def run(*module: str) -> int:
    """The exit code of a Python module of ours."""
    environment = os.environ | {"DATABASE_URL": settings.database_url}
    command = [sys.executable, "-m", *module]
    return subprocess.run(command, env=environment, check=False).returncode  # noqa: S603  # ours


def when_ready(_server: object) -> None:
    """Tell where to go."""
    address = settings.public_url or f"http://{host}:{settings.port}"
    sys.stderr.write(f"chatty serves at {address}\n")


def post_worker_init(worker: GeventWorker) -> None:
    """Let the streams of this worker know when it is told to stop."""
    from chatty.realtime.drain import watch_worker  # noqa: PLC0415  # after gevent has patched

    watch_worker(worker)


def post_request(_worker: object, request: Request, _environ: object, answer: Response) -> None:
    """Read no further in what was refused as too large; gunicorn would, to its end."""
    # What became a stream has no status.
    if getattr(answer, "status_code", None) == TOO_LARGE:
        request.force_close()


def worker_exit(_server: object, _worker: object) -> None:
    """Give the streams their second to say good-bye."""
    from chatty.realtime.drain import finish  # noqa: PLC0415  # after gevent has patched

    finish()


def worker_int(_worker: object) -> None:
    """The same on an interrupt from the terminal."""
    from chatty.realtime.drain import finish  # noqa: PLC0415  # after gevent has patched

    finish()
