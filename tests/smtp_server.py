"""An SMTP server that keeps what it takes as files: ``python smtp_server.py PORT FOLDER [PEM]``.

With a certificate and its key in PEM it offers STARTTLS, and takes nothing before that.

It runs in a process of its own, so that the tests can kill it and start it again.
"""

from __future__ import annotations

import itertools
import signal
import ssl
import sys
import threading
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

_numbers = itertools.count(1)


class Keeper:
    """Writes each mail down, whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def handle_DATA(  # noqa: N802  # aiosmtpd calls it so
        self,
        _server: Any,  # noqa: ANN401  # aiosmtpd's own
        _session: Any,  # noqa: ANN401  # JSON, or what a library hands over
        envelope: Any,  # noqa: ANN401  # JSON, or what a library hands over
    ) -> str:
        if any("refused" in address for address in envelope.rcpt_tos):
            return "550 nobody of that name"
        number = len(list(self._folder.glob("*.eml"))) + next(_numbers)
        draft = self._folder / f"{number:05}.tmp"
        draft.write_bytes(envelope.content)
        draft.rename(draft.with_suffix(".eml"))
        return "250 taken"


def main() -> None:
    port, folder = int(sys.argv[1]), Path(sys.argv[2])
    encrypted: dict[str, Any] = {}
    if sys.argv[3:]:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(sys.argv[3])
        encrypted = {"tls_context": context, "require_starttls": True}
    controller = Controller(Keeper(folder), hostname="127.0.0.1", port=port, **encrypted)
    controller.start()
    done = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: done.set())
    done.wait()
    controller.stop()


if __name__ == "__main__":
    main()
