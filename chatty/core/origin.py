"""From which address the request at hand came, for who writes it down.

A door says it once for each request or command; nothing below a door knows what a request is.
"""

from __future__ import annotations

from contextvars import ContextVar

_address: ContextVar[str] = ContextVar("address", default="")


def came_from(address: str) -> None:
    """What follows in this greenlet is asked for from *address*."""
    _address.set(address)


def origin() -> str:
    """The address that asks; empty in jobs and commands of the shell."""
    return _address.get()
