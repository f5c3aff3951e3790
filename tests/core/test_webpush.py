"""Push as its standards have it."""

from __future__ import annotations

from datetime import UTC, datetime

import jwt
import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec

from chatty.core.webpush import Keys, Sender, are_good, decoded, encoded, point, sealed_for
from tests.push_service import Device, PushService

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
SECRET = "a secret that is long enough for this"  # of a test
# RFC 8291, appendix A.
THEIRS = Keys(
    p256dh="BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
    auth="BTBZMqHH6r4Tts7J_aSIgg",
)
OWN = int.from_bytes(decoded("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"))
SALT = decoded("DGv6ra1nlYgDCS1FRnbzlw")
SEALED = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS"
    "6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qu"
    "lcy4a-fN"
)


def sender(secret: str = SECRET) -> Sender:
    made = Sender()
    made.configure(secret, contact="mailto:chat@example.org")
    return made


def test_sealing_is_what_the_standard_shows():
    own = ec.derive_private_key(OWN, ec.SECP256R1())
    words = b"When I grow up, I want to be a watermelon"
    assert encoded(sealed_for(THEIRS, words, own=own, salt=SALT)) == SEALED


def test_only_the_device_opens_what_was_sealed_for_it():
    service = PushService()
    one, other = Device(service), Device(service)
    service.stop()
    keys = Keys(**one.subscription["keys"])
    sealed = sealed_for(keys, b"hello")
    assert one.opened(sealed) == b"hello"
    with pytest.raises(InvalidTag):
        other.opened(sealed)
    assert sealed != sealed_for(keys, b"hello")


def test_sender_is_who_the_servers_key_makes():
    assert sender().public_key == sender().public_key
    assert sender().public_key != sender(SECRET + "!").public_key
    assert len(decoded(sender().public_key)) == 65


def test_token_is_for_one_service_and_half_a_day():
    word = sender().authorization("https://push.example:8443/a/b", now=NOW)
    token, key = word.removeprefix("vapid t=").split(", k=")
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), decoded(key))
    claims = jwt.decode(
        token,
        public,
        algorithms=["ES256"],
        audience="https://push.example:8443",
        options={"verify_exp": False},
    )
    assert claims["sub"] == "mailto:chat@example.org"
    assert claims["exp"] - NOW.timestamp() == 12 * 60 * 60


def test_who_was_not_configured_sends_nothing():
    with pytest.raises(RuntimeError):
        _ = Sender().public_key


# Always the same: what tests are called by must not differ from one worker to the other.
GOOD = encoded(point(ec.derive_private_key(7, ec.SECP256R1()).public_key()))


@pytest.mark.parametrize(
    ("p256dh", "auth", "good"),
    [
        (GOOD, "A" * 22, True),
        (GOOD, "A" * 20, False),
        (GOOD, "ä", False),
        ("", "A" * 22, False),
        (encoded(b"\x04" + b"\x01" * 64), "A" * 22, False),
        ("!!", "A" * 22, False),
    ],
)
def test_keys_are_looked_at_before_they_are_kept(p256dh, auth, good):
    assert are_good(Keys(p256dh, auth)) is good
