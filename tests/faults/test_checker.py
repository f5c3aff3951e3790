"""The checker itself: it says yes to a whole history and no to every broken one."""

from __future__ import annotations

import pytest

from tests.history import Attempt, HistoryChecker


def message(seq: int, **changes: object) -> dict[str, object]:
    return {"id": f"m{seq}", "seq": seq, "clientId": f"c{seq}", "content": f"text {seq}"} | changes


@pytest.fixture
def checker() -> HistoryChecker:
    """Three messages were acknowledged, one was refused, and one's answer was lost."""
    attempts = [Attempt(f"c{n}", f"text {n}", "ok", f"m{n}", n) for n in (1, 2, 3)]
    attempts += [Attempt("refused", "no", "fail"), Attempt("unknown", "perhaps", "unknown")]
    return HistoryChecker("1", attempts)


@pytest.fixture
def history() -> list[dict[str, object]]:
    return [message(seq) for seq in (1, 2, 3)]


def test_whole_history_passes(checker, history):
    checker.check(history, [history])
    checker.check([*history, message(4, clientId="unknown")])


@pytest.mark.parametrize(
    ("broken", "promise"),
    [
        ([message(1), message(2)], "I1"),
        ([message(1), message(2), message(3), message(4, clientId="c3")], "I1"),
        ([message(1), message(2), message(3, content="other")], "I1"),
        ([message(1), message(2), message(4, clientId="c3", id="m3", content="text 3")], "I2"),
        ([message(1), message(2), message(3), message(4, clientId="refused")], "I5"),
    ],
)
def test_broken_history_is_named(checker, broken, promise):
    with pytest.raises(AssertionError, match=promise):
        checker.check(broken)


@pytest.mark.parametrize(
    ("view", "promise"),
    [
        ([message(1), message(3)], "I4"),
        ([message(2), message(3)], "I4"),
        ([message(1), message(2), message(2), message(3)], "I3"),
        ([message(2), message(1), message(3)], "I3"),
        ([message(1), message(2), message(3, id="m9")], "I2"),
    ],
)
def test_broken_view_is_named(checker, history, view, promise):
    with pytest.raises(AssertionError, match=promise):
        checker.check(history, [view])
