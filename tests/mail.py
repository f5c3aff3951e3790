"""A real mail server for the tests, and the letters in it.

``mailbox`` is the server; ``mail_on`` switches mail on for the app inside pytest, where
``post_office()`` sends what is due. A server of ``serve`` takes ``MAIL_URL=mailbox.url``.
"""

from __future__ import annotations

import email
import email.policy
import re
import signal
import smtplib
import sys
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.servers import LocalServer, wait_until

if TYPE_CHECKING:
    from email.message import EmailMessage

SECONDS = 15


class Letter:
    """One mail that arrived."""

    def __init__(self, message: EmailMessage) -> None:
        self.message = message
        self.to = str(message["To"])
        self.subject = str(message["Subject"])
        self.text = self._part("plain")
        self.html = self._part("html")

    def _part(self, kind: str) -> str:
        part = self.message.get_body((kind,))
        assert part is not None
        content: str = part.get_content()
        return content

    @property
    def link(self) -> str:
        """The first address in the text."""
        found = re.search(r"https?://\S+", self.text)
        assert found, self.text
        return found[0]

    @property
    def path(self) -> str:
        """The link without the server."""
        return "/" + self.link.split("/", 3)[3]

    @property
    def token(self) -> str:
        """The secret word at the end of the link."""
        return self.link.rsplit("/", 1)[1]


class Mailbox(LocalServer):
    """aiosmtpd on loopback; it takes everything but for addresses with "refused" in them."""

    name = "smtp"
    gentle_signal = signal.SIGTERM

    def __init__(self, pem: Path | None = None) -> None:
        super().__init__()
        self._pem = [] if pem is None else [str(pem)]

    def command(self) -> list[str]:
        script = Path(__file__).with_name("smtp_server.py")
        return [sys.executable, str(script), str(self.port), str(self.folder), *self._pem]

    def answers(self) -> bool:
        try:
            with smtplib.SMTP("127.0.0.1", self.port, "localhost", timeout=2) as client:
                return client.noop()[0] == 250
        except (OSError, smtplib.SMTPException):
            return False

    @property
    def url(self) -> str:
        """What MAIL_URL is set to."""
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def letters(self) -> list[Letter]:
        """All that arrived, in order."""
        return [_read(path) for path in sorted(self.folder.glob("*.eml"))]

    def to(self, address: str) -> list[Letter]:
        """What arrived for *address*."""
        return [letter for letter in self.letters if letter.to == address]

    def wait_for(self, address: str, count: int = 1, seconds: float = SECONDS) -> Letter:
        """The newest mail to *address*, once there are *count*."""
        wait_until(lambda: len(self.to(address)) >= count, seconds, f"{count} mails to {address}")
        return self.to(address)[-1]

    def empty(self) -> None:
        """Throw all letters away."""
        for path in self.folder.glob("*.eml"):
            path.unlink()


def self_signed(folder: Path) -> Path:
    """A certificate for 127.0.0.1 and its key, which nobody trusts who is not told to."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = folder / "mail.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    pem.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    return pem


def _read(path: Path) -> Letter:
    return Letter(email.message_from_bytes(path.read_bytes(), policy=email.policy.default))
