"""What administrators do about accounts, and that one of them is always left."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from chatty.accounts import actions
from chatty.accounts.actions import Device, find_token, mint_ticket, open_family, open_session
from chatty.accounts.jobs import erase_deactivated
from chatty.accounts.models import Purpose, User
from chatty.accounts.queries import (
    user_by_login,
    viewer_for_access_token,
    viewer_for_session_key,
)
from chatty.accounts.queries.administration import PeopleShown, accounts, sign_in_count
from chatty.core import limits
from chatty.core.clock import clock
from chatty.core.db import db, writing
from chatty.core.errors import ChattyError, Conflict, Forbidden, NotFound
from tests.cast import sign_up

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.both_databases
ROUNDS = 20


@pytest.fixture
def act(in_app, cast):
    """``act(name_administrator, cast.ada)``: the administrator does it; the code of a refusal."""

    def do(what: Callable[..., object], person, by=None) -> str:
        try:
            with writing():
                what((by or cast.admin).viewer, person.id)
        except ChattyError as error:
            return error.code
        return ""

    return do


def administrators() -> set[str]:
    found = sa.select(User.username).where(User.is_admin, User.deactivated_at.is_(None))
    return set(db.session.scalars(found))


def names(query: str = "", shown: PeopleShown = PeopleShown.ALL) -> list[str]:
    return [user.username for user in accounts(query, shown=shown).items]


EVERY = (
    actions.deactivate_person,
    actions.reactivate_person,
    actions.name_administrator,
    actions.dismiss_administrator,
    actions.end_sessions_of,
    actions.send_reset,
)


@pytest.mark.parametrize("what", EVERY)
def test_members_administer_nobody(act, cast, what):
    assert act(what, cast.cal, by=cast.ada) == "administrators_only"


@pytest.mark.parametrize("what", EVERY)
def test_nobody_is_administered_who_is_not_there(act, cast, what):
    with writing():
        actions.delete_account(cast.dan.viewer, device=Device(), erase_messages=False)
    assert act(what, cast.dan) == "not_found"


def test_administrator_is_named_and_dismissed(act, cast):
    assert act(actions.name_administrator, cast.ada) == ""
    assert administrators() == {"zoe", "ada"}
    assert act(actions.dismiss_administrator, cast.admin, by=cast.ada) == ""
    assert administrators() == {"ada"}
    assert act(actions.name_administrator, cast.admin) == "administrators_only"


def test_last_administrator_stays(act, cast):
    assert act(actions.dismiss_administrator, cast.admin) == "last_admin"
    assert act(actions.deactivate_person, cast.admin) == "is_administrator"
    assert administrators() == {"zoe"}


def test_two_administrators_who_dismiss_each_other_at_once_leave_one(app, cast):
    """Of a round's two acts one is refused, whichever comes second."""
    for _ in range(ROUNDS):
        with app.app_context(), writing():
            for person in (cast.admin, cast.ada):
                db.session.get_one(User, person.id).is_admin = True
        _dismiss_each_other(app, cast)
        with app.app_context():
            assert len(administrators()) == 1


def _dismiss_each_other(app, cast) -> None:
    together = threading.Barrier(2)

    def dismiss(by, person) -> None:
        with app.app_context():
            together.wait()
            try:
                with writing():
                    actions.dismiss_administrator(by.viewer, person.id)
            except (Forbidden, Conflict):
                db.session.rollback()

    with ThreadPoolExecutor(2) as pool:
        pairs = ((cast.admin, cast.ada), (cast.ada, cast.admin))
        for done in [pool.submit(dismiss, *pair) for pair in pairs]:
            done.result()


def test_shut_account_cannot_be_an_administrator(act, cast):
    act(actions.deactivate_person, cast.ada)
    assert act(actions.name_administrator, cast.ada) == "no_active_member"


def test_every_way_into_a_shut_account_is_closed(act, cast):
    with writing():
        key = open_session(cast.ada.id, Device())
        grant = open_family(cast.ada.id, Device())
    viewer = viewer_for_access_token(cast.ada.id, grant.family_id)
    assert viewer is not None
    with writing():
        ticket = mint_ticket(viewer)
        word = actions.send_reset(cast.admin.viewer, cast.ada.id) or ""
    act(actions.deactivate_person, cast.ada)
    assert viewer_for_session_key(key) is None
    assert viewer_for_access_token(cast.ada.id, grant.family_id) is None
    assert user_by_login("ada") is None
    assert actions.redeem_ticket(ticket) is None
    with pytest.raises(NotFound):
        find_token(Purpose.RESET_PASSWORD, word, address="192.0.2.1")


def test_opened_account_is_entered_anew_and_not_erased(act, cast):
    with writing():
        key = open_session(cast.ada.id, Device())
    act(actions.deactivate_person, cast.ada)
    assert names(shown=PeopleShown.DEACTIVATED) == ["ada"]
    assert act(actions.reactivate_person, cast.ada) == ""
    assert viewer_for_session_key(key) is None, "what was ended stays ended"
    clock.move(limits.DEACTIVATED_ERASED_AFTER * 2)
    assert erase_deactivated() == 0
    assert user_by_login("ada") is not None


def test_sessions_of_somebody_end(act, cast):
    with writing():
        key = open_session(cast.ada.id, Device())
        open_family(cast.ada.id, Device())
    assert sign_in_count(cast.ada.id) == 2
    act(actions.end_sessions_of, cast.ada)
    assert (sign_in_count(cast.ada.id), viewer_for_session_key(key)) == (0, None)


def test_link_for_a_new_password_is_shown_where_no_mail_goes(in_app, cast):
    with writing():
        word = actions.send_reset(cast.admin.viewer, cast.ada.id) or ""
    token = find_token(Purpose.RESET_PASSWORD, word, address="192.0.2.1")
    with writing():
        actions.reset_password(token, "a hash", device=Device())
    assert db.session.get_one(User, cast.ada.id).password_hash == "a hash"


def test_link_for_a_new_password_is_mailed_where_mail_goes(in_app, cast, post_office):
    with writing():
        db.session.get_one(User, cast.ada.id).email = "ada@example.org"
    with writing():
        assert actions.send_reset(cast.admin.viewer, cast.ada.id) is None
    token = post_office().to("ada@example.org")[-1].token
    assert find_token(Purpose.RESET_PASSWORD, token, address="192.0.2.1").user_id == cast.ada.id


def test_accounts_are_found_by_name_and_address(in_app, cast):
    with writing():
        sign_up("mona_lisa")
        actions.enter_as_guest("Mo")
        db.session.get_one(User, cast.ada.id).email = "countess@example.org"
    assert names("MONA") == names("a_l") == names("@mona_lisa") == ["mona_lisa"]
    assert names("countess@") == ["ada"]
    assert names("%") == names("\x00") == names("nobody-like-this") == []


def test_accounts_are_shown_by_sort(in_app, cast):
    with writing():
        guest = actions.enter_as_guest("Gus")
    assert names(shown=PeopleShown.GUESTS) == [guest.username]
    assert names(shown=PeopleShown.ADMINISTRATORS) == ["zoe"]
    assert guest.username not in names(shown=PeopleShown.MEMBERS)


def test_accounts_are_read_page_by_page(in_app):
    seen, cursor = [], None
    while True:
        page = accounts(cursor=cursor, limit=3)
        seen += [user.username for user in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert seen == names()
