"""Ask a virus scanner: clamd, by its command INSTREAM (clamd(8), "COMMANDS").

A stream is pieces, each behind its length in four bytes, and a length of zero at the end. The
answer is one line. Without an address nothing is asked and nothing found.
"""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterable

from chatty.core import limits

COMMAND = b"zINSTREAM\0"
ANSWER_BYTES = 1_024
CLEAN = "OK"
FOUND = " FOUND"
# Its setting StreamMaxLength; it says so and hangs up before all was sent.
TOO_LARGE = "INSTREAM size limit exceeded"


class ScannerAway(Exception):
    """Nobody can tell whether the file is harmful: the scanner does not answer, or not that."""


class NotScannedError(Exception):
    """The scanner broke off in the middle of the file, as it does where one is too large for it."""


class Scanner:
    """Configured once by the app."""

    def __init__(self) -> None:
        self._address: tuple[str, int] | None = None

    def configure(self, address: tuple[str, int] | None) -> None:
        """Ask the clamd at *address* from now on; None for nobody."""
        self._address = address

    @property
    def is_asked(self) -> bool:
        """Whether there is one."""
        return self._address is not None

    def harm_in(self, pieces: Iterable[bytes]) -> str | None:
        """What the scanner calls the harm in *pieces*; None for none.

        Raises ScannerAway, NotScannedError.
        """
        if self._address is None:
            return None
        try:
            answer = _answer(self._address, pieces)
        except OSError as error:
            raise ScannerAway from error
        if answer.startswith(TOO_LARGE):
            raise NotScannedError
        words = answer.partition(": ")[2]
        if words == CLEAN:
            return None
        if words.endswith(FOUND):
            return words.removesuffix(FOUND)
        raise ScannerAway(answer)


scanner = Scanner()


def _answer(address: tuple[str, int], pieces: Iterable[bytes]) -> str:
    with socket.create_connection(address, timeout=limits.SCANNER_CONNECT_SECONDS) as asked:
        asked.settimeout(limits.SCANNER_SECONDS)
        asked.sendall(COMMAND)
        try:
            for piece in pieces:
                asked.sendall(struct.pack(">I", len(piece)) + piece)
            asked.sendall(struct.pack(">I", 0))
        except (BrokenPipeError, ConnectionResetError) as error:
            raise NotScannedError from error
        told = b""
        while not told.endswith(b"\0") and len(told) < ANSWER_BYTES:
            more = asked.recv(ANSWER_BYTES)
            if not more:
                break
            told += more
    return told.rstrip(b"\0\n").decode(errors="replace")
