"""Passkeys (WebAuthn level 3): register one, sign in with one.

A device signs a challenge that is answered once. User verification (a finger, a face, a PIN) is
required, so a passkey is two factors by itself and no further code is asked for.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from chatty.accounts.actions.auditing import audit
from chatty.accounts.actions.notices import notify
from chatty.accounts.actions.sessions import Device
from chatty.accounts.actions.ways_in import keep_a_way_in
from chatty.accounts.models import Passkey, PasskeyChallenge, User, Viewer
from chatty.accounts.policies import check_passkey_name
from chatty.accounts.queries import passkeys_of, user_by_id
from chatty.core import clock, limits
from chatty.core.db import db
from chatty.core.errors import Conflict, Invalid, NotFound, Unauthenticated
from chatty.core.text import is_storable

USER_HANDLE_BYTES = 8


@dataclass(frozen=True, slots=True)
class RelyingParty:
    """Who asks: passkeys belong to a host name, and answers must come from our own pages."""

    host: str
    origin: str
    site_name: str

    @classmethod
    def at(cls, origin: str, *, site_name: str) -> RelyingParty:
        """The one whose pages stand at *origin*, like ``https://chat.example.org``."""
        return cls(host=urlsplit(origin).hostname or "", origin=origin, site_name=site_name)


@dataclass(frozen=True, slots=True)
class Asked:
    """A challenge, and what the browser's ``navigator.credentials`` is called with."""

    id: int
    options: dict[str, Any]


def ask_to_register(viewer: Viewer, party: RelyingParty) -> Asked:
    """What a device needs to make a passkey for this account."""
    existing = passkeys_of(viewer.id)
    if len(existing) >= limits.PASSKEYS_PER_USER:
        detail = f"An account has at most {limits.PASSKEYS_PER_USER} passkeys. Remove one first."
        raise Conflict("too_many_passkeys", detail)
    options = generate_registration_options(
        rp_id=party.host,
        rp_name=party.site_name,
        user_id=viewer.id.to_bytes(USER_HANDLE_BYTES, "big"),
        user_name=viewer.username,
        user_display_name=viewer.display_name,
        exclude_credentials=[
            PublicKeyCredentialDescriptor(id=base64url_to_bytes(one.credential_id))
            for one in existing
        ],
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
    )
    return _asked(options.challenge, options_to_json(options), user_id=viewer.id)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a device answered to the challenge with this id."""

    challenge_id: int
    credential: dict[str, Any]


def register_passkey(
    viewer: Viewer, party: RelyingParty, answer: Answer, *, name: str, device: Device
) -> Passkey:
    """Keep the public half of what the device made. Raises Invalid or Conflict."""
    name = check_passkey_name(name)
    challenge = _answered(answer.challenge_id, user_id=viewer.id)
    try:
        made = verify_registration_response(
            credential=answer.credential,
            expected_challenge=challenge,
            expected_rp_id=party.host,
            expected_origin=party.origin,
            require_user_verification=True,
        )
    except Exception as error:  # as in `authenticate_passkey`
        raise _refused() from error
    credential_id = bytes_to_base64url(made.credential_id)
    if _by_credential(credential_id) is not None:
        raise Conflict("passkey_exists", "This passkey is registered already.")
    passkey = Passkey(
        user_id=viewer.id,
        credential_id=credential_id,
        public_key=bytes_to_base64url(made.credential_public_key),
        sign_count=made.sign_count,
        name=name,
        created_at=clock.now(),
    )
    db.session.add(passkey)
    db.session.flush()
    audit("passkey_added", actor_id=viewer.id, address=device.address)
    words = f"The passkey “{name}” signs you in from now on."
    notify(user_by_id(viewer.id), "A passkey was added", words, device=device)
    return passkey


def remove_passkey(viewer: Viewer, passkey_id: int) -> None:
    """Forget one; it signs in no more.

    Raises NotFound for what is not the viewer's own, Conflict for the last way in.
    """
    gone = db.session.execute(
        sa.delete(Passkey)
        .where(Passkey.id == passkey_id, Passkey.user_id == viewer.id)
        .returning(Passkey.id)
    ).scalar()
    if gone is None:
        raise NotFound
    keep_a_way_in(viewer.id)
    audit("passkey_removed", actor_id=viewer.id)


def ask_to_sign_in(party: RelyingParty) -> Asked:
    """What any device needs to sign in; it knows itself which account its passkey belongs to."""
    options = generate_authentication_options(
        rp_id=party.host, user_verification=UserVerificationRequirement.REQUIRED
    )
    return _asked(options.challenge, options_to_json(options), user_id=None)


def authenticate_passkey(party: RelyingParty, answer: Answer) -> User:
    """Whose passkey signed the challenge. Raises Unauthenticated, in one and the same way."""
    try:
        challenge = _answered(answer.challenge_id, user_id=None)
    except Invalid as error:
        raise _unknown() from error
    passkey = _by_credential(str(answer.credential.get("id")))
    if passkey is None:
        raise _unknown()
    try:
        proved = verify_authentication_response(
            credential=answer.credential,
            expected_challenge=challenge,
            expected_rp_id=party.host,
            expected_origin=party.origin,
            credential_public_key=base64url_to_bytes(passkey.public_key),
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except Exception as error:  # what a device sends is parsed by libraries that trust it
        raise _unknown() from error
    passkey.sign_count = proved.new_sign_count
    passkey.last_used_at = clock.now()
    return _owner(passkey)


def _owner(passkey: Passkey) -> User:
    try:
        return user_by_id(passkey.user_id)
    except NotFound as error:
        raise _unknown() from error


def _asked(challenge: bytes, options: str, *, user_id: int | None) -> Asked:
    now = clock.now()
    db.session.execute(sa.delete(PasskeyChallenge).where(PasskeyChallenge.expires_at < now))
    row = PasskeyChallenge(
        challenge=bytes_to_base64url(challenge),
        user_id=user_id,
        expires_at=now + limits.PASSKEY_CHALLENGE_LIVES,
    )
    db.session.add(row)
    db.session.flush()
    return Asked(row.id, json.loads(options))


def _answered(challenge_id: int, *, user_id: int | None) -> bytes:
    """The challenge with this id, which is gone by this. Raises Invalid."""
    row = db.session.execute(
        sa.delete(PasskeyChallenge)
        .where(PasskeyChallenge.id == challenge_id)
        .returning(
            PasskeyChallenge.challenge, PasskeyChallenge.user_id, PasskeyChallenge.expires_at
        )
    ).first()
    if row is None or row.user_id != user_id or row.expires_at < clock.now():
        raise _refused()
    return base64url_to_bytes(row.challenge)


def _by_credential(credential_id: str) -> Passkey | None:
    if not is_storable(credential_id):
        return None
    query = sa.select(Passkey).where(Passkey.credential_id == credential_id)
    return db.session.scalars(query).first()


def _refused() -> Invalid:
    return Invalid("bad_passkey", "This passkey could not be checked. Please try again.")


def _unknown() -> Unauthenticated:
    return Unauthenticated("bad_credentials", "This passkey does not sign anybody in here.")
