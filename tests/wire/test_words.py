"""What pages and mails say about files."""

from __future__ import annotations

import pytest

from chatty.wire.words import sign


@pytest.mark.parametrize(
    ("name", "kind", "icon"),
    [
        ("Figures 2027.CSV", "document", "file-spreadsheet"),
        ("home.tar.gz", "document", "file-archive"),
        ("plan.pdf", "document", "file-text"),
        ("a song.zip", "audio", "mic"),
    ],
)
def test_file_is_told_by_an_icon(name, kind, icon):
    assert sign({"name": name, "kind": kind}) == icon
