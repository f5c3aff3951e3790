"""Real database and Redis servers for the tests, each on its own port and folder.

They come from wheels that the development requirements bring, or from the machine when
``CHATTY_TEST_DATABASE_URL`` or ``CHATTY_TEST_REDIS_URL`` names one. They can be killed, restarted
and frozen, because the tests of faults do that. They end with the process that started them.
"""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import quote

import boto3
import psycopg
import redis
from botocore.config import Config
from botocore.exceptions import BotoCoreError

from tests.binaries import postgres_binaries, redis_binary, unprivileged_account

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

START_SECONDS = 30
STOP_SECONDS = 10
POLL_SECONDS = 0.05
# Set by coverage for the processes it shall measure.
COVERAGE = "COVERAGE_PROCESS_CONFIG"


class LocalServer:
    """One server process: started, stopped, killed, frozen; always on the same port."""

    name: str
    gentle_signal: signal.Signals

    def __init__(self) -> None:
        self.port = free_port()
        self.folder = Path(tempfile.mkdtemp(prefix=f"chatty-{self.name}-"))
        self.process: subprocess.Popen[bytes] | None = None
        self._frozen: list[int] = []
        self._account: int | None = None
        atexit.register(self.stop)

    def command(self) -> list[str]:
        """The command line that serves in the foreground."""
        raise NotImplementedError

    def answers(self) -> bool:
        """Whether a client can use the server now."""
        raise NotImplementedError

    def start(self) -> Self:
        """Serve, and return once a client is answered."""
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                tied_to_us(self.command(), self.gentle_signal),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                user=self._account,
                cwd=self.folder,
            )
        try:
            wait_until(self._ready, START_SECONDS, f"{self.name} to answer")
        except TimeoutError as error:
            error.add_note(self.log())
            raise
        return self

    def _ready(self) -> bool:
        assert self.process is not None
        if self.process.poll() is not None:
            message = f"{self.name} ended with {self.process.returncode}:\n{self.log()}"
            raise RuntimeError(message)
        return self.answers()

    def end(self, sign: signal.Signals) -> None:
        """Send *sign* to the server and wait until it is gone."""
        if self.process is None or self.process.poll() is not None:
            return
        self.thaw()
        self.process.send_signal(sign)
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """kill -9 of the server and all its children."""
        if self.process is None:
            return
        for pid in family(self.process.pid):
            send(pid, signal.SIGKILL)
        self.process.wait(STOP_SECONDS)
        self._frozen.clear()

    def stop(self) -> None:
        """End for good and remove what it kept."""
        self.end(self.gentle_signal)
        shutil.rmtree(self.folder, ignore_errors=True)

    def freeze(self) -> None:
        """Stop its clock: connections stay open and nothing is answered."""
        assert self.process is not None
        self._frozen = family(self.process.pid)
        for pid in self._frozen:
            send(pid, signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        for pid in self._frozen:
            send(pid, signal.SIGCONT)
        self._frozen.clear()

    def log(self) -> str:
        """The last lines it wrote."""
        return (self.folder / "log").read_text(errors="replace")[-4_000:]


class Postgres(LocalServer):
    """PostgreSQL on loopback, empty or with the `data` of another server that was stopped.

    `stop_immediate` is `pg_ctl -m immediate stop`.
    """

    name = "postgres"
    gentle_signal = signal.SIGINT

    def __init__(self, data: Path | None = None) -> None:
        super().__init__()
        self._account = unprivileged_account()
        self.binaries = postgres_binaries(self.folder)
        self.data = self.folder / "data"
        if self._account is not None:
            os.chown(self.folder, self._account, -1)
        if data is None:
            self._initialise()
        else:
            subprocess.run(["cp", "-a", str(data), str(self.data)], check=True)

    def _initialise(self) -> None:
        command = [self.binaries / "initdb", "-D", self.data, "-U", "chatty", "--auth=trust"]
        subprocess.run(
            [*map(str, command), "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"],
            check=True,
            capture_output=True,
            user=self._account,
            cwd=self.folder,
        )

    def command(self) -> list[str]:
        # Without fsync a killed *server* still loses nothing, only a killed machine would.
        settings = {
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "port": self.port,
            "fsync": "off",
            "full_page_writes": "off",
            # Thousands of databases come and go; their log would fill a small machine's memory.
            "wal_level": "minimal",
            "max_wal_senders": 0,
            "max_wal_size": "128MB",
            "max_connections": 200,
            "shared_buffers": "64MB",
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return [str(self.binaries / "postgres"), "-D", str(self.data), *options]

    def answers(self) -> bool:
        try:
            psycopg.connect(self.dsn("postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def stop_immediate(self) -> None:
        """As `pg_ctl restart -m immediate` begins: sessions are cut, recovery follows."""
        self.end(signal.SIGQUIT)

    def dsn(self, database: str) -> str:
        """The address for psycopg."""
        return f"postgresql://chatty@127.0.0.1:{self.port}/{database}"


class S3(LocalServer):
    """A server of files that speaks S3, with one empty bucket; it forgets all when it ends."""

    name = "s3"
    gentle_signal = signal.SIGTERM
    bucket = "chatty-files"
    access_key = "AKIATESTTESTTESTTEST"
    secret_key = "no/secret+to/anybody"

    def command(self) -> list[str]:
        script = Path(__file__).with_name("s3_server.py")
        # As elsewhere a page may send and read here only what the bucket's own rules let it.
        strict = ["env", "MOTO_DISABLE_GLOBAL_CORS=true"]
        served = [sys.executable, str(script), str(self.port), self.access_key, self.secret_key]
        return [*strict, *served]

    def welcome(self, origin: str) -> None:
        """Let pages of *origin* send files, as the documentation says that a bucket must."""
        rule = {"AllowedOrigins": [origin], "AllowedMethods": ["PUT"], "AllowedHeaders": ["*"]}
        self.client().put_bucket_cors(Bucket=self.bucket, CORSConfiguration={"CORSRules": [rule]})

    def answers(self) -> bool:
        try:
            self.client().create_bucket(Bucket=self.bucket)
        except BotoCoreError:
            return False
        return True

    def client(self) -> Any:  # noqa: ANN401  # made of the service's description
        return boto3.client(
            "s3",
            endpoint_url=f"http://127.0.0.1:{self.port}",
            region_name="us-east-1",
            aws_access_key_id=self.access_key,
            aws_secret_access_key=self.secret_key,
            config=Config(
                s3={"addressing_style": "path"},
                connect_timeout=2,
                read_timeout=5,
                retries={"total_max_attempts": 1},
            ),
        )

    @property
    def url(self) -> str:
        """What `STORAGE_URL` says."""
        secret = quote(self.secret_key, safe="")
        return f"s3://{self.access_key}:{secret}@127.0.0.1:{self.port}/{self.bucket}?tls=off"

    def keys(self) -> set[str]:
        """The names of all files there are."""
        found = self.client().list_objects_v2(Bucket=self.bucket)
        return {each["Key"] for each in found.get("Contents", [])}


class Redis(LocalServer):
    """Redis on loopback that keeps nothing on disk."""

    name = "redis"
    gentle_signal = signal.SIGTERM

    def command(self) -> list[str]:
        options = {"--port": self.port, "--bind": "127.0.0.1", "--save": "", "--appendonly": "no"}
        pairs = [part for name, value in options.items() for part in (name, str(value))]
        return [redis_binary(), *pairs, "--dir", str(self.folder)]

    def answers(self) -> bool:
        client = redis.Redis(port=self.port, socket_timeout=2)
        try:
            return bool(client.ping())
        except redis.RedisError:
            return False
        finally:
            client.close()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def flush(self) -> None:
        """FLUSHALL."""
        with redis.Redis(port=self.port, socket_timeout=2) as client:
            client.flushall()


def free_port() -> int:
    """A port of loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def tied_to_us(command: list[str], sign: signal.Signals) -> list[str]:
    """*command*, sent *sign* by the kernel when we die without having stopped it."""
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        return command
    return [setpriv, "--pdeathsig", sign.name.removeprefix("SIG"), *command]


def wait_until(condition: Callable[[], bool], seconds: float, what: str) -> None:
    """Return once *condition* holds; TimeoutError after *seconds*."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            message = f"waited {seconds} s for {what}"
            raise TimeoutError(message)
        time.sleep(POLL_SECONDS)


def family(pid: int) -> list[int]:
    """*pid* and its descendants; PostgreSQL's children are in sessions of their own."""
    return [pid, *(member for child in _children(pid) for member in family(child))]


def _children(pid: int) -> Iterator[int]:
    for listing in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            yield from map(int, listing.read_text().split())
        except OSError:  # it has ended meanwhile
            continue


def send(pid: int, sign: signal.Signals) -> None:
    """A signal to a process that may have ended already."""
    try:
        os.kill(pid, sign)
    except ProcessLookupError:
        return


def bare_environment(settings: Mapping[str, str]) -> dict[str, str]:
    """*settings* and what a process needs to live, nothing else of ours."""
    kept = ("PATH", "HOME", "LANG", "TMPDIR", COVERAGE)
    return {name: os.environ[name] for name in kept if name in os.environ} | dict(settings)
