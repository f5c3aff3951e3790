"""Which tests run on one worker, and which begin.

A file's tests share servers, so they stay together. Faults do so too: no two at a time. And so do
journeys, which share a browser. By the path, as xdist 3.8 tells the groups of its own marker to a
field of pytest's that pytest 9 does not read any more. Who reads a clock comes last, when the other
workers have next to nothing left that would be in the way (`solitude`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xdist.scheduler import LoadScopeScheduling

if TYPE_CHECKING:
    import pytest
    from xdist.remote import Producer

# The longest, which begin: none is left over when all other workers are done.
TOGETHER = ("tests/faults/", "tests/journeys/")
# Among the parameters in a test's id, as the scheduler knows nothing else of it.
ALONE = "alone"
IS_ALONE = re.compile(rf"[\[-]{ALONE}[\]-]")


class TogetherScheduling(LoadScopeScheduling):  # type: ignore[misc]  # published without types
    """Each group on one worker, in the order in which they were collected."""

    def __init__(self, config: pytest.Config, log: Producer | None = None) -> None:
        super().__init__(config, log)
        # Else groups of many tests would come first, however short those are.
        config.option.loadscopereorder = False

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid)


def group_of(nodeid: str) -> str:
    """Whose worker the test runs on."""
    if IS_ALONE.search(nodeid):
        return ALONE
    path = nodeid.partition("::")[0]
    return next((folder for folder in TOGETHER if path.startswith(folder)), path)


def turn(nodeid: str) -> int:
    """When its group begins; equal ones in any order."""
    group = group_of(nodeid)
    if group == ALONE:
        return len(TOGETHER) + 1
    return TOGETHER.index(group) if group in TOGETHER else len(TOGETHER)
