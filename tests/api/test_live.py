"""Many at once, against real servers: on SQLite one process, on PostgreSQL two workers."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
import redis

from chatty.wire.frames.models import FRAMES, kind_of
from tests.clients import PASSWORD, Answer, Api
from tests.processes import ChattyServer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from tests.databases import Databases

# Their servers are shared, so one process of a parallel run has them all.
MODELS = {kind_of(model): model for model in FRAMES}
BACKENDS = {"sqlite": "sqlite", "postgresql": "postgres"}


def at_once(calls: Iterable[Callable[[], Answer]]) -> list[Answer]:
    """The answers to all *calls*, made at the same moment."""
    listed = list(calls)
    with ThreadPoolExecutor(len(listed)) as pool:
        return [future.result() for future in [pool.submit(call) for call in listed]]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def server(request, tmp_path_factory) -> Iterator[ChattyServer]:
    """One for all tests here that don't mind each other's people."""
    databases: Databases = request.getfixturevalue(f"{BACKENDS[request.param]}_databases")
    settings = {"DATABASE_URL": databases.fresh("empty"), "CHATTY_LIMITS": "off"}
    if request.param == "postgresql":
        redis_url = request.getfixturevalue("redis_url")
        settings |= {"WEB_CONCURRENCY": "2", "REDIS_URL": redis_url}
    with ChattyServer(tmp_path_factory.mktemp("live"), settings) as started:
        yield started
    databases.drop(settings["DATABASE_URL"])


def test_message_sent_twenty_times_at_once_is_stored_once(server):
    ada = Api.register(server.url)
    room = ada.create_room()
    answers = at_once(partial(ada.post, room, f"words {number}", "c1") for number in range(20))
    assert sorted(answer.status for answer in answers) == [200] * 19 + [201]
    assert len({(answer.json["id"], answer.json["content"]) for answer in answers}) == 1
    assert len(ada.history(room)) == 1


def test_messages_of_parallel_writers_have_gapless_places(server):
    writers = [Api.register(server.url) for _ in range(8)]
    room = writers[0].create_room()
    for writer in writers[1:]:
        writer.join(room)

    def write(writer: Api) -> list[Answer]:
        return [writer.post(room, f"m{number}", f"c{number}") for number in range(25)]

    with ThreadPoolExecutor(len(writers)) as pool:
        answers = [answer for written in pool.map(write, writers) for answer in written]
    assert {answer.status for answer in answers} == {201}
    history = writers[0].history(room)
    assert [message["seq"] for message in history] == list(range(1, 201))
    for writer in writers:
        own = [message["content"] for message in history if message["userId"] == writer.user_id]
        assert own == [f"m{number}" for number in range(25)]


def test_refresh_token_used_ten_times_at_once_has_one_successor(server):
    login = register(server)
    caller = Api(server.url, login["refreshToken"])
    answers = at_once(partial(caller.request, "POST", "/auth/refresh") for _ in range(10))
    assert {answer.status for answer in answers} == {200}
    assert len({answer.json["refreshToken"] for answer in answers}) == 1


def test_poll_answers_with_frames_of_the_specification(server):
    ada = Api.register(server.url)
    start = ada.get("/sync")["cursor"]
    room = ada.create_room()
    ada.post(room, "hello", "c1")
    query = f"/events/poll?cursor={start}&rooms={room}&wait=1"
    answer = ada.request("GET", query, prefix="").json
    assert (set(answer), answer["reset"]) == ({"events", "cursor", "reset"}, False)
    assert {frame["type"] for frame in answer["events"]} >= {"ROOM_ADDED", "CHAT_MESSAGE"}
    for frame in answer["events"]:
        MODELS[frame["type"]].model_validate_json(json.dumps(frame))


def test_joining_many_times_at_once_is_joining_once(server):
    ada, bea = Api.register(server.url), Api.register(server.url)
    room = ada.create_room()
    path = f"/rooms/{room}/membership"
    answers = at_once(partial(bea.request, "PUT", path, {}) for _ in range(10))
    assert {answer.status for answer in answers} == {200}
    assert bea.get(f"/rooms/{room}")["memberCount"] == 2


@pytest.mark.both_databases
def test_of_those_who_sign_up_first_at_once_one_is_administrator(serve, database_kind, request):
    shared = {"WEB_CONCURRENCY": "2"} if database_kind == "postgresql" else {}
    if shared:
        shared["REDIS_URL"] = request.getfixturevalue("redis_url")
    server: ChattyServer = serve(**shared)
    names = [f"first{number}" for number in range(6)]
    logins = at_once(partial(sign_up, server, name) for name in names)
    people = [Api(server.url, answer.json["accessToken"]) for answer in logins]
    assert [person.get("/me")["isAdmin"] for person in people].count(True) == 1
    assert {room["kind"] for person in people for room in person.get("/rooms")["items"]} == {
        "lobby"
    }


def test_name_taken_at_once_is_given_once(server):
    answers = at_once(partial(sign_up, server, "wanted") for _ in range(6))
    assert sorted(answer.status for answer in answers) == [201] + [409] * 5


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
def test_logged_out_token_stays_dead_when_everything_else_is_forgotten(serve, redis_url):
    server: ChattyServer = serve(REDIS_URL=redis_url)
    ada = Api.register(server.url)
    assert ada.request("POST", "/auth/logout").status == 204
    redis.Redis.from_url(redis_url).flushall()
    server.kill9()
    server.start()
    assert ada.request("GET", "/me").status == 401


def test_behind_a_proxy_only_its_own_word_counts(serve):
    server: ChattyServer = serve(CHATTY_TRUSTED_PROXIES="1", CHATTY_LIMITS="on")
    same = [
        forwarded(server, f"198.51.100.{number}, 203.0.113.9", f"nobody{number}")
        for number in range(22)
    ]
    other = forwarded(server, "203.0.113.9, 203.0.113.10", "nobody")
    assert (same[:20], same[20:], other) == ([401] * 20, [429] * 2, 401)


def forwarded(server: ChattyServer, chain: str, login: str) -> int:
    """A failed sign-in that is said to have come that way."""
    caller = Proxied(server.url)
    caller.chain = chain
    body = {"login": login, "password": "not this one"}
    return caller.request("POST", "/auth/login", body).status


class Proxied(Api):
    """An Api whose requests came through proxies."""

    chain = ""

    def headers(self, payload: str | None = None) -> dict[str, str]:
        return super().headers(payload) | {"X-Forwarded-For": self.chain}


def sign_up(server: ChattyServer, username: str) -> Answer:
    body = {"username": username, "password": PASSWORD}
    return Api(server.url).request("POST", "/auth/register", body)


def register(server: ChattyServer) -> dict[str, Any]:
    answer: dict[str, Any] = sign_up(server, "ada").json
    return answer
