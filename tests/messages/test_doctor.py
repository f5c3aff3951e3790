"""Unread badges and counts against the history: every difference in a sentence, and mended."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from chatty.core.db import db, writing
from chatty.messages.actions import react
from chatty.messages.models import Message
from chatty.rooms.models import Membership, Room
from tests.cast import say

pytestmark = pytest.mark.both_databases

COUNTS = ("reaction_count", "mention_count", "thread_count", "attachment_count")


@pytest.fixture
def doctor(app, cast):
    """Ask the doctor; its exit code and what it said."""
    with app.app_context(), writing():
        for number in range(4):
            say(cast.bea, cast.market, f"m{number}")
        react(cast.cal.viewer, newest(cast), "👍")

    def ask(*arguments: str) -> tuple[int, str]:
        result = app.test_cli_runner().invoke(args=["doctor", "unread", *arguments])
        return result.exit_code, result.output

    return ask


def newest(cast) -> int:
    query = sa.select(Message.id).where(Message.room_id == cast.market)
    return int(db.session.scalars(query.order_by(Message.seq.desc())).first() or 0)


def spoil(app, statement: sa.Executable) -> None:
    with app.app_context(), writing():
        db.session.execute(statement)


def market(cast) -> sa.Update:
    return sa.update(Room).where(Room.id == cast.market)


def test_what_the_server_counted_itself_is_right(doctor):
    assert doctor() == (0, "Everything agrees.\n")


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("member_count", 9, "counts 9 members, there are 2."),
        ("last_seq", 3, "says its newest message is 3, there is 4."),
    ],
)
def test_wrong_number_of_a_room_is_told_and_mended(app, cast, doctor, column, value, words):
    spoil(app, market(cast).values({column: value}))
    code, told = doctor()
    assert (code, words in told) == (1, True)
    assert doctor("--repair")[0] == 0
    assert doctor() == (0, "Everything agrees.\n")


@pytest.mark.parametrize("column", COUNTS)
def test_wrong_number_of_a_message_is_told_and_mended(app, cast, doctor, column):
    own = Message.room_id == cast.market
    spoil(app, sa.update(Message).where(own, Message.seq == 4).values({column: 7}))
    code, told = doctor()
    assert (code, "counts 7" in told) == (1, True)
    assert doctor("--repair")[0] == 0
    assert doctor()[0] == 0


def test_marker_past_the_end_is_drawn_back(app, cast, doctor):
    place = sa.and_(Membership.room_id == cast.market, Membership.user_id == cast.cal.id)
    spoil(app, sa.update(Membership).where(place).values(read_seq=9, delivered_seq=9))
    assert f"The markers of person {cast.cal.id}" in doctor()[1]
    assert doctor("--repair")[0] == 0


def test_missing_message_is_told_with_the_badges_it_makes_wrong_and_stays_missing(
    app, cast, doctor
):
    own = Message.room_id == cast.market
    spoil(app, sa.delete(Message).where(own, Message.seq == 2))
    code, told = doctor("--repair")
    assert code == 1
    assert f"Room {cast.market} (Market) has 3 of the 4 places 1 to 4." in told
    assert f"Person {cast.cal.id} is shown 4 unread in room {cast.market}, there are 3." in told
