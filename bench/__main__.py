"""`make bench`: measure, print the table, store it in bench/results/.

ARGS="fanout latency" measures only those; with ARGS=quick the large room is smaller and nothing is
stored.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from bench import fanout, files, machine, report, search, storage, streams
from bench.world import OneProcess, Split, World

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench.report import Figure

QUICK_ROOM = 200_000

Measure = tuple[str, type[World], "Callable[[World, int], list[Figure]]"]

# In the order of the table in the design: the name, where, and what.
MEASURES: list[Measure] = [
    ("fanout", Split, lambda world, _: fanout.fan_out(world, (0.6, 5.0))),
    ("fanout", OneProcess, lambda world, _: fanout.fan_out(world, (0.3, 1.5))),
    ("latency", OneProcess, lambda world, _: fanout.latency(world)),
    ("latency", Split, lambda world, _: fanout.latency(world)),
    ("memory", OneProcess, lambda world, _: streams.idle_memory(world, "WebSocket")),
    ("memory", OneProcess, lambda world, _: streams.idle_memory(world, "server-sent events")),
    ("memory", OneProcess, lambda world, _: streams.idle_memory(world, "waiting long poll")),
    ("posting", OneProcess, lambda world, _: storage.persisted(world, 600)),
    ("posting", Split, lambda world, _: storage.persisted(world, 500)),
    ("pages", OneProcess, storage.pages),
    ("pages", Split, storage.pages),
    ("unread", OneProcess, lambda world, _: storage.unread(world)),
    ("unread", Split, lambda world, _: storage.unread(world)),
    ("search", OneProcess, lambda world, _: search.searching(world)),
    ("search", Split, lambda world, _: search.searching(world)),
    ("files", OneProcess, lambda world, _: files.files(world)),
    ("files", Split, lambda world, _: files.files(world)),
    ("reconnect", OneProcess, lambda world, _: streams.reconnecting(world)),
    ("reconnect", Split, lambda world, _: streams.reconnecting(world)),
]


def main(arguments: list[str]) -> None:
    """Run the measures that *arguments* name, or all."""
    wanted = set(arguments) - {"quick"} or {name for name, _, _ in MEASURES}
    room = QUICK_ROOM if "quick" in arguments else storage.LARGE_ROOM
    about = machine.describe() | {"load before": machine.load()}
    figures: list[Figure] = []
    for name, kind, measure in MEASURES:
        if name in wanted:
            print(f"… {name}, {kind.name}", file=sys.stderr, flush=True)
            with kind() as world:
                for figure in measure(world, room):
                    figures.append(figure)
                    print(figure.row(), flush=True)
    if "quick" in arguments:
        return
    path = report.write(figures, about)
    print(f"written to bench/results/{path.name}", file=sys.stderr)


if __name__ == "__main__":
    main(sys.argv[1:])
