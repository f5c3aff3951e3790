"""The bus of many processes: Redis pub/sub.

What can go wrong with Redis costs latency only:

* ``publish`` puts into a bounded queue that a greenlet empties; when Redis is away or frozen the
  queue fills, and what does not fit is dropped. Every hint is safe to lose.
* The client reconnects silently, so each confirmation of a subscription counts as "something may
  have been missed", and the listeners of ``on_resubscribed`` run.
* A half-open connection looks alive for ever. Every ten seconds a probe is sent to ourselves; when
  it does not come back, the subscription is built anew.
"""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Callable

import gevent
import structlog
from gevent.event import Event
from gevent.queue import Full, Queue
from redis import Redis
from redis.exceptions import RedisError

from chatty.core import clock, limits
from chatty.core.bus.base import Bus, Listener

PREFIX = "chatty:"
SENDER_BYTES = 8
QUEUE_SIZE = 10_000
BATCH = 200
RECONNECT_SECONDS = 0.5

log = structlog.get_logger(__name__)


class RedisBus(Bus):
    """Delivers to every process that is subscribed to the same Redis."""

    shared = True

    def __init__(self, url: str) -> None:
        self._url = url
        self._listeners: dict[str, list[Listener]] = defaultdict(list)
        self._resubscribed: list[Callable[[], None]] = []
        self._outgoing: Queue[tuple[str, bytes]] = Queue(maxsize=QUEUE_SIZE)
        self._greenlets: list[gevent.Greenlet[..., None]] = []
        self._sender = secrets.token_bytes(SENDER_BYTES)
        self._probe = f"probe:{self._sender.hex()}"
        self._probe_seen = Event()
        self._alive_until = 0.0
        self._receiver: gevent.Greenlet[..., None] | None = None

    def publish(self, channel: str, payload: bytes) -> None:
        for listener in self._listeners[channel]:
            listener(payload)
        self._put(channel, payload)

    def _put(self, channel: str, payload: bytes) -> None:
        if not self._greenlets:
            # The command line publishes without ever receiving.
            self._greenlets.append(gevent.spawn(self._send_forever))
        try:
            self._outgoing.put_nowait((channel, self._sender + payload))
        except Full:
            log.warning("bus_full", channel=channel)

    def subscribe(self, channel: str, listener: Listener) -> None:
        self._listeners[channel].append(listener)

    def on_resubscribed(self, listener: Callable[[], None]) -> None:
        self._resubscribed.append(listener)

    def start(self) -> None:
        if not self._greenlets:
            self._greenlets.append(gevent.spawn(self._send_forever))
        self._receiver = gevent.spawn(self._receive_forever)
        self._greenlets.append(gevent.spawn(self._probe_forever))

    def healthy(self) -> bool:
        return clock.monotonic() < self._alive_until

    def close(self) -> None:
        gevent.killall([*self._greenlets, *([self._receiver] if self._receiver else [])])
        self._greenlets.clear()

    def _client(self) -> Redis:
        return Redis.from_url(
            self._url,
            socket_connect_timeout=limits.REDIS_CONNECT_SECONDS,
            socket_timeout=limits.REDIS_SOCKET_SECONDS,
        )

    def _send_forever(self) -> None:
        client = self._client()
        while True:
            batch = [self._outgoing.get()]
            while len(batch) < BATCH and not self._outgoing.empty():
                batch.append(self._outgoing.get_nowait())
            try:
                self._send(client, batch)
            except RedisError as error:
                log.warning("bus_send_failed", error=str(error), dropped=len(batch))
                gevent.sleep(RECONNECT_SECONDS)

    def _send(self, client: Redis, batch: list[tuple[str, bytes]]) -> None:
        pipeline = client.pipeline(transaction=False)
        for channel, payload in batch:
            pipeline.publish(PREFIX + channel, payload)
        pipeline.execute()

    def _receive_forever(self) -> None:
        while True:
            try:
                self._receive()
            except (RedisError, OSError) as error:
                self._alive_until = 0.0
                log.warning("bus_receive_failed", error=str(error))
            gevent.sleep(RECONNECT_SECONDS)

    def _receive(self) -> None:
        client = self._client()
        pubsub = client.pubsub()  # type: ignore[no-untyped-call]  # redis leaves it untyped
        try:
            pubsub.subscribe(*(PREFIX + channel for channel in (self._probe, *self._listeners)))
            while True:
                message = pubsub.get_message(timeout=limits.REDIS_SOCKET_SECONDS)
                if message is not None:
                    self._dispatch(message)
        finally:
            # A killed greenlet must not leave its subscription behind.
            pubsub.close()
            client.close()

    def _dispatch(self, message: dict[str, object]) -> None:
        channel = message["channel"]
        if not isinstance(channel, bytes):
            return
        name = channel.decode().removeprefix(PREFIX)
        payload = message["data"]
        if message["type"] == "subscribe" and name == self._probe:
            self._mark_alive()
            for missed in self._resubscribed:
                missed()
        elif message["type"] == "message" and isinstance(payload, bytes):
            self._arrived(name, payload[:SENDER_BYTES], payload[SENDER_BYTES:])

    def _arrived(self, name: str, sender: bytes, payload: bytes) -> None:
        if name == self._probe:
            self._probe_seen.set()
            self._mark_alive()
        elif sender != self._sender:
            for listener in self._listeners[name]:
                listener(payload)

    def _probe_forever(self) -> None:
        while True:
            gevent.sleep(limits.BUS_PROBE_SECONDS / 2)
            self._probe_seen.clear()
            self._put(self._probe, b"")
            if not self._probe_seen.wait(limits.BUS_PROBE_SECONDS / 2) and self._receiver:
                log.warning("bus_probe_lost")
                self._alive_until = 0.0
                self._receiver.kill(block=False)
                self._receiver = gevent.spawn(self._receive_forever)

    def _mark_alive(self) -> None:
        self._alive_until = clock.monotonic() + 2 * limits.BUS_PROBE_SECONDS
