"""What makes thousands of tests cheap and changes nothing in what they prove.

Every test has a database of its own. What does not differ from one to the next is made once: the
app, the code of its addresses, templates and statements. And databases lie in memory, where there
is room: each is hundreds of small files, which take a disk ten times as long.
"""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask
from jinja2 import BytecodeCache
from werkzeug.routing import Rule

from chatty.app import configure_process, create_app
from chatty.core.clock import clock
from chatty.core.logs import configure_logs

if TYPE_CHECKING:
    from jinja2.bccache import Bucket

    from chatty.core.settings import Settings

MEMORY = Path("/dev/shm")  # noqa: S108  # in folders of mkdtemp, which nobody else may open
ROOM_BYTES = 2 * 1024**3

# What `Rule.compile` gives a rule.
COMPILED = ("_parts", "_trace", "_converters", "arguments", "_build", "_build_unknown")
# An app is some hundred thousand objects, so this is a few apps that nobody has any more.
GARBAGE = 500_000


class KnownRule(Rule):
    """A rule that is parsed, and whose builders of addresses are compiled, once for all apps."""

    _known: dict[tuple[object, ...], dict[str, Any]] = {}  # noqa: RUF012  # for all

    def compile(self) -> None:
        # The map is not in what is made, but for the converters, whose class is the same in all.
        key = (self.rule, self.subdomain, repr(self.defaults), self.merge_slashes)
        if key not in self._known:
            super().compile()
            self._known[key] = {name: getattr(self, name) for name in COMPILED}
            return
        vars(self).update(self._known[key])
        for name in ("_build", "_build_unknown"):
            setattr(self, name, getattr(self, name).__func__.__get__(self, None))


class KnownTemplates(BytecodeCache):
    """Templates compiled once for all apps; a changed source is compiled anew."""

    def __init__(self) -> None:
        self._code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._code:
            bucket.bytecode_from_string(self._code[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._code[bucket.key] = bucket.bytecode_to_string()


templates = KnownTemplates()


class Known:
    """An app that one test after the other has, each as if it were new."""

    def __init__(self, settings: Settings) -> None:
        self.app = create_app(settings)
        self.app.jinja_env.bytecode_cache = templates
        self._config = dict(self.app.config)
        self._extensions = dict(self.app.extensions)
        self._views = dict(self.app.view_functions)

    def renew(self, settings: Settings) -> Flask:
        """What it was when it was made, but for *settings*, which name the same database."""
        self.app.config.clear()
        self.app.config.update(self._config)
        self.app.extensions.clear()
        self.app.extensions.update(self._extensions, chatty_settings=settings, chatty_runs={})
        self.app.view_functions.update(self._views)
        self.app.extensions["chatty_hub"]._seen_at = clock.monotonic()
        self.app.testing = True
        configure_logs(settings.chatty_log_level)
        configure_process(settings)
        return self.app


def economise() -> None:
    """Once in each process of a test run, before anything else."""
    rule: Any = KnownRule
    Flask.url_rule_class = rule
    if "TMPDIR" not in os.environ and _has_room(MEMORY):
        tempfile.tempdir = str(MEMORY)


def forget_what_stays() -> None:
    """Let the collector pass over all modules and tests, and wait for `tidy_up`.

    By itself it would come in the middle of a transaction, and look through every app of late
    again and again: a third of all processor time.
    """
    gc.collect()
    gc.freeze()
    gc.disable()


def tidy_up() -> None:
    """Between two tests: collect what many of them left behind."""
    if gc.get_count()[0] > GARBAGE:
        gc.collect()


def _has_room(folder: Path) -> bool:
    return os.access(folder, os.W_OK) and shutil.disk_usage(folder).free > ROOM_BYTES
