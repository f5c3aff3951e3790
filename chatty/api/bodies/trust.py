"""What is sent and answered about second factors, passkeys and accounts elsewhere."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from chatty.api.bodies.accounts import SignedIn
from chatty.api.bodies.base import LONGEST_PASSWORD
from chatty.core import limits
from chatty.wire.base import Line, Moment, WireId, WireModel

CurrentPassword = Annotated[Line, Field(max_length=LONGEST_PASSWORD)]


class Proof(WireModel):
    """The password once more; null for who has none and signed in within ten minutes."""

    current_password: CurrentPassword | None = None


class TotpState(WireModel):
    """Whether codes are asked for; ``pending`` waits for the first code."""

    state: Literal["off", "pending", "on"]
    recovery_codes_left: int


class TotpSecret(WireModel):
    """What an authenticator is set up with: the secret in base32, and the address of a code."""

    secret: str
    address: str


class Code(WireModel):
    """A code by the clock."""

    code: Annotated[Line, Field(min_length=1, max_length=limits.OTP_CHARACTERS)]


class RecoveryCodes(WireModel):
    """Codes that are good once each; they are shown now and never again."""

    recovery_codes: list[str]


class TotpOn(SignedIn):
    """The recovery codes, and the new login: every one before, this one too, has ended."""

    recovery_codes: list[str]


class PasskeyOptions(WireModel):
    """A challenge; ``publicKey`` is what ``navigator.credentials`` takes in its JSON form."""

    challenge_id: WireId
    public_key: dict[str, Any]


class PasskeyAnswer(WireModel):
    """The credential that a device answered with, in its JSON form (``toJSON()``)."""

    challenge_id: WireId
    credential: dict[str, Any]


class NewPasskey(PasskeyAnswer):
    """The credential of a new passkey, and what to call it."""

    name: Annotated[Line, Field(min_length=1, max_length=limits.PASSKEY_NAME_CHARACTERS)]


class Passkey(WireModel):
    """A passkey of one's own."""

    id: WireId
    name: str
    created_at: Moment
    last_used_at: Moment | None


class PasskeyList(WireModel):
    """One's passkeys, oldest first; there are at most twenty."""

    items: list[Passkey]
    next_cursor: None


class Identity(WireModel):
    """An account elsewhere that signs one in."""

    id: WireId
    issuer: str
    email: str | None
    created_at: Moment
    last_used_at: Moment | None


class IdentityList(WireModel):
    """One's accounts elsewhere, oldest first."""

    items: list[Identity]
    next_cursor: None
