"""Raise, lower, hand on: who may, and that no room is ever without an owner (S46)."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from chatty.accounts.actions import enter_as_guest
from chatty.accounts.models import AuditEntry
from chatty.accounts.queries import user_by_id
from chatty.core.db import db, writing
from chatty.core.errors import ChattyError, Conflict, Forbidden, Invalid, NotFound
from chatty.rooms.actions import change_role, leave, leave_all, open_direct, pass_ownership
from chatty.rooms.models import Membership, Role, Room
from chatty.rooms.queries import room_for

RUNS = 100
OWNERS = sa.select(Membership.user_id).where(Membership.role == Role.OWNER)


def owners(room_id: int) -> set[int]:
    """Who owns the room; the first of them is one of them."""
    found = set(db.session.scalars(OWNERS.where(Membership.room_id == room_id)))
    assert db.session.get_one(Room, room_id, populate_existing=True).owner_id in found
    return found


def share(cast) -> None:
    """ada and bea own harbour both."""
    with writing():
        change_role(cast.ada.viewer, cast.harbour, cast.bea.id, Role.OWNER)


@pytest.mark.parametrize(
    ("who", "whom", "role"),
    [
        ("bea", "ada", Role.MEMBER),
        ("bea", "cal", Role.ADMIN),
        ("bea", "bea", Role.OWNER),
        ("cal", "cal", Role.ADMIN),
        ("cal", "bea", Role.MEMBER),
    ],
)
def test_nobody_below_an_owner_gives_roles(app, cast, who, whom, role):
    with app.app_context(), pytest.raises(Forbidden, match="right_needed"), writing():
        change_role(getattr(cast, who).viewer, cast.harbour, getattr(cast, whom).id, role)


def test_who_is_not_in_a_private_room_learns_nothing_of_it(app, cast):
    with app.app_context(), pytest.raises(NotFound), writing():
        change_role(cast.dan.viewer, cast.harbour, cast.cal.id, Role.ADMIN)


def test_owner_raises_and_lowers_and_the_log_keeps_it(app, cast):
    with app.app_context(), writing():
        change_role(cast.ada.viewer, cast.harbour, cast.cal.id, Role.ADMIN)
        change_role(cast.ada.viewer, cast.harbour, cast.cal.id, Role.MEMBER)
        change_role(cast.ada.viewer, cast.harbour, cast.cal.id, Role.MEMBER)
        noted = sa.select(AuditEntry.details).where(AuditEntry.kind == "role_changed")
        assert len(db.session.scalars(noted).all()) == 2


def test_admin_lays_the_role_down(app, cast):
    with app.app_context(), writing():
        place = change_role(cast.bea.viewer, cast.harbour, cast.bea.id, Role.MEMBER)
        assert place.role == Role.MEMBER


def test_who_hands_a_room_on_is_an_admin_there(app, cast):
    with app.app_context(), writing():
        room = pass_ownership(cast.ada.viewer, cast.harbour, cast.cal.id)
        assert (room.owner_id, owners(cast.harbour)) == (cast.cal.id, {cast.cal.id})
        assert db.session.get_one(Membership, (cast.harbour, cast.ada.id)).role == Role.ADMIN


def test_room_is_handed_to_another_member_only(app, cast):
    with app.app_context(), writing():
        with pytest.raises(Invalid):
            pass_ownership(cast.ada.viewer, cast.harbour, cast.ada.id)
        with pytest.raises(NotFound):
            pass_ownership(cast.ada.viewer, cast.harbour, cast.dan.id)
        with pytest.raises(Forbidden):
            pass_ownership(cast.bea.viewer, cast.harbour, cast.cal.id)


def test_guest_runs_no_room(app, cast):
    with app.app_context(), writing():
        guest = enter_as_guest("Gus")
        with pytest.raises(Conflict, match="guest"):
            change_role(cast.admin.viewer, cast.square, guest.id, Role.ADMIN)


def test_direct_room_has_no_roles(app, cast):
    with app.app_context(), writing():
        room, _ = open_direct(cast.ada.viewer, user_by_id(cast.bea.id))
        for whom in (cast.ada, cast.bea):
            with pytest.raises(Forbidden, match="right_needed"):
                change_role(cast.ada.viewer, room.id, whom.id, Role.MEMBER)


def test_last_owner_neither_leaves_nor_steps_down(app, cast):
    with app.app_context(), writing():
        with pytest.raises(Forbidden, match="cannot_leave"):
            leave(cast.ada.viewer, room_for(cast.ada.viewer, cast.harbour))
        with pytest.raises(Conflict, match="last_owner"):
            change_role(cast.ada.viewer, cast.harbour, cast.ada.id, Role.MEMBER)


def test_one_of_two_owners_leaves_and_the_other_is_the_first(app, cast):
    with app.app_context():
        share(cast)
        with writing():
            leave(cast.ada.viewer, room_for(cast.ada.viewer, cast.harbour))
        assert owners(cast.harbour) == {cast.bea.id}


@pytest.mark.both_databases
def test_two_owners_who_take_each_others_place_leave_one(app, cast):
    """S46: a hundred times, by lowering each other, leaving, or stepping down at once."""
    ada, bea, harbour = cast.ada, cast.bea, cast.harbour
    acts = {
        ada: (lambda: change_role(ada.viewer, harbour, bea.id, Role.ADMIN), lambda: step(ada)),
        bea: (lambda: change_role(bea.viewer, harbour, ada.id, Role.ADMIN), lambda: step(bea)),
    }

    def step(who) -> None:
        change_role(who.viewer, harbour, who.id, Role.ADMIN)

    def go(who, number: int, together: threading.Barrier) -> None:
        with app.app_context():
            together.wait()
            try:
                with writing():
                    acts[who][number % 2]()
            except ChattyError:
                db.session.rollback()

    with ThreadPoolExecutor(2) as pool, app.app_context():
        for number in range(RUNS):
            _both_own(cast)
            together = threading.Barrier(2)
            list(pool.map(go, (ada, bea), (number, number), (together, together)))
            assert len(owners(harbour)) == 1
            db.session.rollback()


def _both_own(cast) -> None:
    with writing():
        places = sa.update(Membership).where(Membership.room_id == cast.harbour)
        both = places.where(Membership.user_id.in_((cast.ada.id, cast.bea.id)))
        db.session.execute(both.values(role=Role.OWNER))


def test_lobby_passes_to_no_guest(app, cast):
    with app.app_context(), writing():
        guest = enter_as_guest("Gus")
        place = db.session.get_one(Membership, (cast.square, guest.id))
        place.joined_at = datetime(2000, 1, 1, tzinfo=UTC)
        leave_all(cast.admin.viewer)
    with app.app_context():
        heir = db.session.get_one(Room, cast.square).owner_id
        assert heir not in {None, cast.admin.id, guest.id}
