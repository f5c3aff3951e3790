"""One JSON line for each thing worth telling, control characters escaped by JSON itself."""

from __future__ import annotations

import logging
import sys
from contextlib import suppress
from typing import TextIO, cast

import structlog
from flask import request

LEVELS = {
    "debug": logging.DEBUG,
    "info": logging.INFO,
    "warning": logging.WARNING,
    "error": logging.ERROR,
}


def asked_route() -> str:
    """What the request asked for, as the rule that answers: addresses may hold secret words."""
    return str(request.url_rule) if request.url_rule is not None else "none"


def configure_logs(level: str, stream: TextIO | None = None) -> None:
    """Log as JSON lines from *level* up to *stream* (standard error by default)."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(LEVELS[level]),
        logger_factory=structlog.WriteLoggerFactory(
            cast("TextIO", Unfailing(stream or sys.stderr)),
        ),
        cache_logger_on_first_use=False,
    )


class Unfailing:
    """A stream that lets a line go where it cannot be written, as on a full disk.

    The request that wanted it written is not to fail for it.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> None:
        """Write *text*, or not."""
        with suppress(OSError):
            self._stream.write(text)

    def flush(self) -> None:
        """Send it on, or not."""
        with suppress(OSError):
            self._stream.flush()
