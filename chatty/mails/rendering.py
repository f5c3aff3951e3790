"""A mail from its row: text and HTML of the same words.

The templates are ``templates/email/<kind>.txt``, whose first line is the subject, and
``<kind>.html``. They know the row's params, and ``token``, ``base_url`` and ``site_name``. What
people wrote comes in as values only, so nothing in it is ever a template.
"""

from __future__ import annotations

import json
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import cache
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from chatty.core.mail import outgoing
from chatty.core.paths import TEMPLATES
from chatty.core.tokens import derived_token
from chatty.mails.models import Mail

SUBJECT_CHARACTERS = 150
# Where one asks for no more mails of a kind, with one request and without signing in (RFC 8058).
UNSUBSCRIBED_AT = {"missed": "{base_url}/unsubscribe/{user_id}/{token}"}


def rendered(mail: Mail) -> EmailMessage:
    """What is handed to the mail server for *mail*; the same each time it is asked for."""
    values = _values(mail)
    subject, _, text = (
        _environment().get_template(f"{mail.kind}.txt").render(values).partition("\n")
    )
    message = EmailMessage(policy=SMTP)
    message["Subject"] = _one_line(subject)
    message["From"] = Address(_one_line(outgoing.site_name), addr_spec=outgoing.sender)
    message["To"] = mail.recipient
    message["Date"] = format_datetime(mail.created_at)
    # The same for every attempt, so that a mail taken twice is known as one by who receives it.
    message["Message-ID"] = f"<chatty-{mail.id}-{int(mail.created_at.timestamp())}@{_host()}>"
    message["Auto-Submitted"] = "auto-generated"
    if mail.kind in UNSUBSCRIBED_AT:
        address = UNSUBSCRIBED_AT[mail.kind].format(**values)
        message["List-Unsubscribe"] = f"<{address}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(text.strip() + "\n")
    page = _environment().get_template(f"{mail.kind}.html").render(values, subject=subject)
    message.add_alternative(page, subtype="html")
    return message


def _values(mail: Mail) -> dict[str, object]:
    params: dict[str, object] = json.loads(mail.params)
    token = ""
    if mail.token_purpose is not None and mail.token_id is not None:
        token = derived_token(mail.token_purpose, mail.token_id)
    return params | {
        "token": token,
        "base_url": outgoing.base_url,
        "site_name": outgoing.site_name,
    }


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES / "email"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _one_line(text: str) -> str:
    """*text* for a header: no line ends, no controls, not too long."""
    printable = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(printable.split())[:SUBJECT_CHARACTERS]


def _host() -> str:
    return urlsplit(outgoing.base_url).hostname or "localhost"
