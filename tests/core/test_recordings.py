"""Sound and film are looked at in a process that can do no harm (S68)."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING

import pytest

from chatty.core import recordings
from chatty.core.recordings import can_be_examined, examined
from chatty.core.sniffing import media_type_of
from tests.pictures import opened
from tests.recordings import film, sound

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.mark.parametrize(
    ("form", "codec", "media_type"),
    [
        ("mp3", "mp3", "audio/mpeg"),
        ("ogg", "libopus", "audio/ogg"),
        ("wav", "pcm_s16le", "audio/wav"),
        ("ipod", "aac", "audio/mp4"),
        ("webm", "libopus", "audio/webm"),
    ],
)
def test_sound_has_a_length_and_a_waveform(form, codec, media_type):
    content = sound(form, codec, seconds=2)
    assert media_type_of(content) == media_type
    found = examined(content, media_type)
    assert found is not None
    assert found.duration_ms is not None
    assert 1_900 <= found.duration_ms <= 2_200
    assert found.waveform is not None
    assert len(found.waveform) == 64
    assert min(found.waveform[2:24]) > 60
    assert max(found.waveform[40:]) < 20


@pytest.mark.parametrize(
    ("form", "codec", "media_type"),
    [("mp4", "mpeg4", "video/mp4"), ("webm", "libvpx", "video/webm")],
)
def test_film_has_sides_a_length_and_a_poster(form, codec, media_type):
    content = film(form, codec)
    assert media_type_of(content) == media_type
    found = examined(content, media_type)
    assert found is not None
    assert (found.width, found.height) == (320, 240)
    assert found.poster is not None
    red, green, _ = opened(found.poster).convert("RGB").getpixel((10, 10))  # type: ignore[misc]  # three of them
    assert red > 150 > green


@pytest.fixture
def canary() -> Iterator[list[str]]:
    """What anybody asked of a server of this machine."""
    asked: list[str] = []

    class Canary(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Keep no log."""

    server = HTTPServer(("127.0.0.1", 0), Canary)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    asked.append(f"http://127.0.0.1:{server.server_port}/canary")
    yield asked
    server.shutdown()
    server.server_close()


def playlists(url: str) -> dict[str, bytes]:
    return {
        "hls": f"#EXTM3U\n#EXT-X-VERSION:3\n#EXTINF:1,\n{url}\n#EXT-X-ENDLIST\n".encode(),
        "concat": f"ffconcat version 1.0\nfile '{url}'\n".encode(),
        "local": b"ffconcat version 1.0\nfile '/etc/passwd'\n",
        "svg": f'<svg xmlns="http://www.w3.org/2000/svg"><image href="{url}"/></svg>'.encode(),
        "subtitles": f"WEBVTT\n\n00:00.000 --> 00:01.000\n{url}\n".encode(),
    }


@pytest.mark.parametrize("kind", ["hls", "concat", "local", "svg", "subtitles"])
def test_file_that_names_others_leads_nowhere(canary, kind):
    """S68: whatever it says that it is."""
    content = playlists(canary[0])[kind]
    for media_type in recordings.FORMATS:
        assert examined(content, media_type) is None
        assert examined(sound()[:200] + content, media_type) is None or media_type == "audio/mpeg"
    assert canary[1:] == []


def test_what_takes_too_long_is_left_alone(monkeypatch):
    monkeypatch.setattr("chatty.core.limits.RECORDING_SECONDS", 0.01)
    assert examined(sound(), "audio/mpeg") is None


@pytest.mark.parametrize("content", [b"", b"x" * 1_000, sound()[:300]])
def test_what_is_broken_is_left_alone(content):
    assert examined(content, "audio/ogg") is None


def test_without_the_extra_no_process_is_started(monkeypatch):
    """S68: the default."""
    monkeypatch.setattr(recordings, "find_spec", lambda _: None)
    assert not any(map(can_be_examined, recordings.FORMATS))
