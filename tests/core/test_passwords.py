"""Passwords are hashed beside the hub, never on it (S32, S33)."""

from __future__ import annotations

import gevent
import pytest

from chatty.core.passwords import hash_password, needs_rehash, verify_password

PASSWORD = "correct horse battery"
LOGINS = 20


@pytest.fixture(scope="module")
def stored() -> str:
    return hash_password(PASSWORD)


def test_hash_is_argon2id_with_the_parameters_of_owasp(stored):
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert not needs_rehash(stored)
    assert needs_rehash(stored.replace("m=19456", "m=8192"))


def test_only_the_password_itself_is_right(stored):
    assert verify_password(stored, PASSWORD)
    assert not verify_password(stored, PASSWORD + " ")
    assert not verify_password("no hash at all", PASSWORD)


def test_nobody_has_the_password_of_an_account_that_is_not_there():
    assert not verify_password(None, "nobody has this password")


def test_no_byte_of_a_long_password_is_cut_off():
    long = "x" * 128
    assert not verify_password(hash_password(long + "a"), long + "b")


def test_hub_turns_while_twenty_sign_in_at_once(stored):
    turns = 0

    def turn() -> None:
        nonlocal turns
        while True:
            gevent.sleep(0.001)
            turns += 1

    turning = gevent.spawn(turn)
    logins = [gevent.spawn(verify_password, stored, PASSWORD) for _ in range(LOGINS)]
    gevent.joinall(logins)
    turning.kill()
    # Hashed on the hub, all twenty would be one turn.
    assert all(login.value for login in logins)
    assert turns > LOGINS
