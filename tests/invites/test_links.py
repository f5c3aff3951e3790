"""Links into rooms: what they are worth, to whom, and for how many (S47)."""

from __future__ import annotations

from datetime import timedelta
from secrets import token_urlsafe

import pytest
import sqlalchemy as sa

from chatty.accounts.actions import deactivate
from chatty.accounts.models import AuditEntry, Viewer
from chatty.accounts.queries import key_hash
from chatty.core import limits
from chatty.core.clock import clock
from chatty.core.db import db, writing
from chatty.core.errors import ChattyError, Forbidden, Gone, Invalid, NotFound
from chatty.invites.actions import make_link, revoke_link, use_link
from chatty.invites.models import InviteLink
from chatty.invites.queries import LinkRow, leads_in, link_by_token, links_for
from chatty.rooms.actions import change_role, change_room, delete_room, leave
from chatty.rooms.models import Ban, Membership, Role, Room
from chatty.rooms.queries import membership_of, room_for
from tests.invites.test_at_once import at_once

GUESSES = 10_000
AT_ONCE = 500
JOINERS = 20


@pytest.fixture
def link(app, cast) -> LinkRow:
    """bea's link into harbour, for everybody."""
    with app.app_context(), writing():
        return make_link(cast.bea.viewer, cast.harbour)


def refused(token: str, viewer: Viewer) -> str:
    """What *viewer* is refused with who comes by the link."""
    with pytest.raises(ChattyError) as caught, writing():
        use_link(viewer, token)
    return caught.value.code


def test_link_lets_in_and_counts(app, cast, link):
    with app.app_context():
        for _ in range(2):
            with writing():
                use_link(cast.dan.viewer, link.token)
        assert membership_of(cast.dan.id, cast.harbour) is not None
        assert link_by_token(link.token).link.uses == 1


def test_link_gives_the_role_it_was_made_for(app, cast):
    with app.app_context(), writing():
        made = make_link(cast.bea.viewer, cast.harbour, role=Role.ADMIN)
        use_link(cast.dan.viewer, made.token)
        place = membership_of(cast.dan.id, cast.harbour)
        assert place is not None
        assert place.role == Role.ADMIN


def test_word_of_a_link_is_long_and_kept_nowhere(app, link):
    with app.app_context():
        row = link_by_token(link.token)
        assert len(link.token) == 43
        assert link.token not in str(vars(row.link))


def test_ten_thousand_guesses_find_nothing(app, link):
    found = sa.select(sa.func.count(InviteLink.id))
    with app.app_context():
        for _ in range(GUESSES // AT_ONCE):
            guesses = [key_hash(token_urlsafe(32)) for _ in range(AT_ONCE)]
            assert db.session.scalar(found.where(InviteLink.token_hash.in_(guesses))) == 0
        assert link_by_token(link.token).link.id == link.link.id


@pytest.mark.parametrize("who", ["cal", "dan"])
def test_only_who_looks_after_links_makes_them(app, cast, who):
    viewer = getattr(cast, who).viewer
    with app.app_context(), pytest.raises((Forbidden, NotFound)), writing():
        make_link(viewer, cast.harbour)
    with app.app_context(), pytest.raises((Forbidden, NotFound)):
        links_for(viewer, cast.harbour)


@pytest.mark.parametrize("room", ["square"])
def test_no_link_leads_where_everybody_is(app, cast, room):
    with app.app_context(), pytest.raises(Forbidden), writing():
        make_link(cast.admin.viewer, getattr(cast, room))


@pytest.mark.parametrize(
    ("lives", "uses"),
    [(timedelta(minutes=50), 1), (timedelta(days=31), 1), (timedelta(days=1), 0)],
)
def test_link_lasts_an_hour_to_a_month(app, cast, lives, uses):
    with app.app_context(), pytest.raises(Invalid), writing():
        expires_at = clock.now() + lives
        make_link(cast.bea.viewer, cast.harbour, expires_at=expires_at, max_uses=uses)


def test_link_ends_after_its_time(app, cast, link):
    clock.move(limits.LINK_LIVES)
    with app.app_context():
        assert refused(link.token, cast.dan.viewer) == "link_expired"
        assert not links_for(cast.ada.viewer, cast.harbour)


def test_link_that_was_taken_back_leads_nowhere(app, cast, link):
    with app.app_context():
        for _ in range(2):
            with writing():
                revoke_link(cast.ada.viewer, cast.harbour, link.link.id)
        assert refused(link.token, cast.dan.viewer) == "link_revoked"
        noted = sa.select(AuditEntry.id).where(AuditEntry.kind == "invite_link_revoked")
        assert len(db.session.scalars(noted).all()) == 1


def test_link_of_another_room_is_not_there(app, cast, link):
    with app.app_context(), pytest.raises(NotFound), writing():
        revoke_link(cast.bea.viewer, cast.market, link.link.id)


@pytest.mark.parametrize("end", ["leaves", "lowered", "shut", "archived", "deleted"])
def test_link_is_worth_what_its_maker_may_do(app, cast, link, end):
    ada, bea, harbour = cast.ada.viewer, cast.bea.viewer, cast.harbour
    ends = {
        "leaves": lambda: leave(bea, room_for(bea, harbour)),
        "lowered": lambda: change_role(ada, harbour, bea.id, Role.MEMBER),
        "shut": lambda: deactivate(bea.id),
        "archived": lambda: change_room(ada, harbour, {"archived": True}),
        "deleted": lambda: delete_room(ada, harbour),
    }
    with app.app_context():
        with writing():
            ends[end]()
        assert refused(link.token, cast.dan.viewer) in {"link_withdrawn", "link_revoked"}
        assert not leads_in(link.token)


def test_link_does_not_come_back_with_its_maker(app, cast, link):
    with app.app_context(), writing():
        change_role(cast.ada.viewer, cast.harbour, cast.bea.id, Role.MEMBER)
        change_role(cast.ada.viewer, cast.harbour, cast.bea.id, Role.ADMIN)
    with app.app_context():
        assert refused(link.token, cast.dan.viewer) == "link_revoked"


def test_who_is_banned_does_not_come_in_by_a_link(app, cast, link):
    with app.app_context():
        with writing():
            ban = Ban(room_id=cast.harbour, user_id=cast.dan.id, by_id=cast.ada.id)
            ban.created_at = clock.now()
            db.session.add(ban)
        assert refused(link.token, cast.dan.viewer) == "banned"


def test_nobody_comes_in_by_link_in_raid_mode(app, cast, link):
    with app.app_context():
        with writing():
            until = clock.now() + timedelta(minutes=5)
            db.session.get_one(Room, cast.harbour).raid_until = until
        assert refused(link.token, cast.dan.viewer) == "raid_mode"
        assert not leads_in(link.token)
        clock.move(timedelta(minutes=5))
        assert leads_in(link.token)


def test_room_has_so_many_links(app, cast, monkeypatch):
    monkeypatch.setattr(limits, "LINKS_PER_ROOM", 1)
    with app.app_context(), writing():
        make_link(cast.bea.viewer, cast.harbour)
        with pytest.raises(ChattyError, match="too_many_links"):
            make_link(cast.ada.viewer, cast.harbour)


@pytest.mark.both_databases
def test_link_for_one_lets_in_one_of_twenty(app, cast):
    with app.app_context(), writing():
        made = make_link(cast.bea.viewer, cast.harbour, max_uses=1)
    people = [cast.dan, cast.eve, cast.admin]
    acts = [lambda who=who: use_link(who.viewer, made.token).id for who in people * 7]
    answers = at_once(app, *acts[:JOINERS])
    with app.app_context():
        inside = sa.select(Membership.user_id).where(Membership.room_id == cast.harbour)
        came = set(db.session.scalars(inside)) & {who.id for who in people}
        assert len(came) == link_by_token(made.token).link.uses == 1
    assert set(answers) == {cast.harbour, "link_used_up"}


def test_link_used_up_is_gone(app, cast):
    with app.app_context(), writing():
        made = make_link(cast.bea.viewer, cast.harbour, max_uses=1)
        use_link(cast.dan.viewer, made.token)
        with pytest.raises(Gone, match="link_used_up"):
            use_link(cast.eve.viewer, made.token)
