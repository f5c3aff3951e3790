"""Bytes of files as answers: in parts where that is asked for, and harmless in a browser."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from flask import Response, request

from chatty.core.errors import NotFound
from chatty.core.storage import NoSuchFile, current_storage

POLICY = "default-src 'none'; sandbox"
# Who may see it is asked each time; what was kept is shown again if they still may.
ASK_EACH_TIME = "private, no-cache"


def file_answer(name: str, *, tag: str, media_type: str, download_as: str = "") -> Response:
    """What is kept under *name*, as a download where it says how that is called.

    Raises NotFound when the bytes are not there.
    """
    disposition = _disposition(download_as)
    elsewhere = current_storage().address(name, media_type=media_type, disposition=disposition)
    if elsewhere is not None:
        return _redirect(elsewhere)
    try:
        size = current_storage().size(name)
        start, stop = _asked_part(size, tag)
        pieces: Iterator[bytes] = iter(())
        if request.method != "HEAD" and not request.if_none_match.contains(tag):
            pieces = current_storage().pieces(name, start, stop)
    except NoSuchFile as error:
        raise NotFound from error
    response = Response(pieces, mimetype=media_type)
    response.content_length = stop - start
    if (start, stop) != (0, size):
        response.status_code = 206
        response.headers["Content-Range"] = f"bytes {start}-{stop - 1}/{size}"
    return _dressed(response, tag, disposition)


def _redirect(address: str) -> Response:
    """To where the bytes are; the address is good for some minutes, and nobody keeps it."""
    headers = {"Location": address, "Cache-Control": "no-store", "Vary": "Authorization, Cookie"}
    return Response(status=302, headers=headers)


def _disposition(download_as: str) -> str:
    """As a download with this name, spelt as RFC 6266 says, or shown where it stands."""
    if not download_as:
        return "inline"
    return f"attachment; filename*=UTF-8''{quote(download_as, safe='')}"


def _asked_part(size: int, tag: str) -> tuple[int, int]:
    """From which byte to before which; all of it where no part is asked for that there is."""
    asked = request.range
    if asked is None or asked.units != "bytes" or len(asked.ranges) != 1:
        return 0, size
    if request.if_range.etag is not None and request.if_range.etag != tag:
        return 0, size
    return asked.range_for_length(size) or (0, size)


def _dressed(response: Response, tag: str, disposition: str) -> Response:
    headers = response.headers
    headers["Content-Security-Policy"] = POLICY
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["Cache-Control"] = ASK_EACH_TIME
    headers["Vary"] = "Authorization, Cookie"
    headers["Accept-Ranges"] = "bytes"
    headers["Content-Disposition"] = disposition
    response.set_etag(tag)
    if request.if_none_match.contains(tag):
        response.status_code = 304
        response.headers.pop("Content-Length", None)
    return response
