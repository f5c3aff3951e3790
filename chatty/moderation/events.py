"""Facts about reports."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reported:
    """Somebody said that a message or a person should be looked at."""

    report_id: int


@dataclass(frozen=True, slots=True)
class ReportAnswered:
    """Somebody looked at a report, and closed it."""

    report_id: int
