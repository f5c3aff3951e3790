"""How far people are."""

from __future__ import annotations

from chatty.wire.base import WireId, WireModel


class Receipt(WireModel):
    """Up to which place somebody has read and received; null where the latter is not told."""

    user_id: WireId
    read_seq: int
    delivered_seq: int | None
