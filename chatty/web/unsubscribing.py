"""No more mails about what was missed, by the link of one of them and without signing in.

Mail programs do it with one request of their own (RFC 8058); to open the link does nothing yet.
"""

from __future__ import annotations

import hmac

from flask import Blueprint
from flask.typing import ResponseReturnValue

from chatty.core import limits
from chatty.core.db import writing
from chatty.core.errors import NotFound
from chatty.core.rates import rates
from chatty.core.tokens import derived_token
from chatty.notifications.actions import end_digests
from chatty.notifications.jobs import PURPOSE
from chatty.web.answers import LARGEST, form_page
from chatty.web.forms.base import Form
from chatty.web.identity import address

LINK = f"/unsubscribe/<int(max={LARGEST}):user_id>/<word>"

routes = Blueprint("unsubscribing", __name__)


@routes.get(LINK)
def edit(user_id: int, word: str) -> ResponseReturnValue:
    _check(user_id, word)
    return _page(user_id, word, done=False)


@routes.post(LINK)
def create(user_id: int, word: str) -> ResponseReturnValue:
    """The word of the link is proof enough: whoever sends it here can do nothing else with it."""
    _check(user_id, word)
    with writing():
        end_digests(user_id)
    return _page(user_id, word, done=True)


def _check(user_id: int, word: str) -> None:
    rates.hit(limits.RATE_LINK_GUESSES, "unsubscribing", address())
    if not hmac.compare_digest(derived_token(PURPOSE, user_id).encode(), word.encode()):
        raise NotFound


def _page(user_id: int, word: str, *, done: bool) -> ResponseReturnValue:
    link = f"/unsubscribe/{user_id}/{word}"
    return form_page("notifications/unsubscribe.html", Form(None), link=link, done=done)
