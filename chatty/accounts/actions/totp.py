"""Codes by the clock (RFC 6238), and the recovery codes for the day the phone is lost."""

from __future__ import annotations

import secrets

import pyotp
import sqlalchemy as sa

from chatty.accounts.actions.auditing import audit
from chatty.accounts.actions.notices import notify
from chatty.accounts.actions.sessions import Device, end_other_sessions
from chatty.accounts.models import RecoveryCode, Totp, User, Viewer
from chatty.accounts.queries import key_hash, totp_of, user_by_id
from chatty.core import clock, limits
from chatty.core.db import db
from chatty.core.errors import Conflict, NotFound, Unauthenticated, invalid
from chatty.core.rates import rates
from chatty.core.sealing import Broken, seal, unseal

STEP_SECONDS = 30
# A phone may be half a minute off, and typing takes its time (RFC 6238, section 5.2).
STEPS_AROUND = (0, -1, 1)
RECOVERY_CODES = 10
# Letters that cannot be mistaken for one another: 16 of them are 80 bits.
RECOVERY_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
RECOVERY_GROUPS = 4
RECOVERY_GROUP_LETTERS = 4


def begin_totp(viewer: Viewer) -> None:
    """Make a new secret; it counts for nothing until a code of it was entered. Raises Conflict."""
    totp = totp_of(viewer.id)
    if totp is not None and totp.confirmed_at is not None:
        raise Conflict("totp_exists", "Codes are asked for already.")
    if totp is None:
        totp = Totp(user_id=viewer.id)
        db.session.add(totp)
    totp.secret = seal(pyotp.random_base32())
    totp.last_counter = 0
    totp.created_at = clock.now()


def totp_secret(viewer: Viewer) -> str:
    """The secret that waits for its first code, to be shown. Raises NotFound once it has one."""
    totp = totp_of(viewer.id)
    if totp is None or totp.confirmed_at is not None:
        raise NotFound
    try:
        return unseal(totp.secret)
    except Broken as error:
        raise NotFound from error


def totp_address(viewer: Viewer, *, site_name: str) -> str:
    """The ``otpauth:`` address of that secret, for a code to scan."""
    totp = pyotp.TOTP(totp_secret(viewer))
    return totp.provisioning_uri(name=viewer.username, issuer_name=site_name)


def confirm_totp(viewer: Viewer, code: str, *, device: Device) -> list[str]:
    """Ask for codes from now on; answers the recovery codes, which are shown once.

    Every other sign-in of the person ends: it was had without a code. The attempt was counted by
    ``count_code`` before. Raises NotFound when nothing was begun, and Invalid for a wrong code.
    """
    totp = totp_of(viewer.id)
    if totp is None or totp.confirmed_at is not None:
        raise NotFound
    if not _accept(totp, code):
        raise invalid("code", "This code is not right. Is the clock of your phone?")
    totp.confirmed_at = clock.now()
    rates.clear(limits.RATE_SECOND_FACTOR, "second-factor", viewer.id)
    audit("totp_on", actor_id=viewer.id, address=device.address)
    end_other_sessions(viewer)
    words = "Signing in takes a code besides the password now. Your other devices were signed out."
    notify(user_by_id(viewer.id), "Codes are asked for", words, device=device)
    return _new_recovery_codes(viewer.id)


def end_totp(viewer: Viewer, *, device: Device) -> None:
    """Ask for codes no more; the recovery codes go with them. Twice changes nothing."""
    ended = db.session.execute(
        sa.delete(Totp).where(Totp.user_id == viewer.id).returning(Totp.confirmed_at)
    ).scalar()
    db.session.execute(sa.delete(RecoveryCode).where(RecoveryCode.user_id == viewer.id))
    if ended is not None:
        audit("totp_off", actor_id=viewer.id, address=device.address)
        words = "From now on the password alone signs you in."
        notify(user_by_id(viewer.id), "Codes are no longer asked for", words, device=device)


def renew_recovery_codes(viewer: Viewer) -> list[str]:
    """New recovery codes; the old ones are good for nothing. Raises NotFound without TOTP."""
    totp = totp_of(viewer.id)
    if totp is None or totp.confirmed_at is None:
        raise NotFound
    audit("recovery_codes_renewed", actor_id=viewer.id)
    return _new_recovery_codes(viewer.id)


def needs_code(user: User) -> bool:
    """Whether a password alone does not sign this account in."""
    totp = totp_of(user.id)
    return totp is not None and totp.confirmed_at is not None


def count_code(user_id: int) -> None:
    """Count an attempt, before the code is looked at and outside its transaction.

    A hundred guesses at once are a hundred guesses. Raises TooMany.
    """
    rates.hit(limits.RATE_SECOND_FACTOR, "second-factor", user_id)


def accept_code(user_id: int, code: str, *, address: str = "") -> bool:
    """Whether *code*, by the clock or for recovery, is right; it is used up by this.

    The attempt was counted by ``count_code`` before. The row is locked, so the same code sent
    twice at once is accepted once.
    """
    totp = totp_of(user_id, locked=True)
    if totp is None or totp.confirmed_at is None:
        return False
    if not (_accept(totp, code) or _use_recovery_code(user_id, code)):
        audit("second_factor_failed", target_id=user_id, address=address)
        return False
    rates.clear(limits.RATE_SECOND_FACTOR, "second-factor", user_id)
    return True


def wrong_code() -> Unauthenticated:
    """What a door answers to a wrong code."""
    return Unauthenticated("bad_otp", "This code is not right, or it was used before.")


def _accept(totp: Totp, code: str) -> bool:
    """Whether *code* is that of a time step around now, and of a later one than the last."""
    digits = code.replace(" ", "")
    if not digits.isascii() or not digits.isdigit():
        return False
    try:
        reader = pyotp.TOTP(unseal(totp.secret))
    except Broken:
        return False
    now = int(clock.now().timestamp()) // STEP_SECONDS
    for counter in (now + step for step in STEPS_AROUND):
        if counter > totp.last_counter and pyotp.utils.strings_equal(
            digits, reader.generate_otp(counter)
        ):
            totp.last_counter = counter
            return True
    return False


def _new_recovery_codes(user_id: int) -> list[str]:
    db.session.execute(sa.delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
    codes = [_recovery_code() for _ in range(RECOVERY_CODES)]
    db.session.add_all(RecoveryCode(user_id=user_id, code_hash=_hashed(code)) for code in codes)
    return codes


def _recovery_code() -> str:
    return "-".join(
        "".join(secrets.choice(RECOVERY_LETTERS) for _ in range(RECOVERY_GROUP_LETTERS))
        for _ in range(RECOVERY_GROUPS)
    )


def _use_recovery_code(user_id: int, code: str) -> bool:
    used = db.session.execute(
        sa.update(RecoveryCode)
        .where(
            RecoveryCode.user_id == user_id,
            RecoveryCode.code_hash == _hashed(code),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=clock.now())
        .returning(RecoveryCode.id)
    ).scalar()
    if used is None:
        return False
    audit("recovery_code_used", actor_id=user_id)
    return True


def _hashed(code: str) -> str:
    """What is kept of a recovery code: 80 random bits need no slow hash."""
    return key_hash("".join(code.split()).replace("-", "").lower())
