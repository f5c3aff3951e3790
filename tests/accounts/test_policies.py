"""Names, passwords and addresses: what is taken, what is refused, what is the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatty.accounts.policies import (
    check_bio,
    check_display_name,
    check_email,
    check_password,
    check_username,
    has_invisible,
    username_key,
)
from chatty.core.errors import Invalid
from chatty.core.passwords import hash_password, needs_rehash, verify_password
from chatty.core.text import is_storable, with_unix_newlines


def password(text: str) -> str:
    return check_password(text, username="ada.lovelace", site_name="chatty")


@pytest.mark.parametrize("name", ["ada", "Ada", "a1b", "a.b-c_d", "x" * 32, "007"])
def test_user_name_is_taken(name):
    assert check_username(name) == name


@pytest.mark.parametrize(
    "name",
    [
        "",
        "ab",
        "x" * 33,
        ".ada",
        "ada.",
        "a da",
        "ada\n",
        "\u0430da",
        "\u0430dmin",
        "\uff41da",
        "ad\u200da",
        "@da",
        *("admin", "Admin", "CHATTY", "me", "room", "İda", "groß", "a\0b", "\ud800aa"),
        *("adm1n", "ADMlN", "r00t", "supp0rt", "vvvv\u200d"),
    ],
)
def test_user_name_is_refused(name):
    with pytest.raises(Invalid) as refused:
        check_username(name)
    assert refused.value.errors[0].field == "username"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ada", "aDA"),
        ("\uff41\uff44\uff41", "ada"),
        ("STRASSE", "straße"),
        ("bill", "bi1l"),
        ("Ian", "lan"),
        ("bob", "b0b"),
        ("modem", "modern"),
        ("wendy", "vvendy"),
        ("jane.doe", "jane_doe"),
        ("jane.doe", "jane._-doe"),
    ],
)
def test_names_that_a_person_could_mistake_have_the_same_key(one, other):
    """S58."""
    assert username_key(one) == username_key(other)


@pytest.mark.parametrize(("one", "other"), [("ada", "adam"), ("jane", "joan"), ("ab5", "abs")])
def test_names_that_differ_have_different_keys(one, other):
    assert username_key(one) != username_key(other)


@pytest.mark.parametrize(
    "text",
    [
        "correct horse",
        "x1y2z3w4v5",
        "a b c d e f g",
        "p" + "é" * 63,
        "\U0001f600" * 10,
        "Ab3$" * 32,
    ],
)
def test_password_is_taken_whatever_it_is_made_of(text):
    assert password(text) == text


@pytest.mark.parametrize(
    "text",
    [
        *("", "short", "nine char", "x" * 129, "1234567890", "QWERTYUIOP", "password123"),
        *("ada.lovelace", "ADA.LOVELACE", "ada.lovelaceada.lovelace", "chattychatty"),
    ],
)
def test_password_is_refused(text):
    with pytest.raises(Invalid) as refused:
        password(text)
    assert refused.value.errors[0].field == "password"
    assert not text or text not in str(refused.value.errors[0].message)


def test_hash_is_argon2id_and_strong_enough():
    stored = hash_password("correct horse battery")
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert not needs_rehash(stored)
    assert stored != hash_password("correct horse battery")


def test_weaker_hash_is_noticed():
    assert needs_rehash("$argon2id$v=19$m=8192,t=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA")


def test_every_character_of_a_password_counts():
    stored = hash_password("x" * 127 + "a")
    assert verify_password(stored, "x" * 127 + "a")
    assert not verify_password(stored, "x" * 127 + "b")
    assert not verify_password(stored, "x" * 127)


@pytest.mark.parametrize("stored", [None, "", "no hash at all", "$argon2id$broken"])
def test_account_without_a_good_hash_has_no_password(stored):
    assert not verify_password(stored, "nobody has this password")


@pytest.mark.parametrize(
    ("name", "shown"), [("  Ada   L. ", "Ada L."), ("Ада", "Ада"), ("\U0001f600", "\U0001f600")]
)
def test_display_name_is_tidied(name, shown):
    assert check_display_name(name) == shown


@pytest.mark.parametrize(
    "name", ["", "  ", "x" * 65, "a\u202eb", "a\u2066b", "a\u200d b", "a\0b", "\ud800"]
)
def test_display_name_is_refused(name):
    with pytest.raises(Invalid):
        check_display_name(name)


@pytest.mark.parametrize(("bio", "kept"), [("", ""), (" a\r\nb ", "a\nb"), ("x" * 500, "x" * 500)])
def test_bio_is_tidied(bio, kept):
    assert check_bio(bio) == kept


@pytest.mark.parametrize("bio", ["x" * 501, "a\0b", "\x1b[0m", "\udfff"])
def test_bio_is_refused(bio):
    with pytest.raises(Invalid):
        check_bio(bio)


@pytest.mark.parametrize(
    ("email", "kept"),
    [("Ada@Example.ORG", "ada@example.org"), ("a+b@x.example.com", "a+b@x.example.com")],
)
def test_email_is_kept_in_its_normal_form(email, kept):
    assert check_email(email) == kept


@pytest.mark.parametrize(
    "email",
    ["", "ada", "@x.org", "a@b", "a b@x.org", "a@x.org\nBcc: b@x.org", "a@@x.org", "a\0@x.org"],
)
def test_email_is_refused(email):
    with pytest.raises(Invalid):
        check_email(email)


@pytest.mark.parametrize(
    ("text", "storable"),
    [
        *(("", True), ("a\n\tb", True), ("\ud7ff\ue000\U0010ffff", True)),
        *((sign, False) for sign in ("\0", "\r", "\x1f", "\ud800", "\udfff")),
    ],
)
def test_controls_and_lone_surrogates_are_not_storable(text, storable):
    assert is_storable(text) is storable


@given(st.text(alphabet="a\r\n"))
def test_lines_end_in_one_way(text):
    assert with_unix_newlines(text).split("\n") == text.replace("\r\n", "\n").replace(
        "\r", "\n"
    ).split("\n")
    assert "\r" not in with_unix_newlines(text)


@pytest.mark.parametrize("sign", ["\u202e", "\u200b", "\ufeff", "\x07", "\ue000"])
def test_what_cannot_be_seen_is_noticed(sign):
    assert has_invisible(f"a{sign}b")
    assert not has_invisible("a b é 港 \U0001f600")
