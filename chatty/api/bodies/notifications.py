"""What is asked and answered about notifications."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from chatty.core import limits
from chatty.wire.base import Line, Moment, WireId, WireModel
from chatty.wire.models import Notification


class NotificationPage(WireModel):
    """Notifications, newest first, where to go on, and how much waits for one in all."""

    items: list[Notification]
    next_cursor: str | None
    unread_count: int


class ReadUpTo(WireModel):
    """Up to which one everything was seen; everything without."""

    upto: WireId | None = None


Key = Annotated[Line, Field(max_length=limits.PUSH_KEY_CHARACTERS)]


class PushKeys(WireModel):
    """The keys of a subscription, as the browser's ``PushSubscription.toJSON()`` has them."""

    p256dh: Key
    auth: Key


class NewPushSubscription(WireModel):
    """A device that is to get push; its browser made ``endpoint`` and ``keys``."""

    endpoint: Annotated[Line, Field(max_length=limits.URL_CHARACTERS)]
    keys: PushKeys
    device: Annotated[Line, Field(max_length=limits.PUSH_DEVICE_CHARACTERS)] = ""


class PushSubscription(WireModel):
    """A device that gets push, until its sign-in ends."""

    id: WireId
    device: str
    created_at: Moment


class PushSubscriptionList(WireModel):
    """The devices that get push, the newest first; browsers subscribe with ``publicKey``."""

    items: list[PushSubscription]
    public_key: str
