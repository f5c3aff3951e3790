"""``STORAGE_URL`` taken apart: ``s3://key:secret@host:port/bucket``, and behind ``?`` what differs.

``region`` is ``us-east-1`` where nothing is said. ``tls=off`` speaks plain HTTP with the server.
``public=https://files.example.org`` is where browsers reach it, if that is elsewhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit

SCHEME = "s3"
REGION = "us-east-1"
BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
ORIGIN = re.compile(r"https?://[A-Za-z0-9.-]+(?::\d{1,5})?")
SHAPE = "set s3://key:secret@host/bucket"
NO_KEYS = "name the access key and its secret: s3://key:secret@host/bucket"
WRONG_OPTIONS = "behind ? there may be region=…, tls=off and public=https://…"
WRONG_PUBLIC = "public= is the origin that browsers reach: https://files.example.org"
OPTIONS = frozenset({"region", "tls", "public"})


@dataclass(frozen=True, slots=True)
class S3Address:
    """Where a bucket is: *inside* for this server, *outside* for browsers; both are origins."""

    bucket: str
    inside: str
    outside: str
    region: str
    access_key: str
    secret_key: str


def s3_address(url: str) -> S3Address:
    """What *url* says; raises ValueError with what is wrong with it."""
    parts = urlsplit(url)
    bucket = parts.path.strip("/")
    options = dict(parse_qsl(parts.query))
    if parts.scheme != SCHEME or not parts.hostname or not BUCKET.fullmatch(bucket):
        raise ValueError(SHAPE)
    if not parts.username or not parts.password:
        raise ValueError(NO_KEYS)
    if options.keys() - OPTIONS or options.get("tls", "on") not in {"on", "off"}:
        raise ValueError(WRONG_OPTIONS)
    scheme = "http" if options.get("tls") == "off" else "https"
    port = "" if parts.port is None else f":{parts.port}"
    inside = f"{scheme}://{parts.hostname}{port}"
    outside = options.get("public", inside).rstrip("/")
    if not ORIGIN.fullmatch(outside):
        raise ValueError(WRONG_PUBLIC)
    return S3Address(
        bucket=bucket,
        inside=inside,
        outside=outside,
        region=options.get("region", REGION),
        access_key=unquote(parts.username),
        secret_key=unquote(parts.password),
    )
