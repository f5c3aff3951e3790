"""The way out for mail: which server takes it, and one mail handed over.

Configured once at the start, like the rates. Nothing here knows what a mail says. Certificates are
always verified; a name and password are never sent unencrypted beyond this machine.
"""

from __future__ import annotations

import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from enum import StrEnum
from urllib.parse import parse_qs, unquote, urlsplit

import gevent

from chatty.core import limits

PORTS = {"smtp": 25, "smtps": 465}
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
PERMANENT = 500


class Encryption(StrEnum):
    """How a connection to the mail server is encrypted."""

    FROM_THE_START = "smtps"
    REQUIRED = "required"
    OFFERED = "offered"
    OFF = "off"


class MailNotSentError(Exception):
    """The mail server did not take a mail; *for_good* says that asking again is of no use."""

    def __init__(self, reason: str, *, for_good: bool = False) -> None:
        super().__init__(reason)
        self.for_good = for_good


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed over."""

    host: str
    port: int
    encryption: Encryption
    user: str = ""
    password: str = ""


@dataclass(slots=True)
class Outgoing:
    """What mails of this installation have in common; ``server`` is None while mail is off."""

    server: MailServer | None = None
    sender: str = ""
    base_url: str = ""
    site_name: str = ""

    def configure(self, mail_url: str, *, sender: str, base_url: str, site_name: str) -> None:
        """Hand mails to the server at *mail_url*, or to nobody when it is empty."""
        self.server = server_at(mail_url) if mail_url else None
        self.sender = sender
        self.base_url = base_url
        self.site_name = site_name


outgoing = Outgoing()


def mail_is_on() -> bool:
    """Whether this installation can send mail at all."""
    return outgoing.server is not None


def server_at(url: str) -> MailServer:
    """The mail server that *url* names; raises ValueError."""
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname or parts.path not in {"", "/"}:
        message = "not the address of a mail server"
        raise ValueError(message)
    return MailServer(
        host=parts.hostname,
        port=parts.port or PORTS[parts.scheme],
        encryption=_encryption(parts.scheme, parts.query, host=parts.hostname, user=parts.username),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


def _encryption(scheme: str, query: str, *, host: str, user: str | None) -> Encryption:
    options = parse_qs(query, keep_blank_values=True, strict_parsing=bool(query))
    asked = options.pop("tls", [])
    if options or len(asked) > 1 or (asked and scheme == Encryption.FROM_THE_START):
        message = "an option that there is not"
        raise ValueError(message)
    if scheme == Encryption.FROM_THE_START:
        return Encryption.FROM_THE_START
    if asked and asked[0] == Encryption.FROM_THE_START:
        message = "tls=smtps is written smtps://"
        raise ValueError(message)
    usual = Encryption.REQUIRED if user and host not in LOOPBACK else Encryption.OFFERED
    return Encryption(asked[0]) if asked else usual


def hand_over(mail: EmailMessage) -> None:
    """Give *mail* to the server, within thirty seconds in all; raises MailNotSentError."""
    server = outgoing.server
    if server is None:
        message = "mail is off"
        raise MailNotSentError(message)
    try:
        with gevent.Timeout(limits.MAIL_SECONDS, TimeoutError):
            _converse(server, mail)
    except (OSError, smtplib.SMTPException) as error:
        raise MailNotSentError(_reason(error), for_good=_is_for_good(error)) from error


def _reason(error: Exception) -> str:
    # What a server answers may quote the letter, so of answers only the number is told.
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{type(error).__name__}: {error.smtp_code}"
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return f"recipient refused: {[code for code, _ in error.recipients.values()]}"
    return f"{type(error).__name__}: {error}"


def _is_for_good(error: Exception) -> bool:
    """Whether the letter itself was refused; a refused sign-in or sender is for us to mend."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= PERMANENT for code, _ in error.recipients.values())
    return isinstance(error, smtplib.SMTPDataError) and error.smtp_code >= PERMANENT


def _converse(server: MailServer, mail: EmailMessage) -> None:
    connection = _connect(server)
    try:
        if server.encryption in {Encryption.REQUIRED, Encryption.OFFERED}:
            _encrypt(connection, must=server.encryption is Encryption.REQUIRED)
        if server.user:
            connection.login(server.user, server.password)
        connection.send_message(mail)
        # Taken is taken: what happens to the good-bye does not matter.
        with suppress(OSError, smtplib.SMTPException):
            connection.quit()
    finally:
        connection.close()


def _connect(server: MailServer) -> smtplib.SMTP:
    # Named, or the library would ask the name servers what this machine is called.
    myself = urlsplit(outgoing.base_url).hostname or "localhost"
    wait = limits.MAIL_ANSWER_SECONDS
    if server.encryption is Encryption.FROM_THE_START:
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(server.host, server.port, myself, timeout=wait, context=context)
    return smtplib.SMTP(server.host, server.port, myself, timeout=wait)


def _encrypt(connection: smtplib.SMTP, *, must: bool) -> None:
    connection.ehlo_or_helo_if_needed()
    if connection.has_extn("starttls"):
        connection.starttls(context=ssl.create_default_context())
    elif must:
        message = "the server offers no encryption"
        raise smtplib.SMTPNotSupportedError(message)
