"""How guests are called: everybody who reads a name sees that it is a guest's."""

from __future__ import annotations

SUFFIX = " (guest)"


def guest_name(name: str) -> str:
    """*name* as a guest bears it, so that no guest passes for the member of the same name."""
    return f"{name_of_guest(name)}{SUFFIX}"


def name_of_guest(display_name: str) -> str:
    """What the guest called themselves."""
    return " ".join(display_name.split()).removesuffix(SUFFIX.strip()).strip()
