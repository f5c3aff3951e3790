"""The rules about people. Pure functions of values."""

from chatty.accounts.policies.administration import check_administrator
from chatty.accounts.policies.credentials import (
    check_email,
    check_passkey_name,
    check_password,
)
from chatty.accounts.policies.guests import guest_name, name_of_guest
from chatty.accounts.policies.names import (
    USERNAME,
    check_display_name,
    check_username,
    folded,
    has_invisible,
    has_towers,
    username_key,
)
from chatty.accounts.policies.newcomers import (
    attachment_mib_rate,
    attachment_rate,
    is_new,
    picture_rate,
    rate_for,
)
from chatty.accounts.policies.profiles import (
    check_bio,
    check_birth_date,
    check_emoji,
    check_locale,
    check_phone,
    check_status_text,
    check_time_zone,
    may_see_last_seen,
    status_ends,
    time_zones,
)

__all__ = [
    "USERNAME",
    "attachment_mib_rate",
    "attachment_rate",
    "check_administrator",
    "check_bio",
    "check_birth_date",
    "check_display_name",
    "check_email",
    "check_emoji",
    "check_locale",
    "check_passkey_name",
    "check_password",
    "check_phone",
    "check_status_text",
    "check_time_zone",
    "check_username",
    "folded",
    "guest_name",
    "has_invisible",
    "has_towers",
    "is_new",
    "may_see_last_seen",
    "name_of_guest",
    "picture_rate",
    "rate_for",
    "status_ends",
    "time_zones",
    "username_key",
]
