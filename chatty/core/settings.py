"""Settings from the environment, checked whole before anything starts.

A wrong or missing one is a ``SettingsError`` whose text says what to set; the process ends with it.
"""

from __future__ import annotations

import os
import re
import secrets
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import SplitResult, urlsplit

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from chatty.core.mail import server_at
from chatty.core.storage.address import s3_address

SECRET_BYTES = 32
DEFAULT_PORTS = {"http": 80, "https": 443}
KNOWN_DOORS = ("web", "api", "realtime")
HOST_AND_PORT = re.compile(r"(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\]):[1-9]\d{0,4}")
MAIL_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]{2,}")
MAIL_ADDRESS = re.compile(r"[^\s@<>,;:\"]+@[A-Za-z0-9.\[\]:-]+")
WEAK_SECRETS = frozenset({"secret", "changeme", "change-me", "dev", "development", "password"})


class SettingsError(Exception):
    """The settings do not fit together; the text is for the person who starts the server."""


class Settings(BaseSettings):
    """All settings; each field's description stands in ``docs/configuration.md``."""

    model_config = SettingsConfigDict(env_prefix="", extra="ignore", frozen=True)

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65_535)
    secret_key: str = ""
    database_url: str = ""
    redis_url: str = ""
    storage_url: str = ""
    mail_url: str = ""
    public_url: str = ""
    web_concurrency: int = Field(default=1, ge=1, le=64)
    chatty_data: Path = Path("instance")
    chatty_doors: Annotated[str, NoDecode] = "web,api,realtime"
    chatty_site_name: str = "chatty"
    chatty_mail_from: str = ""
    chatty_registration: Literal["open", "invite", "closed"] = "open"
    chatty_registration_domains: Annotated[str, NoDecode] = ""
    chatty_guests: Literal["on", "off"] = "on"
    chatty_digest_minutes: int = Field(default=30, ge=0, le=1_440)
    chatty_oidc_issuer: str = ""
    chatty_oidc_client_id: str = ""
    chatty_oidc_client_secret: str = ""
    chatty_oidc_name: str = "Single sign-on"
    chatty_max_streams: int = Field(default=8_000, ge=1, le=1_000_000)
    chatty_limits: Literal["on", "off"] = "on"
    chatty_trusted_proxies: int = Field(default=0, ge=0, le=10)
    chatty_insecure_http: bool = False
    chatty_fetch_allowed: Annotated[str, NoDecode] = ""
    chatty_clamd: str = ""
    chatty_log_level: Literal["debug", "info", "warning", "error"] = "info"
    chatty_database_pool: int = Field(default=10, ge=1, le=100)
    chatty_migrate: Literal["on", "off"] = "on"

    @property
    def doors(self) -> frozenset[str]:
        """The doors that this process opens."""
        return frozenset(name.strip() for name in self.chatty_doors.split(",") if name.strip())

    @property
    def on_sqlite(self) -> bool:
        """Whether the embedded database is used."""
        return self.database_url.startswith("sqlite")

    @property
    def on_loopback(self) -> bool:
        """Whether only this machine can reach the server directly."""
        if self.host == "localhost":
            return True
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def https(self) -> bool:
        """Whether people reach the server over https."""
        return self.public_url.startswith("https://")

    @property
    def registration_domains(self) -> tuple[str, ...]:
        """The mail domains whose people may register; empty for all."""
        named = (name.strip().lower() for name in self.chatty_registration_domains.split(","))
        return tuple(name for name in named if name)

    @property
    def fetch_allowed(self) -> tuple[tuple[str, int], ...]:
        """The inner hosts and ports that may be asked although they are not public."""
        named = (each.strip() for each in self.chatty_fetch_allowed.split(",") if each.strip())
        parts = (each.rpartition(":") for each in named)
        return tuple((host.strip("[]").lower(), int(port)) for host, _, port in parts)

    @property
    def clamd(self) -> tuple[str, int] | None:
        """Where the virus scanner is; None for nowhere."""
        host, _, port = self.chatty_clamd.rpartition(":")
        return (host.strip("[]"), int(port)) if host else None

    @property
    def base_url(self) -> str:
        """The address that links in mails begin with, whatever host a request named."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.public_url or f"http://{host}:{self.port}"

    @property
    def mail_from(self) -> str:
        """The address that mails come from."""
        return self.chatty_mail_from or f"chatty@{urlsplit(self.base_url).hostname}"

    @property
    def limits_on(self) -> bool:
        """Whether rates are limited."""
        return self.chatty_limits == "on"


def load_settings(**overrides: object) -> Settings:
    """The settings of this process; *overrides* win over the environment. Raises SettingsError."""
    try:
        settings = Settings(**overrides)  # type: ignore[arg-type]  # checked by pydantic itself
    except ValidationError as error:
        raise SettingsError(_in_words(error)) from error
    settings = _with_defaults(settings)
    _check(settings)
    return settings


def _in_words(error: ValidationError) -> str:
    lines = [
        f"{str(problem['loc'][0]).upper() if problem['loc'] else 'settings'}: {problem['msg']}"
        for problem in error.errors(include_input=False, include_context=False)
    ]
    return "; ".join(lines)


def _with_defaults(settings: Settings) -> Settings:
    changes: dict[str, str] = {}
    if not settings.database_url:
        changes["database_url"] = f"sqlite:///{(settings.chatty_data / 'chatty.db').absolute()}"
    elif settings.database_url.startswith(("postgres://", "postgresql://")):
        # Hosts hand out these schemes; SQLAlchemy wants the driver named.
        _, _, rest = settings.database_url.partition("://")
        changes["database_url"] = f"postgresql+psycopg://{rest}"
    changes["chatty_oidc_issuer"] = settings.chatty_oidc_issuer.rstrip("/")
    if settings.public_url:
        changes["public_url"] = _as_origin(settings.public_url)
    settings = settings.model_copy(update=changes)
    if not settings.on_sqlite:
        return settings
    secret = _own_secret(settings.chatty_data, given=settings.secret_key)
    return settings.model_copy(update={"secret_key": secret})


def _as_origin(address: str) -> str:
    """*address* as browsers write an origin: small letters, no default port.

    What is no origin stays as it is, to be refused by name.
    """
    try:
        parts = urlsplit(address.rstrip("/"))
        port = parts.port
    except ValueError:
        return address
    if not parts.hostname or parts.path or parts.query or parts.username:
        return address
    scheme = parts.scheme.lower()
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    shown = "" if port in {None, DEFAULT_PORTS.get(scheme)} else f":{port}"
    return f"{scheme}://{host}{shown}"


def _own_secret(folder: Path, *, given: str) -> str:
    """The secret kept beside the embedded database, made at the first start, for its owner only.

    A *given* one is used as it is; the folder is made in either case, as the database needs it.
    """
    path = folder / "secret_key"
    try:
        # The database will lie there too: nobody else on the machine is to read it.
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if given:
            return given
        if not path.exists():
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(secrets.token_urlsafe(SECRET_BYTES) + "\n")
        return path.read_text(encoding="ascii").strip()
    except OSError as error:
        message = f"CHATTY_DATA: the folder {folder} cannot be used ({error.strerror})"
        raise SettingsError(message) from error


def _check(settings: Settings) -> None:
    for problem in (
        _wrong_secret(settings),
        _wrong_database(settings),
        _wrong_redis(settings),
        _wrong_storage(settings),
        _wrong_doors(settings),
        _wrong_processes(settings),
        _wrong_public_url(settings),
        _wrong_exposure(settings),
        _wrong_limits(settings),
        _wrong_oidc(settings),
        _wrong_mail(settings),
        _wrong_registration(settings),
        _wrong_fetching(settings),
        _wrong_scanner(settings),
    ):
        if problem:
            raise SettingsError(problem)


def _wrong_secret(settings: Settings) -> str | None:
    if not settings.secret_key:
        return "SECRET_KEY is missing: with a database server, set the same random value everywhere"
    if settings.secret_key.lower() in WEAK_SECRETS or len(settings.secret_key) < SECRET_BYTES:
        return f"SECRET_KEY is too weak: set at least {SECRET_BYTES} random characters"
    return None


def _wrong_database(settings: Settings) -> str | None:
    try:
        backend = make_url(settings.database_url).get_backend_name()
    except (ArgumentError, ValueError):
        return "DATABASE_URL cannot be read: set sqlite:///file.db or postgresql://user@host/name"
    if backend not in {"sqlite", "postgresql"}:
        return f"DATABASE_URL names {backend}: set sqlite:///file.db or postgresql://user@host/name"
    return None


def _wrong_redis(settings: Settings) -> str | None:
    schemes = {"redis", "rediss", "unix"}
    parts = _parts(settings.redis_url)
    if settings.redis_url and (parts is None or parts.scheme not in schemes):
        return "REDIS_URL cannot be read: set redis://host:6379/0"
    return None


def _wrong_scanner(settings: Settings) -> str | None:
    if settings.chatty_clamd and not HOST_AND_PORT.fullmatch(settings.chatty_clamd):
        return "CHATTY_CLAMD cannot be read: set host:port, like 127.0.0.1:3310"
    return None


def _wrong_storage(settings: Settings) -> str | None:
    if settings.storage_url:
        try:
            s3_address(settings.storage_url)
        except ValueError as error:
            return f"STORAGE_URL cannot be read: {error}"
    return None


def _wrong_doors(settings: Settings) -> str | None:
    unknown = settings.doors - set(KNOWN_DOORS)
    if unknown or not settings.doors:
        return f"CHATTY_DOORS: set a list of {', '.join(KNOWN_DOORS)}"
    return None


def _wrong_processes(settings: Settings) -> str | None:
    if settings.web_concurrency > 1 and settings.on_sqlite:
        return "WEB_CONCURRENCY is above 1 on SQLite: set DATABASE_URL to a PostgreSQL server"
    if settings.web_concurrency > 1 and not settings.redis_url:
        return "WEB_CONCURRENCY is above 1 without Redis: set REDIS_URL"
    if settings.doors != frozenset(KNOWN_DOORS) and settings.on_sqlite:
        return "CHATTY_DOORS splits the doors on SQLite: set DATABASE_URL to a PostgreSQL server"
    if settings.doors != frozenset(KNOWN_DOORS) and not settings.redis_url:
        return "CHATTY_DOORS splits the doors without Redis: set REDIS_URL"
    return None


def _wrong_public_url(settings: Settings) -> str | None:
    if not settings.public_url:
        return None
    parts = _parts(settings.public_url)
    if (
        parts is None
        or parts.scheme not in {"http", "https"}
        or not parts.hostname
        or parts.query
        or parts.path
    ):
        return "PUBLIC_URL: set the address people use, like https://chat.example.org"
    return None


def _parts(address: str) -> SplitResult | None:
    """The parts of *address*, or None when its host or port cannot be read."""
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return None
    return parts


def _wrong_exposure(settings: Settings) -> str | None:
    if settings.on_loopback or settings.https or settings.chatty_insecure_http:
        return None
    return (
        "HOST is open to other machines without https: set PUBLIC_URL to an https address, "
        "or CHATTY_INSECURE_HTTP=1 to say that plain http is meant"
    )


def _wrong_oidc(settings: Settings) -> str | None:
    if not settings.chatty_oidc_issuer:
        return None
    parts = _parts(settings.chatty_oidc_issuer)
    if parts is None or not parts.hostname or parts.query or not _is_private(parts):
        return "CHATTY_OIDC_ISSUER: set the provider's https address, like https://id.example.org"
    if not settings.chatty_oidc_client_id or not settings.chatty_oidc_client_secret:
        return "CHATTY_OIDC_ISSUER needs CHATTY_OIDC_CLIENT_ID and CHATTY_OIDC_CLIENT_SECRET"
    return None


def _is_private(parts: SplitResult) -> bool:
    """Whether nobody on the way reads along: https, or a provider on this machine."""
    loopback = parts.hostname in {"localhost", "127.0.0.1", "::1"}
    return parts.scheme == "https" or (parts.scheme == "http" and loopback)


def _wrong_limits(settings: Settings) -> str | None:
    if not settings.limits_on and not settings.on_loopback:
        return "CHATTY_LIMITS=off is for measuring on loopback: unset it, or set HOST=127.0.0.1"
    return None


def _wrong_mail(settings: Settings) -> str | None:
    if settings.chatty_mail_from and not MAIL_ADDRESS.fullmatch(settings.chatty_mail_from):
        return "CHATTY_MAIL_FROM: set an address like chat@example.org"
    if not settings.mail_url:
        return None
    try:
        server_at(settings.mail_url)
    except ValueError:
        return "MAIL_URL cannot be read: set smtp://user:password@host:587 or smtps://…@host"
    if not settings.public_url and not settings.on_loopback:
        return "PUBLIC_URL is missing: links in mails need the address people use"
    return None


def _wrong_fetching(settings: Settings) -> str | None:
    named = [each.strip() for each in settings.chatty_fetch_allowed.split(",") if each.strip()]
    if not all(HOST_AND_PORT.fullmatch(each) for each in named):
        return "CHATTY_FETCH_ALLOWED: set a list of hosts and ports like 10.0.0.5:443,wiki:8080"
    return None


def _wrong_registration(settings: Settings) -> str | None:
    if not all(MAIL_DOMAIN.fullmatch(name) for name in settings.registration_domains):
        return "CHATTY_REGISTRATION_DOMAINS: set a list of domains like example.org,example.com"
    if settings.registration_domains and not settings.mail_url:
        return "CHATTY_REGISTRATION_DOMAINS needs mail to confirm addresses: set MAIL_URL"
    return None
