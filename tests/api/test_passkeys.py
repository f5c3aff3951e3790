"""Passkeys over the API, with a device that can be told to do wrong."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chatty.core import clock
from chatty.core.rates import rates
from tests.authenticator import Authenticator
from tests.cast import PASSWORD

ORIGIN, HOST = "http://localhost", "localhost"
PROOF = {"currentPassword": PASSWORD}


@pytest.fixture
def device() -> Authenticator:
    return Authenticator(ORIGIN, HOST)


@pytest.fixture
def passkey(people, device) -> str:
    """The id of bea's passkey on that device."""
    answer = register(people.bea, device)
    assert answer.status_code == 201
    found: str = answer.json["id"]
    return found


def register(caller, device, name="My phone"):
    asked = caller.post("/me/passkeys/options", PROOF).json
    credential = device.create(asked["publicKey"])
    body = {"challengeId": asked["challengeId"], "credential": credential, "name": name}
    return caller.post("/me/passkeys", body)


def sign_in(people, device, **changed: object):
    asked = people.nobody.post("/auth/passkeys/options").json
    credential = device.get(asked["publicKey"])
    body = {"challengeId": asked["challengeId"], "credential": credential} | changed
    return people.nobody.post("/auth/passkeys", body)


@pytest.mark.both_databases
def test_passkey_signs_its_owner_in(people, device, passkey):
    for _ in range(2):
        answer = sign_in(people, device)
        assert (answer.status_code, answer.json["user"]["username"]) == (200, "bea")
    (kept,) = people.bea.get("/me/passkeys")["items"]
    assert (kept["id"], kept["name"]) == (passkey, "My phone")
    assert kept["lastUsedAt"]


def test_options_name_the_server_and_ask_who_it_is(people):
    asked = people.bea.post("/me/passkeys/options", PROOF).json["publicKey"]
    assert asked["rp"] == {"id": "localhost", "name": "chatty"}
    assert asked["authenticatorSelection"]["userVerification"] == "required"
    assert asked["authenticatorSelection"]["residentKey"] == "required"


def test_adding_one_needs_the_password(people):
    refused = people.bea.post("/me/passkeys/options", {"currentPassword": "not this one"})
    assert refused.json["errors"][0]["field"] == "currentPassword"


@pytest.mark.parametrize(
    "wrong",
    [
        Authenticator("https://evil.example", HOST),
        Authenticator("https://localhost", HOST),
        Authenticator(ORIGIN, "evil.example"),
        Authenticator(ORIGIN, HOST, verifies=False),
    ],
    ids=["another origin", "another scheme", "another host", "nobody verified"],
)
def test_device_that_does_wrong_is_not_registered(people, wrong):
    assert register(people.bea, wrong).json["code"] == "bad_passkey"
    assert people.bea.get("/me/passkeys")["items"] == []


@pytest.mark.parametrize(
    ("name", "value"),
    [("origin", "https://evil.example"), ("host", "evil.example"), ("verifies", False)],
)
def test_device_that_does_wrong_signs_nobody_in(people, device, passkey, name, value):
    setattr(device, name, value)
    assert sign_in(people, device).status_code == 401


def test_unknown_device_and_wrong_signature_are_refused_alike(people, device, passkey):
    stranger = Authenticator(ORIGIN, HOST)
    forged = Authenticator(ORIGIN, HOST)
    forged.id = device.id
    answers = [sign_in(people, one) for one in (stranger, forged)]
    assert {(answer.status_code, answer.text) for answer in answers} == {
        (401, answers[0].text),
    }


def test_answer_is_taken_once(people, device, passkey):
    asked = people.nobody.post("/auth/passkeys/options").json
    body = {"challengeId": asked["challengeId"], "credential": device.get(asked["publicKey"])}
    assert people.nobody.post("/auth/passkeys", body).status_code == 200
    assert people.nobody.post("/auth/passkeys", body).status_code == 401


def test_answer_to_another_challenge_is_refused(people, device, passkey):
    other = people.nobody.post("/auth/passkeys/options").json["challengeId"]
    assert sign_in(people, device, challengeId=other).status_code == 401


def test_answer_comes_within_five_minutes(people, device, passkey):
    asked = people.nobody.post("/auth/passkeys/options").json
    body = {"challengeId": asked["challengeId"], "credential": device.get(asked["publicKey"])}
    clock.clock.move(timedelta(minutes=6))
    assert people.nobody.post("/auth/passkeys", body).status_code == 401


def test_copied_device_that_counts_backwards_is_refused(people, device, passkey):
    device.count = 10
    assert sign_in(people, device).status_code == 200
    device.count = 5
    assert sign_in(people, device).status_code == 401


def test_challenge_of_one_person_registers_nothing_for_another(people, device):
    asked = people.bea.post("/me/passkeys/options", PROOF).json
    body = {"challengeId": asked["challengeId"], "name": "Mine"}
    body["credential"] = device.create(asked["publicKey"])
    assert people.cal.post("/me/passkeys", body).status_code == 422


def test_same_passkey_is_not_registered_twice(people, device, passkey):
    assert register(people.cal, device).status_code == 409
    assert people.cal.get("/me/passkeys")["items"] == []


def test_removed_passkey_signs_nobody_in(people, device, passkey):
    other = people.cal.ask("DELETE", f"/me/passkeys/{passkey}", PROOF)
    assert other.status_code == 404
    assert people.bea.ask("DELETE", f"/me/passkeys/{passkey}", PROOF).status_code == 204
    assert sign_in(people, device).status_code == 401


def test_passkey_needs_no_further_code(people, device, passkey):
    """A passkey verifies its person: it is two factors by itself."""
    answer = sign_in(people, device)
    assert answer.status_code == 200


# The first example waits for the app, which says nothing about how fast they are generated.
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    deadline=None,
    max_examples=40,
)
@given(
    credential=st.dictionaries(
        st.sampled_from(["id", "rawId", "type", "response", "x"]),
        st.recursive(
            st.none() | st.text(max_size=20) | st.integers() | st.binary(max_size=9).map(str),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(
                    st.sampled_from(["clientDataJSON", "attestationObject", "signature"]), inner
                )
            ),
            max_leaves=6,
        ),
    )
)
def test_nonsense_is_refused_in_words(people, credential):
    rates.configure(redis_url="", on=False)
    asked = people.nobody.post("/auth/passkeys/options").json
    body = {"challengeId": asked["challengeId"], "credential": credential}
    assert people.nobody.post("/auth/passkeys", body).status_code in {400, 401, 422}


@pytest.mark.both_databases
@pytest.mark.parametrize("strange", ["\0", "\ud800", 7, None, [], {}])
def test_strange_credential_id_is_refused(people, strange):
    asked = people.nobody.post("/auth/passkeys/options").json
    body = {"challengeId": asked["challengeId"], "credential": {"id": strange}}
    assert people.nobody.post("/auth/passkeys", body).status_code in {400, 401, 422}


@pytest.mark.parametrize(
    "key",
    [
        1,
        "s",
        [],
        {},
        {1: 2},
        {1: 2, 3: -7, -1: 99},
        {1: "a", 3: "b"},
    ],
)
def test_strange_public_key_is_refused(people, device, monkeypatch, key):
    monkeypatch.setattr(device, "_public_key", lambda: key)
    assert register(people.bea, device).json["code"] == "bad_passkey"
