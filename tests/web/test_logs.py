"""What the log tells of a request: the rule that answered, never the words in the address (S75)."""

from __future__ import annotations

from io import StringIO

import pytest

from chatty.core.logs import configure_logs

WORD = "w0rd-that-opens-something-0123456789abcdefghij"


@pytest.fixture
def log(app) -> StringIO:
    stream = StringIO()
    configure_logs("info", stream)
    return stream


@pytest.mark.parametrize("path", ["/reset/", "/confirm/", "/link/"])
def test_refused_form_does_not_write_the_word_of_its_link_down(visitor, log, path):
    answer = visitor.client.put(f"{path}{WORD}", data={"password": "x"})
    assert answer.status_code == 400
    assert f"{path}<word>" in log.getvalue()
    assert WORD not in log.getvalue()


def test_failure_tells_the_rule(app, visitor, log, monkeypatch):
    monkeypatch.setattr("chatty.web.passwords.find_token", None)
    app.testing = False
    assert visitor.get(f"/reset/{WORD}").status_code == 500
    assert "/reset/<word>" in log.getvalue()
    assert WORD not in log.getvalue()
