"""Ids, moments and texts as they stand in JSON."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from pydantic import TypeAdapter, ValidationError

from chatty.wire.base import Line, Lines, WireId, WireModel, compact, moment, moment_or_none

IDS: TypeAdapter[int] = TypeAdapter(WireId)


class Sample(WireModel):
    """A model as any other."""

    room_id: WireId
    first_words: Lines
    name: Line = ""


def test_id_is_a_string_outside_and_a_number_inside():
    sample = Sample.model_validate_json('{"roomId": "7", "firstWords": "a"}')
    assert sample.room_id == 7
    assert sample.model_dump(by_alias=True)["roomId"] == "7"


@pytest.mark.parametrize(
    "value", ["", "0", "07", "-1", "1.0", "x", "٣", "9" * 19, 7, None, True, []]
)
def test_what_is_no_id_is_refused(value):
    with pytest.raises(ValidationError):
        IDS.validate_python(value)


def test_moment_is_in_utc_with_milliseconds():
    there = timezone(timedelta(hours=2))
    assert moment(datetime(2026, 1, 2, 3, 4, 5, 678_999, there)) == "2026-01-02T01:04:05.678Z"
    assert moment(datetime(2026, 1, 2, tzinfo=UTC)) == "2026-01-02T00:00:00.000Z"
    assert moment_or_none(None) is None


@pytest.mark.parametrize("text", ["\u0000", "\u001b", "\u000b", "\r"])
def test_control_character_is_refused(text):
    with pytest.raises(ValidationError):
        Sample(room_id="7", first_words="a", name=text)  # type: ignore[arg-type]  # as it is sent


def test_line_ends_become_line_feeds():
    sample = Sample.model_validate({"roomId": "7", "firstWords": "a\r\nb\rc\td"})
    assert sample.first_words == "a\nb\nc\td"


def test_unknown_field_is_refused():
    with pytest.raises(ValidationError, match="Extra inputs"):
        Sample.model_validate({"roomId": "7", "firstWords": "a", "more": 1})


def test_compact_json_has_no_spaces_and_keeps_letters():
    assert compact({"a": [1, None], "b": "é"}) == '{"a":[1,null],"b":"é"}'
