"""Whole servers with a real mail server: no secret lies about, and nothing waits for the mail.

One process on SQLite sends its mail by itself; with PostgreSQL and Redis a `worker` does.
"""

from __future__ import annotations

import signal
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
import redis
import sqlalchemy as sa

from tests.clients import Api
from tests.mail import Mailbox
from tests.processes import ROOT, ChattyServer
from tests.servers import Redis, bare_environment, tied_to_us, wait_until
from tests.transports import TRANSPORTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.clients import Answer
    from tests.databases import Databases

PASSWORD = "canary-of-a-password-7f3"
NEXT_PASSWORD = "canary-of-the-next-one-9k2"
WRONG_PASSWORD = "canary-of-a-wrong-one-4d8"
MAIL = "fay@example.org"
GUEST_MAIL = "gil@example.org"
ENDED_WITHIN_SECONDS = 2.0


@dataclass
class Run:
    """A running installation, and what must be found nowhere but where it was handed out."""

    server: ChattyServer
    mailbox: Mailbox
    redis_url: str = ""
    secrets: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, body: object = None, *, token: str = "") -> Answer:
        return Api(self.server.url, token or None).request(method, path, body)

    def signed_in(self, answer: Answer, whose: str) -> dict[str, Any]:
        """The answer of a sign-in, whose tokens are secrets from now on."""
        assert answer.status in {200, 201}, answer.body
        body: dict[str, Any] = answer.json
        for name in ("accessToken", "refreshToken", "deviceToken"):
            self.secrets[f"{whose} {name}"] = body[name]
        return body

    def mailed(self, address: str, count: int, name: str) -> str:
        token = self.mailbox.wait_for(address, count).token
        self.secrets[name] = token
        return token


@pytest.fixture(scope="module", params=["embedded", "scaled"])
def kind(request) -> str:
    return str(request.param)


@pytest.fixture
def database_kind(kind) -> str:
    return "sqlite" if kind == "embedded" else "postgresql"


@pytest.fixture(scope="module")
def server(kind, request, tmp_path_factory) -> Iterator[ChattyServer]:
    """One for the tests that send no mail: they don't mind each other's people."""
    name = "sqlite_databases" if kind == "embedded" else "postgres_databases"
    databases: Databases = request.getfixturevalue(name)
    url = databases.fresh("empty")
    settings = {"DATABASE_URL": url, "CHATTY_LIMITS": "off"}
    with ChattyServer(tmp_path_factory.mktemp("server"), settings) as started:
        yield started
    databases.drop(url)


@pytest.fixture
def own_redis(database_kind) -> Iterator[str]:
    if database_kind == "sqlite":
        yield ""
        return
    server = Redis().start()
    yield server.url
    server.stop()


@pytest.fixture
def running(serve: Callable[..., ChattyServer], own_redis: str, mailbox: Mailbox) -> Iterator[Run]:
    settings = {
        "MAIL_URL": mailbox.url,
        "PUBLIC_URL": "http://chat.example",
        "CHATTY_LOG_LEVEL": "debug",
        "REDIS_URL": own_redis,
    }
    server = serve(**settings)
    worker = work(server) if own_redis else None
    yield Run(server, mailbox, own_redis)
    if worker is not None:
        worker.kill()
        worker.wait()


def work(server: ChattyServer) -> subprocess.Popen[bytes]:
    """The `worker` of Procfile beside *server*."""
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "work"]
    with (server.folder / "server.log").open("ab") as log:
        return subprocess.Popen(
            tied_to_us(command, signal.SIGKILL),
            stdout=log,
            stderr=log,
            cwd=ROOT,
            env=bare_environment(server.settings),
        )


def live_through(run: Run) -> list[Answer]:
    """Every secret there is, made and used once; the answers that hold none."""
    run.secrets |= {"password": PASSWORD, "next": NEXT_PASSWORD, "wrong": WRONG_PASSWORD}
    new = {"username": "fay", "password": PASSWORD, "email": MAIL}
    fay = run.signed_in(run.ask("POST", "/auth/register", new), "register")["accessToken"]
    confirmation = run.mailed(MAIL, 1, "confirmation")
    answers = [
        run.ask("PUT", f"/auth/email-confirmations/{confirmation}"),
        run.ask("POST", "/auth/login", {"login": "fay", "password": WRONG_PASSWORD}),
        run.ask("POST", "/auth/register", new),
        run.ask("POST", "/auth/password-resets", {"login": MAIL}),
    ]
    ticket = run.ask("POST", "/auth/stream-tickets", token=fay).json["ticket"]
    link = run.ask("POST", "/auth/device-links", token=fay).json["token"]
    run.secrets |= {"ticket": ticket, "device link": link}
    run.ask("GET", f"/auth/device-links/{link}")
    run.signed_in(run.ask("PUT", f"/auth/device-links/{link}"), "phone")
    run.ask("POST", "/invites", {"kind": "email", "email": GUEST_MAIL}, token=fay)
    run.mailed(GUEST_MAIL, 1, "invite")
    # After the confirmation and the notice of the new device.
    wait_until(lambda: any("/reset/" in one.text for one in run.mailbox.to(MAIL)), 15, "the reset")
    reset = next(one for one in run.mailbox.to(MAIL) if "/reset/" in one.text).token
    run.secrets["reset"] = reset
    answers += [
        run.ask("PUT", f"/auth/password-resets/{reset}", {"password": "short"}),
        run.ask("PUT", f"/auth/password-resets/{reset}", {"password": NEXT_PASSWORD}),
        run.ask("PUT", f"/auth/password-resets/{reset}", {"password": NEXT_PASSWORD}),
        run.ask("GET", "/me", token=fay),
    ]
    run.signed_in(
        run.ask("POST", "/auth/login", {"login": "fay", "password": NEXT_PASSWORD}), "login"
    )
    return answers


def tables(run: Run) -> str:
    """Every row of the database."""
    url = run.server.settings["DATABASE_URL"].replace("postgresql://", "postgresql+psycopg://")
    engine = sa.create_engine(url)
    metadata = sa.MetaData()
    with engine.connect() as connection:
        metadata.reflect(connection)
        rows = [
            str(row)
            for table in metadata.tables.values()
            # It keeps no rows of its own; what it is made of are tables like the others.
            if table.name != "search_index"
            for row in connection.execute(table.select())
        ]
    engine.dispose()
    assert len(rows) > 10
    return "\n".join(rows)


def kept_in_redis(run: Run) -> str:
    if not run.redis_url:
        return ""
    with redis.Redis.from_url(run.redis_url) as client:
        return "\n".join(f"{key!r} {client.dump(key)!r}" for key in client.scan_iter())


@pytest.mark.timeout(360)
def test_no_secret_is_written_down_anywhere(running):
    """S75: log, database, Redis, refusals, and mails that it does not belong into."""
    answers = live_through(running)
    wait_until(lambda: len(running.mailbox.letters) >= 5, 15, "all letters")
    places = {
        "log": running.server.log(),
        "database": tables(running),
        "redis": kept_in_redis(running),
        "answers": "\n".join(str((answer.headers, answer.body)) for answer in answers),
    }
    found = {
        (name, place)
        for name, secret in running.secrets.items()
        for place, text in places.items()
        if secret in text
    }
    assert found == set()
    letters = [letter.text + letter.html for letter in running.mailbox.letters]
    mailed = {
        name: sum(secret in letter for letter in letters)
        for name, secret in running.secrets.items()
    }
    assert {name: count for name, count in mailed.items() if count} == {
        "confirmation": 1,
        "reset": 1,
        "invite": 1,
    }


@pytest.mark.timeout(360)
@pytest.mark.alone
def test_answer_does_not_wait_for_a_mail_server_that_is_away(running):
    """R34: answered below half a second, and sent once after its return."""
    own = running.mailbox
    own.kill()
    new = {"username": "fay", "password": PASSWORD, "email": MAIL}
    running.ask("POST", "/auth/register", {"username": "gil", "password": PASSWORD})
    began = time.monotonic()
    fay = running.ask("POST", "/auth/register", new).json["accessToken"]
    body = {"kind": "email", "email": GUEST_MAIL}
    asked = time.monotonic()
    assert running.ask("POST", "/invites", body, token=fay).status < 300
    done = time.monotonic()
    assert (done - asked, asked - began) < (0.5, 1.5)
    wait_until(lambda: "mail_not_sent" in running.server.log(), 15, "an attempt")
    own.start()
    for address in (MAIL, GUEST_MAIL):
        own.wait_for(address, seconds=40)
    # One more confirmation would have come by now, had any been sent twice.
    running.ask("POST", "/auth/password-resets", {"login": "fay"})
    assert [len(own.to(address)) for address in (MAIL, GUEST_MAIL)] == [1, 1]


@pytest.mark.timeout(360)
@pytest.mark.parametrize("transport", list(TRANSPORTS.values()), ids=list(TRANSPORTS))
@pytest.mark.alone
def test_streams_of_other_devices_end_with_the_password(server, transport):
    """S23: every other stream within two seconds."""
    here = Api.register(server.url)
    login = {"login": here.get("/me")["username"], "password": "correct horse battery"}
    there = Api(server.url).request("POST", "/auth/login", login).json
    other = transport(Api(server.url, there["accessToken"], here.user_id)).connect()
    began = time.monotonic()
    change = {"currentPassword": login["password"], "newPassword": NEXT_PASSWORD}
    changed = here.request("PUT", "/me/password", change)
    answered = time.monotonic()
    other.wait_closed(5)
    assert time.monotonic() - answered < ENDED_WITHIN_SECONDS
    assert other.api.request("GET", "/me").status == 401
    assert changed.status == 200
    assert time.monotonic() - began < 10
    assert here.at(server.url).request("GET", "/me").status == 401
    assert Api(server.url, changed.json["accessToken"]).get("/me")["id"] == here.user_id


@pytest.mark.timeout(360)
@pytest.mark.alone
def test_clock_does_not_tell_who_has_an_account(serve, mailbox):
    """S30: asking for a new password takes as long for somebody as for nobody.

    By the quickest tenth, as one who wants to know would take them: what a busy machine adds tells
    nothing of the account.
    """
    server = serve(MAIL_URL=mailbox.url)
    api = Api.register(server.url, "fay")
    change = {"currentPassword": "correct horse battery", "email": MAIL}
    api.request("PUT", "/me/email", change)
    token = mailbox.wait_for(MAIL).token
    Api(server.url).request("PUT", f"/auth/email-confirmations/{token}")
    took: dict[str, list[float]] = {"fay": [], "nobody-here": []}
    for _ in range(100):
        for login, times in took.items():
            began = time.perf_counter()
            answer = Api(server.url).request("POST", "/auth/password-resets", {"login": login})
            times.append(time.perf_counter() - began)
            assert answer.status == 202
    known, unknown = (statistics.quantiles(times, n=10)[0] for times in took.values())
    assert abs(known - unknown) < max(0.005, 0.1 * max(known, unknown)), (known, unknown)
