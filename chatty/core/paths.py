"""Where the project's own files lie, and under which addresses browsers fetch them."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates"
STATIC = ROOT / "static"
MIGRATIONS = ROOT / "migrations"
DIGEST_CHARACTERS = 12


def digest_of(content: bytes) -> str:
    """Enough of the hash of *content* to tell versions apart."""
    return sha256(content).hexdigest()[:DIGEST_CHARACTERS]


@cache
def static_url(path: str) -> str:
    """The address, good for ever, of the file at *path* under ``static/``."""
    return f"/static/{path}?v={digest_of((STATIC / path).read_bytes())}"
