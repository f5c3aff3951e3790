"""All frames there are, and the browser that hears them by name."""

from __future__ import annotations

import re
from typing import get_args

from chatty.wire.frames.models.every import FRAMES
from tests.processes import ROOT

EVENT_STREAM = ROOT / "static" / "js" / "transport" / "event_stream.js"


def test_browser_hears_every_frame_over_server_sent_events():
    heard = re.search(r"const KINDS = \[(.*?)\];", EVENT_STREAM.read_text(), re.DOTALL)
    sent = [get_args(frame.model_fields["type"].annotation)[0] for frame in FRAMES]
    assert heard
    assert sorted(re.findall(r'"([A-Z_]+)"', heard[1])) == sorted(sent)
