"""Names that could be taken for others (S58, S59)."""

from __future__ import annotations

import pytest

from chatty.accounts.models import User
from chatty.accounts.policies import check_display_name, has_towers
from chatty.accounts.queries import user_by_login
from chatty.core.db import db, writing
from chatty.core.errors import Conflict, Invalid
from tests.cast import sign_up

TAKEN = {
    "\u0410\u0434\u0430": "all of it Cyrillic",
    "Ada Новак": "a script to each word",
    "\u7530\u4e2d Taro\u3055\u3093": "scripts that are written together",
    "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645": "a joiner that Persian needs",
    "\U0001f469\u200d\U0001f680 Ada": "an emoji of two",
    "Nguy\u1ec5n": "two marks on a letter",
    "\u0e19\u0e49\u0e33": "Thai",
    "O\u2019Brien-Lee 3": "signs that belong to names",
}
REFUSED = {
    "\u0430dmin": "a Cyrillic a",
    "adm\u0456n": "a Cyrillic i",
    "\u0391da": "a Greek A",
    "\uff41\uff44\uff4d\uff49\uff4e": "fullwidth, which is admin",
    "Adm1n": "a one for an i",
    "\u0455\u0443\u0455tem"[:3] + "\u0442\u0435\u043c": "system in Cyrillic twins",
    "a\u200ddmin": "a joiner between Latin letters",
    "a\u202edmin": "right to left",
    "Ada\u2066": "an isolate",
    "e" + "\u0301" * 5: "a tower",
    "A" + "\u0336" * 60: "a strike through everything",
    "\u0301da": "a mark on nothing",
    "\u3164": "a letter that shows nothing",
    "\u2800": "a sign that shows nothing",
    "Support": "the house",
}


@pytest.mark.parametrize("name", TAKEN, ids=TAKEN.values())
def test_name_that_people_bear_is_taken(name):
    assert check_display_name(name)


@pytest.mark.parametrize("name", REFUSED, ids=REFUSED.values())
def test_name_that_deceives_is_refused(name):
    with pytest.raises(Invalid) as refused:
        check_display_name(name)
    assert refused.value.errors[0].field == "displayName"


def test_what_is_wide_becomes_plain():
    assert check_display_name("\uff21\uff44\uff41\u3000\u2160") == "Ada I"


def test_five_hundred_marks_are_a_tower():
    assert has_towers("a" + "\u0300" * 500)
    assert not has_towers("Ha\u0300 No\u0302\u0323i")


@pytest.mark.both_databases
@pytest.mark.parametrize("name", ["Z0e", "zOE", "z.oe-n", "Bea"])
def test_name_that_could_be_mistaken_for_a_taken_one_makes_no_account(in_app, cast, name):
    with writing():
        sign_up("z_oe.n")
    with pytest.raises(Conflict) as refused, writing():
        sign_up(name)
    assert refused.value.code == "username_taken"


@pytest.mark.both_databases
def test_look_alike_of_a_name_signs_nobody_in(in_app, cast):
    with writing():
        sign_up("willi")
    found = user_by_login("WILLI")
    assert found is not None
    assert found.username == "willi"
    assert user_by_login("will1") is None
    assert db.session.query(User).filter_by(username_key="wllll").count() == 1
