"""Files as plain dicts."""

from __future__ import annotations

from collections.abc import Sequence

from chatty.attachments.jobs import Begun
from chatty.attachments.models import AttachmentState, AttachmentView, Usage
from chatty.wire.base import Json

PLACE = "/api/v1/attachments"


def attachment_json(view: AttachmentView) -> Json:
    """*view* as an Attachment."""
    address = f"{PLACE}/{view.key}"
    is_ready = view.state == AttachmentState.READY
    return {
        "key": view.key,
        "kind": view.kind,
        "name": view.name,
        "mediaType": view.media_type,
        "size": view.size,
        "width": view.width,
        "height": view.height,
        "durationMs": view.duration_ms,
        "url": address if is_ready else None,
        "thumbnailUrl": f"{address}/small" if view.has_thumbnail else None,
        "previewUrl": f"{address}/large" if view.has_thumbnail else None,
        "placeholder": view.placeholder,
        "waveform": None if view.waveform is None else list(view.waveform),
        "state": view.state,
    }


def attachments_json(views: Sequence[AttachmentView]) -> list[Json]:
    """The files of a message."""
    return [attachment_json(view) for view in views]


def upload_json(begun: Begun, *, place: str) -> Json:
    """*begun* as an Upload; *place* is where we take bytes ourselves."""
    sends_here = not begun.urls
    return {
        "key": begun.key,
        "protocol": "tus" if sends_here else "parts",
        "url": f"{place}/{begun.key}" if sends_here else None,
        "partBytes": begun.part_bytes,
        "partUrls": list(begun.urls),
    }


def usage_json(usage: Usage) -> Json:
    """*usage* as a StorageUsage."""
    return {"used": usage.used, "allowed": usage.allowed, "count": usage.count}
