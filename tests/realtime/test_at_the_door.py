"""WebSockets of a real server: who is let in, who is put out, and what the others notice."""

from __future__ import annotations

import contextlib
import itertools
import json
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import flask_sock
import pytest

from chatty.accounts.actions import Device, open_family, open_session
from chatty.app import create_app
from chatty.core import limits
from chatty.core.db import db, writing
from chatty.core.sessions import SECURE_NAME
from chatty.core.tokens import sign_access
from chatty.realtime.websocket import Handshake
from chatty.wire.frames.commands import Command
from tests.clients import Api
from tests.databases import settings_for
from tests.processes import ChattyServer
from tests.realtime.desk import masked
from tests.realtime.raw import Raw, seconds_of
from tests.servers import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.cast import Cast, Person

HOME = "https://chatty.example"
MEBIBYTE = 1 << 20
_names = itertools.count(1)


@dataclass
class Door:
    """A server with the cast in it, and ways to come to it."""

    server: ChattyServer
    app: Any
    cast: Cast

    def bearer(self, person: Person) -> dict[str, str]:
        with self.app.app_context(), writing():
            family = open_family(person.id, Device())
            token = sign_access(user_id=person.id, family_id=family.family_id)
        return {"Authorization": f"Bearer {token}"}

    def api(self, person: Person) -> Api:
        token = self.bearer(person)["Authorization"].removeprefix("Bearer ")
        return Api(self.server.url, token, str(person.id))

    def cookie(self, person: Person) -> dict[str, str]:
        with self.app.app_context(), writing():
            key = open_session(person.id, Device())
        serializer = self.app.session_interface.get_signing_serializer(self.app)
        return {"Cookie": f"{SECURE_NAME}={serializer.dumps({'key': key, '_permanent': True})}"}

    def raw(self, headers: dict[str, str] | None = None, **options: Any) -> Raw:  # noqa: ANN401  # passed on
        return Raw(self.server.url, headers, **options)

    def memory(self) -> int:
        """The worker's resident bytes."""
        status = Path(f"/proc/{self.server.workers[0]}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) * 1024


@pytest.fixture(scope="module")
def door(sqlite_databases, tmp_path_factory) -> Iterator[Door]:
    url = sqlite_databases.fresh("cast")
    folder = tmp_path_factory.mktemp("door")
    settings = {"DATABASE_URL": url, "CHATTY_LIMITS": "off", "PUBLIC_URL": HOME}
    app = create_app(settings_for(url, folder, public_url=HOME))
    with ChattyServer(folder, settings) as server:
        yield Door(server, app, sqlite_databases.casts["cast"])
    with app.app_context():
        db.engine.dispose()


EVIL = [
    "https://evil.example",
    "https://chatty.example.evil.com",
    "https://evilchatty.example",
    "http://chatty.example",
    "https://chatty.example:8443",
    "https://CHATTY.example@evil.example",
    "null",
    "",
]


@pytest.mark.parametrize("origin", EVIL)
def test_cookie_with_a_foreign_origin_is_refused_before_the_handshake(door, origin):
    with door.raw(door.cookie(door.cast.ada) | {"Origin": origin}) as client:
        assert client.status == 403


@pytest.mark.parametrize("scheme", ["Basic eDp5", "Digest x", "Bearerx", "bearer"])
def test_cookie_beside_another_authorization_still_needs_our_origin(door, scheme):
    headers = door.cookie(door.cast.ada) | {"Authorization": scheme}
    with door.raw(headers | {"Origin": "https://evil.example"}) as client:
        assert client.status == 403


def test_cookie_of_our_own_page_is_let_in(door):
    with door.raw(door.cookie(door.cast.ada) | {"Origin": HOME}) as client:
        assert client.status == 101
        assert client.wait_for("WELCOME")["userId"] == str(door.cast.ada.id)


def test_cookie_without_an_origin_is_refused(door):
    with door.raw(door.cookie(door.cast.ada)) as client:
        assert client.status == 403


def test_token_and_ticket_need_no_origin(door):
    ticket = door.api(door.cast.ada).request("POST", "/auth/stream-tickets")
    with door.raw(query=f"ticket={ticket_of(ticket)}") as client:
        assert client.status == 101
        assert client.wait_for("WELCOME")["userId"] == str(door.cast.ada.id)
    with door.raw(door.bearer(door.cast.ada)) as client:
        assert client.status == 101
        client.wait_for("WELCOME")


def test_ticket_opens_one_stream_and_is_written_nowhere(door):
    ticket = ticket_of(door.api(door.cast.ada).request("POST", "/auth/stream-tickets"))
    for expected in ("WELCOME", 4401):
        with door.raw(query=f"ticket={ticket}") as client:
            assert client.status == 101
            found = client.close_code() if expected == 4401 else client.wait_for("WELCOME")["type"]
            assert found == expected
    assert ticket not in door.server.log()


@pytest.mark.parametrize("token", ["x.y.z", "e30.e30."])
def test_bad_token_is_told_by_a_close_code(door, token):
    with door.raw({"Authorization": f"Bearer {token}"}) as client:
        assert client.status == 101
        assert client.close_code() == 4401


@pytest.mark.alone
def test_command_before_signing_in_is_refused_and_ends_the_stream(door):
    with door.raw() as client:
        assert client.status == 101
        assert client.wait_for("WELCOME")["userId"] is None
        command = {"type": "CHAT_MESSAGE", "roomId": str(door.cast.square), "content": "hi"}
        client.send(command)
        assert client.wait_for("ERROR")["code"] == "sign_in_required"
        assert seconds_of(client.close_code) < 1


@pytest.mark.alone
def test_silent_visitor_is_asked_to_leave_after_ten_seconds(door):
    with door.raw() as client:
        client.socket.settimeout(15)
        client.wait_for("WELCOME") if client.status == 101 else None
        assert 8 < seconds_of(client.close_code) < 12


def test_visitor_who_signs_in_late_is_welcomed_again(door):
    with door.raw() as client:
        assert client.status == 101
        client.wait_for("WELCOME")
        token = door.bearer(door.cast.ada)["Authorization"].removeprefix("Bearer ")
        client.send({"type": "AUTHENTICATE", "token": token})
        assert client.wait_for("WELCOME")["userId"] == str(door.cast.ada.id)
        client.send({"type": "AUTHENTICATE", "token": "nonsense"})
        assert client.close_code() == 4401


def test_compression_is_not_taken_up(door):
    asked = {"Sec-WebSocket-Extensions": "permessage-deflate; client_max_window_bits"}
    with door.raw(door.bearer(door.cast.ada) | asked) as client:
        head = client.head()
        assert " 101 " in head
        assert "sec-websocket-accept: s3pplmbitxaq9kygzzhzrbk+xoo=" in head
        assert "extensions" not in head


def test_compressed_frame_is_1002_and_inflates_nothing(door):
    packer = zlib.compressobj(wbits=-15)
    bomb = packer.compress(b"0" * 60 * MEBIBYTE) + packer.flush(zlib.Z_SYNC_FLUSH)
    before = door.memory()
    with door.raw(door.bearer(door.cast.ada)) as client:
        assert client.status == 101
        with contextlib.suppress(OSError):
            client.socket.sendall(masked(bomb[:60_000], reserved=0x40))
        assert client.close_code() == 1002
    assert door.memory() - before < 5 * MEBIBYTE


@pytest.mark.alone
@pytest.mark.parametrize("pieces", [1, 100_000])
def test_frame_that_is_too_big_is_1009_and_disturbs_nobody(door, pieces):
    neighbour = door.raw(door.bearer(door.cast.bea))
    assert neighbour.status == 101
    before = door.memory()
    with door.raw(door.bearer(door.cast.ada)) as client:
        assert client.status == 101
        with contextlib.suppress(OSError):
            if pieces == 1:
                client.socket.sendall(masked(b"x" * 65_537))
            else:
                client.socket.sendall(masked(b"x", final=False))
                client.socket.sendall(masked(b"x", opcode=0, final=False) * pieces)
        neighbour.socket.sendall(masked(b"?", opcode=9))
        assert seconds_of(lambda: pong(neighbour)) < 0.2
        assert client.close_code() == 1009
    assert door.memory() - before < 5 * MEBIBYTE
    neighbour.socket.close()


def test_first_frame_sent_with_the_handshake_is_not_lost(door):
    command = {"type": "JOIN_ROOM", "roomId": str(door.cast.market)}
    early = masked(json.dumps(command).encode())
    with door.raw(door.bearer(door.cast.ada), early=early) as client:
        assert client.status == 101
        client.wait_for("WELCOME")
        assert client.wait_for("ROOM_MEMBERS_UPDATE")["roomId"] == str(door.cast.market)


def test_flask_sock_makes_our_handshake():
    assert flask_sock.Server is Handshake
    assert Handshake({}).mode == "gunicorn"


def test_nothing_of_http_follows_a_websocket(door):
    with door.raw(door.bearer(door.cast.ada)) as client:
        assert client.status == 101
        client.wait_for("WELCOME")
        client.socket.sendall(masked(b"\x03\xe8", opcode=8))
        client.socket.sendall(b"GET /healthz HTTP/1.1\r\nHost: chatty.example\r\n\r\n")
        assert client.close_code() == 1000
        assert client.rest() == b""


def test_person_has_twenty_streams_and_a_closed_one_makes_room(door):
    headers = door.bearer(door.cast.cal)
    clients = [door.raw(headers) for _ in range(limits.STREAMS_PER_USER)]
    for client in clients:
        assert client.status == 101
        client.wait_for("WELCOME")
    with door.raw(headers) as client:
        assert client.status == 101
        assert client.close_code() == 4504
    clients.pop().socket.close()
    wait_until(lambda: is_welcome(door, headers), 1, "the freed place")
    for client in clients:
        client.socket.close()


def test_address_has_a_hundred_visitors(door):
    clients = [door.raw() for _ in range(limits.STREAMS_PER_ANONYMOUS_ADDRESS)]
    for client in clients:
        assert client.status == 101
    with door.raw() as client:
        assert client.status == 429
    for client in clients:
        client.socket.close()
    wait_until(lambda: is_welcome(door, {}), 2, "room for visitors")


def test_clients_that_vanish_while_they_come_leave_no_ghosts(door):
    headers = door.bearer(door.cast.cal)
    look = {"type": "JOIN_ROOM", "roomId": str(door.cast.market)}
    join = masked(json.dumps(look).encode())
    for number in range(60):
        client = door.raw(headers, early=join if number % 2 else b"")
        if number % 3:
            assert client.status == 101
        client.abort()
    with door.raw(door.bearer(door.cast.ada)) as watcher:
        assert watcher.status == 101
        wait_until(lambda: viewers(watcher, door) == [str(door.cast.ada.id)], 5, "no ghosts")
        wait_until(lambda: presence(watcher, door.cast.cal) == "offline", 15, "cal to be gone")


def test_no_value_of_any_field_breaks_the_server(door):
    before = door.server.log().count("Traceback")
    headers = door.bearer(door.cast.admin)
    for payload in nasty_commands():
        with door.raw(headers) as client:
            assert client.status == 101
            client.wait_for("WELCOME")
            client.socket.sendall(b"".join(masked(part) for part in payload))
            client.socket.sendall(masked(b"\x03\xe8", opcode=8))
            assert client.close_code() in {1000, 1007, 4401, 4503}
    log = door.server.log()
    assert log.count("Traceback") == before
    assert "command_failed" not in log
    assert "stream_failed" not in log


VALUES = [
    b"null",
    b"true",
    b"0",
    b"-1",
    b"9223372036854775808",
    b"1e400",
    b"NaN",
    b'""',
    b'"' + b"x" * 60_000 + b'"',
    b'"\\u0000"',
    b'"\\ud800"',
    b'"\xff"',
    b"[]",
    b"[[]]",
    b"{}",
    b'{"$ne":null}',
    b"[" * 9_000,
    b'"9223372036854775808"',
    b'"-1"',
    b'"1e3"',
]


def nasty_commands() -> Iterator[list[bytes]]:
    """Every command with every value in each field and without it, by the field."""
    for model in Command.__args__:
        kind = model.model_fields["type"].annotation.__args__[0].encode()
        for name in ["type", *(f.alias or n for n, f in model.model_fields.items() if n != "type")]:
            field = name.encode()
            bodies = [b'{"type":"%s","%s":%s}' % (kind, field, value) for value in VALUES]
            if name == "type":
                bodies = [b'{"type":%s}' % value for value in VALUES]
            good = [body for body in bodies if b"\xff" not in body]
            yield [b'{"type":"%s"}' % kind, *good]
            yield [body for body in bodies if b"\xff" in body]


def pong(client: Raw) -> None:
    while client.frame()[0] != 10:
        pass


def ticket_of(answer) -> str:
    assert answer.status in {200, 201}, answer.body
    return str(answer.json["ticket"])


def is_welcome(door: Door, headers: dict[str, str]) -> bool:
    """Whether one more stream is taken."""
    with door.raw(headers) as client:
        if client.status != 101:
            return False
        opcode, _ = client.frame()
        return opcode == 1


def viewers(client: Raw, door: Door) -> list[str]:
    client.send({"type": "JOIN_ROOM", "roomId": str(door.cast.market)})
    members: list[str] = client.wait_for("ROOM_MEMBERS_UPDATE")["members"]
    return members


def presence(client: Raw, person: Person) -> str:
    client.send({"type": "WATCH_PRESENCE", "userIds": [str(person.id)]})
    return str(client.wait_for("PRESENCE")["state"])
