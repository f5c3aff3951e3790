"""What is sent with a question, so that it is the person who decides what is answered.

Passwords are right where one is asked for; words of links and ids that belong to nobody are not.
"""

from __future__ import annotations

from tests.cast import PASSWORD
from tests.push_service import SOME_KEYS

PROOF = {"currentPassword": PASSWORD}
FORM_PROOF = {"current_password": PASSWORD}
NEW_PASSWORD = "a quiet river bank"
ACCOUNT = {"username": "newcomer", "password": NEW_PASSWORD}
CREDENTIAL = {"challengeId": "1", "credential": {}}
MESSAGE = {"content": "hello", "clientId": "c1"}
NUMBER = "int(max=9007199254740991)"
MEMBER = f"/rooms/<{NUMBER}:room_id>/members/<{NUMBER}:user_id>"
MODERATION = f"/rooms/<{NUMBER}:room_id>/moderation"

BODIES: dict[str, object] = {
    "POST /api/v1/auth/register": ACCOUNT,
    "POST /api/v1/auth/guest": {"displayName": "Gus"},
    "POST /api/v1/auth/login": {"login": "ada", "password": PASSWORD},
    "POST /api/v1/auth/passkeys": CREDENTIAL,
    "POST /api/v1/auth/password-resets": {"login": "ada"},
    "PUT /api/v1/auth/password-resets/<word:token>": {"password": NEW_PASSWORD},
    "POST /api/v1/attachments/announcements": {"name": "plan.pdf", "size": 4},
    "POST /attachments/announcements": {"name": "plan.pdf", "size": "4"},
    "POST /api/v1/directs": {"userIds": ["{user_id}"]},
    "POST /api/v1/invites": {"kind": "friend", "userId": "{user_id}"},
    "PATCH /api/v1/me": {"bio": "hello"},
    "DELETE /api/v1/me": PROOF,
    "PUT /api/v1/me/email": {"email": "new@example.org", **PROOF},
    "DELETE /api/v1/me/email": PROOF,
    "DELETE /api/v1/me/identities/<id:identity_id>": PROOF,
    "PUT /api/v1/me/membership": ACCOUNT,
    "POST /api/v1/me/passkeys": CREDENTIAL | {"name": "Mine"},
    "DELETE /api/v1/me/passkeys/<id:passkey_id>": PROOF,
    "POST /api/v1/me/passkeys/options": PROOF,
    "PUT /api/v1/me/notification-settings": {
        "doNotDisturb": False,
        "doNotDisturbUntil": None,
        "quietHours": [],
        "keywords": [],
        "pushContent": True,
        "mailDigest": True,
    },
    "PUT /api/v1/me/push-subscriptions": {
        "endpoint": "https://push.example.org/a",
        "keys": SOME_KEYS,
    },
    "PUT /notifications/read": {"upto": "1"},
    "PUT /settings/notifications": {"quiet": "off"},
    "PUT /api/v1/me/password": PROOF | {"newPassword": NEW_PASSWORD},
    "POST /api/v1/me/recovery-codes": PROOF,
    "PATCH /api/v1/me/settings": {"theme": "dark"},
    "PUT /api/v1/me/status": {"text": "away", "lasts": "1h"},
    "POST /api/v1/me/totp": PROOF,
    "PUT /api/v1/me/totp": {"code": "000000"},
    "DELETE /api/v1/me/totp": PROOF,
    "POST /api/v1/rooms": {"kind": "public", "name": "New room"},
    "PATCH /api/v1/rooms/<id:room_id>": {"topic": "hello"},
    "PATCH /api/v1/rooms/<id:room_id>/members/<id:user_id>": {"role": "admin"},
    "PUT /api/v1/rooms/<id:room_id>/ownership": {"userId": "{stranger_id}"},
    "PATCH /api/v1/rooms/<id:room_id>/membership": {"favourite": True},
    "PATCH /api/v1/messages/<id:message_id>": {"content": "otherwise"},
    "PUT /api/v1/messages/<id:message_id>/poll/vote": {"optionIds": ["1"]},
    f"PUT /messages/<{NUMBER}:message_id>/poll/vote": {"option": "1"},
    f"POST /rooms/<{NUMBER}:room_id>/polls": {
        "content": "Tea?",
        "options": ["Yes", "No"],
        "client_id": "c1",
    },
    "POST /api/v1/messages/<id:message_id>/forward": {"roomId": "{room_id}", "clientId": "c1"},
    "PUT /api/v1/messages/<id:message_id>/thread/read-marker": {"seq": 1},
    "POST /api/v1/messages/<id:message_id>/reports": {"reason": "spam"},
    "POST /api/v1/users/<id:user_id>/reports": {"reason": "spam", "roomId": "{room_id}"},
    "PUT /api/v1/rooms/<id:room_id>/bans/<id:user_id>": {"reason": "spam"},
    "PATCH /api/v1/rooms/<id:room_id>/bans/<id:user_id>": {"appealState": "accepted"},
    "PUT /api/v1/rooms/<id:room_id>/bans/me/appeal": {"content": "Let me in."},
    "PUT /api/v1/rooms/<id:room_id>/mutes/<id:user_id>": {"until": "{tomorrow}"},
    "PUT /api/v1/rooms/<id:room_id>/raid-mode": {"minutes": 5},
    "PUT /api/v1/rooms/<id:room_id>/filtered-words": {"filteredWords": "spam"},
    "PATCH /api/v1/reports/<id:report_id>": {"state": "resolved"},
    "POST /api/v1/rooms/<id:room_id>/audit/exports": {},
    "PUT /api/v1/rooms/<id:room_id>/password": {"password": NEW_PASSWORD},
    "PUT /api/v1/rooms/<id:room_id>/delivered-marker": {"seq": 2},
    "PUT /api/v1/rooms/<id:room_id>/read-marker": {"seq": 2},
    "PUT /api/v1/rooms/<id:room_id>/unread-marker": {"seq": 1},
    "PUT /api/v1/rooms/<id:room_id>/draft": {"content": "Dear all"},
    "PATCH /api/v1/scheduled/<id:scheduled_id>": {"content": "otherwise"},
    "POST /api/v1/rooms/<id:room_id>/messages": MESSAGE,
    f"POST /messages/<{NUMBER}:message_id>/thread": {"content": "hello", "client_id": "c1"},
    f"PUT /messages/<{NUMBER}:message_id>/thread/read-marker": {"seq": "1"},
    f"POST /messages/<{NUMBER}:message_id>/forward": {"room_id": "{room_id}", "client_id": "c1"},
    "POST /rooms/<int(max=9007199254740991):room_id>/messages": {
        "content": "hello",
        "client_id": "c1",
    },
    "PUT /rooms/<int(max=9007199254740991):room_id>/settings": {"general-name": "Haven"},
    "PUT /rooms/<int(max=9007199254740991):room_id>/settings/access": {"access-kind": "private"},
    "PUT /rooms/<int(max=9007199254740991):room_id>/settings/rights": {
        "rights-post_by": "members",
        "rights-invite_by": "members",
        "rights-pin_by": "members",
        "rights-mention_all_by": "members",
        "rights-slow_mode_seconds": "0",
    },
    "PATCH /rooms/<int(max=9007199254740991):room_id>/membership": {
        "place-notify_level": "everything"
    },
    "PUT /rooms/<int(max=9007199254740991):room_id>/delivered-marker": {"seq": 1},
    "PUT /rooms/<int(max=9007199254740991):room_id>/read-marker": {"seq": 1},
    f"PUT /rooms/<{NUMBER}:room_id>/unread-marker": {"seq": 1},
    f"PUT /rooms/<{NUMBER}:room_id>/draft": {"content": "Dear all"},
    f"PUT /scheduled/<{NUMBER}:scheduled_id>": {"content": "later", "send_at": "{in_an_hour}"},
    "POST /messages/<int(max=9007199254740991):message_id>/reactions": {"emoji": "\U0001f44d"},
    "POST /rooms/<int(max=9007199254740991):room_id>/links": {"hours": "24", "role": "member"},
    "PUT /rooms/<int(max=9007199254740991):room_id>/members/"
    "<int(max=9007199254740991):user_id>/role": {"role": "admin"},
    "PUT /rooms/<int(max=9007199254740991):room_id>/ownership": {"user_id": "{stranger_id}"},
    "PUT /messages/<int(max=9007199254740991):message_id>": {"content": "otherwise"},
    "POST /messages/<int(max=9007199254740991):message_id>/reports": {"reason": "spam"},
    f"PUT {MEMBER}/mute": {"mute-lasts": "10"},
    f"PUT {MEMBER}/ban": {"ban-lasts": "10"},
    f"DELETE {MEMBER}/messages": {"clear-last": "1"},
    f"POST {MEMBER}/reports": {"report-reason": "spam"},
    "PUT /rooms/<int(max=9007199254740991):room_id>/appeal": {"content": "Let me in."},
    "PUT /rooms/<int(max=9007199254740991):room_id>/moderation/words": {"words-words": "spam"},
    "PUT /rooms/<int(max=9007199254740991):room_id>/moderation/raid-mode": {"raid-lasts": "10"},
    f"PUT {MODERATION}/appeals/<{NUMBER}:user_id>": {"appeal": "accepted"},
    f"PUT {MODERATION}/reports/<{NUMBER}:report_id>": {"state": "resolved"},
    "POST /people/<username>/reports": {"reason": "spam"},
    "POST /rooms": {"kind": "public", "name": "New room"},
    "POST /guests": {"display_name": "Gus"},
    "PUT /guests/membership": ACCOUNT,
    "POST /sign-up": ACCOUNT,
    "POST /sign-in": {"login": "ada", "password": PASSWORD},
    "POST /reset": {"login": "ada"},
    "PUT /reset/<word>": {"password": NEW_PASSWORD},
    "POST /directs/<username>/messages": {"content": "hello", "client_id": "c1"},
    "POST /invites": {"kind": "friend", "username": "ada"},
    "POST /rooms/<int(max=9007199254740991):room_id>/invites": {"user_id": "{stranger_id}"},
    "PUT /settings/appearance": {"theme": "dark"},
    "PUT /settings/profile": {"display_name": "New name", "bio": ""},
    "PUT /settings/account/password": {
        "password-current_password": PASSWORD,
        "password-new_password": NEW_PASSWORD,
    },
    "PUT /settings/account/email": {
        "email-current_password": PASSWORD,
        "email-email": "new@example.org",
    },
    "DELETE /settings/account/email": {"forget-current_password": PASSWORD},
    "DELETE /settings/account": {"deletion-current_password": PASSWORD},
    "PUT /settings/profile/status": {"text": "away", "lasts": "1h"},
    "PUT /settings/privacy": {"lastSeen": "friends"},
    "DELETE /settings/security/identities/<int(max=9007199254740991):identity_id>": FORM_PROOF,
    "DELETE /settings/security/passkeys/<int(max=9007199254740991):passkey_id>": FORM_PROOF,
    "POST /settings/account/export": FORM_PROOF,
    "POST /settings/security/identities": FORM_PROOF,
    "POST /settings/security/totp": FORM_PROOF,
    "PUT /settings/security/totp": {"code": "000000"},
    "DELETE /settings/security/totp": FORM_PROOF,
    "POST /settings/security/recovery-codes": FORM_PROOF,
    "POST /settings/security/passkeys/options": PROOF,
    "POST /settings/security/passkeys": {"challengeId": 1, "credential": "{}", "name": "Mine"},
    "POST /sign-in/passkey": {"challengeId": 1, "credential": "{}"},
}
QUERIES: dict[str, dict[str, str]] = {
    "GET /api/v1/users": {"username": "ada"},
    "GET /api/v1/presence": {"userIds": "{user_id}"},
}
