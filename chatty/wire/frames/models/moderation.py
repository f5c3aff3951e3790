"""Frames about reports."""

from __future__ import annotations

from typing import Literal

from chatty.wire.frames.models.base import Durable
from chatty.wire.models.moderation import Report


class ReportAdded(Durable):
    """To who answers it: somebody reported something."""

    type: Literal["REPORT_ADDED"]
    report: Report


class ReportUpdated(Durable):
    """To who made it and who answers it: a report was closed."""

    type: Literal["REPORT_UPDATED"]
    report: Report
