"""One message to many: deliveries for a second of processor time, and how long they take.

The measure is a bare C loop with one send per listener, run with frames of the same size at the
same pace in between. Load and server share the machine: processor time is counted, not the clock.
"""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from bench.load import Listeners, Poster, program
from bench.machine import cpu_seconds
from bench.report import Figure
from bench.world import STREAMS_EACH
from tests.servers import free_port

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench.world import World
    from tests.clients import Api

LISTENERS = 1_000
# Slow enough that no two messages meet in the hub, which would send them in one go.
PACED_RATE = 20.0
PACED_SECONDS = 20.0
FLOOD_MESSAGES = 4_000
FLOOD_CONNECTIONS = 32
LATENCY_LISTENERS = 100
LATENCY_RATE = 20.0
LATENCY_SECONDS = 20.0


def fan_out(world: World, goals: tuple[float, float], listeners: int = LISTENERS) -> list[Figure]:
    """Deliveries per processor second, message by message and in a flood, against the bare loop."""
    people = world.people(-(-listeners // STREAMS_EACH))
    room_id = room_with(people)
    poster = Poster(world.api_url, _token(people[0]), room_id)
    tokens = [_token(one) for one in people]
    with Listeners(world.stream_url, tokens, listeners) as crowd:
        poster.paced(PACED_RATE, 2)  # everything is loaded and compiled once
        single = _deliveries(world, crowd, lambda: poster.paced(PACED_RATE, PACED_SECONDS).count)
        size = single[1]
        bare = baseline(listeners, size, rate=PACED_RATE)
        flood = _deliveries(
            world, crowd, lambda: poster.flood(FLOOD_MESSAGES, FLOOD_CONNECTIONS).count
        )
        assert crowd.count()[0] == listeners, "some listeners were cut off"
    name = f"{world.name}: fan-out to {listeners:,}"
    return [
        Figure(f"bare C loop, frames of {size:,} bytes", bare, "deliveries/CPU s"),
        Figure(f"{name}, message by message", single[0], "deliveries/CPU s"),
        Figure(f"{name}, message by message ÷ bare loop", single[0] / bare, "", goals[0]),
        Figure(f"{name}, in a flood", flood[0], "deliveries/CPU s"),
        Figure(f"{name}, in a flood ÷ bare loop", flood[0] / bare, "", goals[1]),
    ]


def baseline(listeners: int, size: int, *, rate: float) -> float:
    """Deliveries per processor second of the bare loop."""
    port = free_port()
    messages = int(rate * 10)
    arguments = (port, listeners, messages, size, int(1_000_000 / rate))
    with subprocess.Popen(
        [program("epoll_baseline"), *map(str, arguments)], stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout
        assert server.stdout.readline() == "listening\n"
        with Listeners(f"http://127.0.0.1:{port}", [], listeners, path="-"):
            _, count, _, seconds = server.stdout.readline().split()
    return int(count) / float(seconds)


def latency(world: World) -> list[Figure]:
    """From the post to the arrival, at a moderate rate."""
    people = world.people(LATENCY_LISTENERS // STREAMS_EACH)
    poster = Poster(world.api_url, _token(people[0]), room_with(people))
    tokens = [_token(one) for one in people]
    with Listeners(world.stream_url, tokens, LATENCY_LISTENERS) as crowd:
        poster.paced(LATENCY_RATE, 2)
        crowd.latencies_ms()
        count = poster.paced(LATENCY_RATE, LATENCY_SECONDS).count
        crowd.wait_frames((count + int(2 * LATENCY_RATE)) * LATENCY_LISTENERS)
        taken = sorted(crowd.latencies_ms())
    name = f"{world.name}: send → delivered, {LATENCY_LISTENERS} listeners"
    return [
        Figure(f"{name}, p50", taken[len(taken) // 2], "ms", 5, higher_is_better=False),
        Figure(f"{name}, p99", taken[len(taken) * 99 // 100], "ms", 25, higher_is_better=False),
    ]


def room_with(people: list[Api]) -> str:
    """A new public room that all of them are in."""
    room_id = people[0].create_room("bench")
    for person in people[1:]:
        person.join(room_id)
    return room_id


def _deliveries(world: World, crowd: Listeners, post: Callable[[], int]) -> tuple[float, int]:
    """Deliveries per processor second while *post* runs, and the bytes of one."""
    live, frames, size = crowd.count()
    before = cpu_seconds(world.stream_pids)
    messages = post()
    crowd.wait_frames(frames + messages * live)
    used = cpu_seconds(world.stream_pids) - before
    _, frames_after, size_after = crowd.count()
    delivered = frames_after - frames
    return delivered / used, (size_after - size) // delivered


def _token(person: Api) -> str:
    assert person.token
    return person.token
