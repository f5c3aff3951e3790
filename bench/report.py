"""Figures and the table they end in."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

RESULTS = Path(__file__).parent / "results"


@dataclass(frozen=True)
class Figure:
    """One measured number; *goal* is None for those that explain another."""

    name: str
    value: float
    unit: str
    goal: float | None = None
    higher_is_better: bool = True

    @property
    def met(self) -> bool | None:
        """Whether the goal is reached; None without one."""
        if self.goal is None:
            return None
        return self.value >= self.goal if self.higher_is_better else self.value <= self.goal

    def row(self) -> str:
        """A line of the table."""
        sign = "≥" if self.higher_is_better else "≤"
        goal = "" if self.goal is None else f"{sign} {self.goal:g}"
        verdict = {True: "yes", False: "**no**", None: ""}[self.met]
        return f"| {self.name} | {_short(self.value)} {self.unit} | {goal} | {verdict} |"


def write(figures: list[Figure], machine: dict[str, str]) -> Path:
    """Store *figures* under today's date, in the place of today's earlier ones; the file's path."""
    RESULTS.mkdir(exist_ok=True)
    day = f"{datetime.now(UTC):%Y-%m-%d}"
    figures = list(
        ({one.name: one for one in _stored(day)} | {f.name: f for f in figures}).values()
    )
    rows = [asdict(figure) | {"met": figure.met} for figure in figures]
    content = json.dumps({"date": day, "machine": machine, "figures": rows}, indent=2)
    (RESULTS / f"{day}.json").write_text(content + "\n")
    path = RESULTS / f"{day}.md"
    path.write_text(_markdown(day, figures, machine))
    return path


def _stored(day: str) -> list[Figure]:
    path = RESULTS / f"{day}.json"
    rows = json.loads(path.read_text())["figures"] if path.exists() else []
    return [Figure(**{key: row[key] for key in row if key != "met"}) for row in rows]


def _markdown(day: str, figures: list[Figure], machine: dict[str, str]) -> str:
    facts = "\n".join(f"- {name}: {value}" for name, value in machine.items())
    table = "\n".join(figure.row() for figure in figures)
    return (
        f"# Benchmarks of {day}\n\n{facts}\n\n"
        f"| measure | figure | goal | met |\n|---|---|---|---|\n{table}\n"
    )


def _short(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
