"""Mails: real letters at a real server, each once, whatever was written into them."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa

from chatty.core import limits
from chatty.core.clock import clock
from chatty.core.db import db, writing
from chatty.core.mail import Encryption, MailServer, outgoing, server_at
from chatty.core.tokens import derived_token
from chatty.mails.actions import queue_mail
from chatty.mails.jobs import forget_mails, pause_after, send_due
from chatty.mails.models import Mail
from chatty.mails.queries import due_mail
from tests.mail import Mailbox, self_signed

NASTY = "{{7*7}} ${7*7} %s%n {0.__class__} <b>&\r\nBcc: eve@example.org"
PARAMS = {"name": "Ada", "username": "ada", "until": "noon"}


def send(kind: str = "reset_password", to: str = "ada@example.org", **params: str) -> None:
    with writing():
        queue_mail(kind, to, PARAMS | params, token=("reset_password", 7))


def states() -> list[tuple[str, int]]:
    db.session.rollback()
    rows = db.session.execute(sa.select(Mail.state, Mail.attempts))
    return [(state, attempts) for state, attempts in rows]


@pytest.mark.both_databases
def test_mail_arrives_once_with_text_html_and_link(in_app, post_office):
    send()
    post_office()
    (letter,) = post_office().letters
    assert (letter.to, letter.subject) == ("ada@example.org", "Choose a new password")
    assert letter.link == f"https://chat.example/reset/{derived_token('reset_password', 7)}"
    assert letter.link in letter.html
    assert str(letter.message["From"]) == "chatty <chat@example.org>"
    assert states() == [("sent", 1)]


def test_word_of_a_link_is_long_differs_by_id_and_purpose_and_is_in_no_row(in_app, post_office):
    words = {derived_token("a", 1), derived_token("a", 2), derived_token("b", 1)}
    assert {len(word) for word in words} == {43}
    assert len(words) == 3
    send()
    row = db.session.execute(sa.select(Mail)).scalar_one()
    assert derived_token("reset_password", 7) not in str(vars(row))


def test_what_people_call_themselves_stays_words(in_app, post_office):
    """S55: a name is a value, never a template, a tag or a header."""
    send(name=NASTY)
    (letter,) = post_office().letters
    assert "{{7*7}} ${7*7} %s%n {0.__class__} <b>&" in letter.text
    assert "{{7*7}} ${7*7} %s%n {0.__class__} &lt;b&gt;&amp;" in letter.html
    assert letter.message["Bcc"] is None


def test_line_ends_in_a_title_do_not_make_headers(in_app, post_office):
    with writing():
        params = {"name": "Ada", "title": NASTY, "words": "w", "at": "now", "device": "d"}
        queue_mail("account_notice", "ada@example.org", params)
    (letter,) = post_office().letters
    assert letter.message["Bcc"] is None
    assert letter.subject.startswith("{{7*7}} ${7*7}")


def test_mail_off_keeps_nothing(in_app):
    send()
    assert states() == []
    assert send_due() == 0


@pytest.mark.both_databases
def test_mail_waits_while_the_server_is_away_and_goes_out_once(in_app, post_office):
    """R34, the waiting half."""
    own = Mailbox().start()
    outgoing.configure(own.url, sender="c@example.org", base_url="http://x", site_name="chatty")
    own.kill()
    send()
    assert send_due() == 0
    assert send_due() == 0, "it was put off"
    assert states() == [("pending", 1)]
    own.start()
    clock.move(limits.MAIL_FIRST_PAUSE + timedelta(seconds=1))
    assert (send_due(), send_due()) == (1, 0)
    assert len(own.letters) == 1
    own.stop()


def test_refused_recipient_is_given_up_at_once(in_app, post_office):
    send(to="refused@example.org")
    send(to="bea@example.org")
    assert [letter.to for letter in post_office().letters] == ["bea@example.org"]
    assert sorted(states()) == [("failed", 1), ("sent", 1)]


def test_mail_is_given_up_after_its_attempts(in_app, post_office, mailbox):
    outgoing.configure("smtp://127.0.0.1:1", sender="c@e.org", base_url="http://x", site_name="c")
    send()
    for _ in range(limits.MAIL_ATTEMPTS + 3):
        send_due()
        clock.move(limits.MAIL_LONGEST_PAUSE)
    assert states() == [("failed", limits.MAIL_ATTEMPTS)]


def test_pauses_grow_to_a_bound():
    pauses = [pause_after(attempts) for attempts in range(1, limits.MAIL_ATTEMPTS + 1)]
    assert pauses == sorted(pauses)
    assert pauses[0] == limits.MAIL_FIRST_PAUSE
    assert pauses[-1] == limits.MAIL_LONGEST_PAUSE
    assert limits.MAIL_CLAIMED_FOR.total_seconds() > limits.MAIL_SECONDS


@pytest.mark.both_databases
def test_two_who_sweep_at_once_send_each_mail_once(in_app, post_office, mailbox):
    for number in range(10):
        send(to=f"p{number}@example.org")
    errors: list[BaseException] = []

    def sweep() -> None:
        try:
            with in_app.app_context():
                while due_mail() is not None:
                    send_due()
        except BaseException as error:  # noqa: BLE001  # told below
            errors.append(error)

    sweepers = [threading.Thread(target=sweep) for _ in range(3)]
    for each in sweepers:
        each.start()
    for each in sweepers:
        each.join()
    assert errors == []
    assert sorted(letter.to for letter in mailbox.letters) == [
        f"p{number}@example.org" for number in range(10)
    ]


def to_server(url: str) -> None:
    outgoing.configure(url, sender="c@example.org", base_url="http://x", site_name="chatty")


def test_encryption_that_is_offered_is_used_and_its_certificate_is_verified(
    in_app, post_office, tmp_path, monkeypatch
):
    pem = self_signed(tmp_path)
    own = Mailbox(pem).start()
    to_server(own.url)
    send()
    assert send_due() == 0, "nobody vouches for this certificate"
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    clock.move(limits.MAIL_FIRST_PAUSE + timedelta(seconds=1))
    assert send_due() == 1
    own.stop()


@pytest.mark.parametrize("where", ["?tls=required", "refuses-the-plain-one"])
def test_mail_is_not_sent_where_encryption_is_needed_and_not_had(
    in_app, post_office, mailbox, tmp_path, where
):
    own = mailbox if where.startswith("?") else Mailbox(self_signed(tmp_path)).start()
    to_server(own.url + (where if where.startswith("?") else "?tls=off"))
    send()
    assert send_due() == 0
    assert own.letters == []
    assert states() == [("pending", 1)]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail.example", MailServer("mail.example", 25, Encryption.OFFERED)),
        ("smtps://mail.example", MailServer("mail.example", 465, Encryption.FROM_THE_START)),
        (
            "smtp://a%40b:p%2Fw@mail.example:587",
            MailServer("mail.example", 587, Encryption.REQUIRED, "a@b", "p/w"),
        ),
        ("smtp://a:b@localhost", MailServer("localhost", 25, Encryption.OFFERED, "a", "b")),
        ("smtp://a:b@m.example?tls=off", MailServer("m.example", 25, Encryption.OFF, "a", "b")),
    ],
)
def test_address_of_a_mail_server_says_how_it_is_spoken_to(url, expected):
    assert server_at(url) == expected


def test_rows_of_sent_mails_are_forgotten_after_a_week(in_app, post_office):
    send()
    post_office()
    assert forget_mails() == 0
    clock.move(limits.MAILS_KEPT_FOR + timedelta(minutes=1))
    assert forget_mails() == 1
