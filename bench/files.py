"""Files beside the stream: how fast they come and go, and what messages feel of it.

A thousand streams stay open in one room, which is told something twenty times a second, at first
with nothing else to do, and then while files are sent, fetched, and made into thumbnails.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench.fanout import room_with
from bench.load import Listeners, Poster
from bench.machine import forget_peak, peak_kib, resident_kib
from bench.report import Figure
from bench.transfers import Transfers
from bench.world import STREAMS_EACH, OneProcess

if TYPE_CHECKING:
    from bench.world import World

LISTENERS = 1_000
RATE = 20.0
SECONDS = 15.0
TIMES_IDLE = 2
KIB_MIB = 1_024
MIB = 1_024 * 1_024
# What is done meanwhile, and how the figures call it.
LOADS = {
    "upload": "files are sent",
    "download": "files are fetched",
    "pictures": "pictures are sent",
}


@dataclass(frozen=True)
class Room:
    """Who posts there, who listens, and the token of who sends files beside."""

    poster: Poster
    crowd: Listeners
    sender: str


def files(world: World) -> list[Figure]:
    """Throughput, memory and delays while a thousand streams stay open."""
    people = world.people(LISTENERS // STREAMS_EACH)
    tokens = [one.token or "" for one in people]
    poster = Poster(world.api_url, tokens[0], room_with(people))
    # Elsewhere they are made smaller by a process of its own, which disturbs nobody.
    loads = [what for what in LOADS if what != "pictures" or isinstance(world, OneProcess)]
    figures = []
    with Listeners(world.stream_url, tokens, LISTENERS) as crowd:
        room = Room(poster, crowd, tokens[-1])
        poster.paced(RATE, 3)
        idle = _p99(room)
        figures.append(Figure(f"{_name(world)}, p99 of send → delivered", idle, "ms"))
        for what in loads:
            figures += _under(world, what, room, idle)
        assert crowd.count()[0] == LISTENERS, "some listeners were cut off"
    return figures


def _under(world: World, what: str, room: Room, idle: float) -> list[Figure]:
    workers = world.api_server.workers
    before = resident_kib(workers)
    forget_peak(workers)
    transfers = Transfers(world.api_url, room.sender, what, SECONDS + 2)
    p99 = _p99(room)
    came_to = transfers.result()
    grown = (peak_kib(workers) - before) / KIB_MIB
    name = f"{_name(world)} while {LOADS[what]}"
    return [
        _throughput(name, what, came_to),
        Figure(f"{name}, p99 of send → delivered", p99, "ms"),
        Figure(f"{name}, p99 ÷ idle", p99 / idle, "", TIMES_IDLE, higher_is_better=False),
        Figure(f"{name}, memory at most more", grown, "MiB"),
    ]


def _throughput(name: str, what: str, came_to: dict[str, float]) -> Figure:
    if what == "pictures":
        return Figure(f"{name}, of 12 megapixels", came_to["count"] / came_to["seconds"], "/s")
    return Figure(f"{name}, of 25 MiB", came_to["bytes"] / came_to["seconds"] / MIB, "MiB/s")


def _p99(room: Room) -> float:
    room.crowd.latencies_ms()
    _, frames, _ = room.crowd.count()
    count = room.poster.paced(RATE, SECONDS).count
    room.crowd.wait_frames(frames + count * LISTENERS)
    taken = sorted(room.crowd.latencies_ms())
    return taken[len(taken) * 99 // 100]


def _name(world: World) -> str:
    return f"{world.name}: {LISTENERS:,} streams"
